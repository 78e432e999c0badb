"""Networks or the press, in English."""

TEXTS: dict[str, str | tuple[str, str]] = {
    "lead.title": "Networks or the press: who was first?",
    "lead.first": "Your topics: social networks first in {first} of {compared}, median lead {median}.",
    "lead.never": "Your topics: social networks first in none of {compared}.",
    "lead.few": (
        "Only {n} topic told on both sides can be compared: too few to say who is ahead.",
        "Only {n} topics told on both sides can be compared: too few to say who is ahead.",
    ),
    "lead.zero": "Nothing that was told on both sides can be compared.",
    "lead.left_out": "Not comparable: {why}.",
    "lead.why.date_only": ("{n} with a date but no time", "{n} with a date but no time"),
    "lead.why.undated": ("{n} without a date", "{n} without a date"),
    "lead.why.before": (
        "{n} from before both sides were watched here",
        "{n} from before both sides were watched here",
    ),
    "lead.why.gap": (
        "{n} while a source could not be read",
        "{n} while a source could not be read",
    ),
    "lead.before": "{network}, {span} before {source}",
    "lead.after": "{network}, {span} after {source}",
    "lead.minutes": ("{n} minute", "{n} minutes"),
    "lead.hours": ("{n} hour", "{n} hours"),
    "lead.days": ("{n} day", "{n} days"),
    "lead.how": "Only what is watched here, told on a network and by the press within three days. Other topics may differ.",
}

"""Hours, days and durations as people write them in French and English. Texts come folded."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.core.grammar.commands import Until
from bot.core.grammar.words import fold, words_of
from bot.core.hours import AlertHours

MAX_DURATION = timedelta(days=366)

_TIME = re.compile(
    r"\b(\d{1,2})(?: ?[:h] ?(\d{2})| ?h(?:eures?|ours?)?)?(?: ?(am|pm))?(?![\w:])"
    r"|\b(noon|midi|midnight|minuit)\b"
)
_DAY = (
    r"(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:nesdays?)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?|lun(?:dis?)?|mar(?:dis?)?|mer(?:credis?)?|jeu(?:dis?)?"
    r"|ven(?:dredis?)?|sam(?:edis?)?|dim(?:anches?)?)"
)
_DAYS = re.compile(
    r"\b(?:(?P<work>weekdays?|working days?|(?:jours? )?ouvres|(?:en )?semaine)"
    r"|(?P<open>(?:jours? )?ouvrables)"
    r"|(?P<end>week-?ends?)"
    r"|(?P<every>daily|every ?day|tous les jours|chaque jour|quotidien(?:ne)?)"
    rf"|(?P<first>{_DAY})(?: ?(?:-|–|to|through|au?) ?(?P<last>{_DAY}))?)\b"
)
_OUVRES = re.compile(r"\btous les (?=jours ouvr)")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = tuple(name[:3] for name in _LONG)
_INDEX = {name: index for index, name in enumerate(_NAMES)} | {
    name: index for index, name in enumerate(("lun", "mar", "mer", "jeu", "ven", "sam", "dim"))
}
_NOISE = words_of("at a the every each tous les toutes du le de et and on from next prochain au -")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "month": timedelta(days=30),
}
_DURATION = re.compile(
    r"(?:(?:for|pendant|durant|pour) )?(?:(?P<count>\d{1,6}) ?|(?:an?|une?|one) )"
    r"(?:(?P<m>m|mn|min|mins|minutes?)|(?P<h>h|hrs?|hours?|heures?)(?: ?(?P<more>\d{2})(?: ?min)?)?"
    r"|(?P<d>d|j|days?|jours?)|(?P<w>w|wk|weeks?|sem|semaines?)|(?P<month>months?|mois))"
)
_MONTHS = (
    "jan(?:v|uary|vier)?",
    "feb(?:ruary)?|fev(?:r|rier)?",
    "mar(?:ch|s)?",
    "apr(?:il)?|avr(?:il)?",
    "may|mai",
    "june?|juin",
    "july?|juil(?:let)?",
    "aug(?:ust)?|aout",
    "sept?(?:ember|embre)?",
    "oct(?:ober|obre)?",
    "nov(?:ember|embre)?",
    "dec(?:ember|embre)?",
)
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})\.?"
_DATES = tuple(
    re.compile(rf"\b{pattern}(?!\w)")
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}))?",
        rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? {_MONTH}(?: (?P<year>\d{{4}}))?",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<year>\d{{4}}))?",
    )
)
_FROM_TO = re.compile(r"[-–]|\bto\b")
_TOMORROW = re.compile(r"\b(?:tomorrow|demain)\b")


def read_schedule(text: str) -> tuple[time | None, frozenset[int] | None] | None:
    """ "lun-ven 8h30": an hour, days (0 is Monday) or both; None: something else is in there."""
    days: set[int] = set()
    text = _OUVRES.sub("", text)
    for match in _DAYS.finditer(text):
        days |= _days(match)
    times = _times(_DAYS.sub(" ", text))
    if times is None or len(times) > 1:
        return None
    return (times[0] if times else None), (frozenset(days) or None)


def clock_time(text: str) -> time | None:
    """The hour that "08:30" or "8 h" says; None: it says none, or more."""
    at, days = read_schedule(fold(text)) or (None, None)
    return at if days is None else None


def days_of(text: str) -> frozenset[int] | None:
    """The days that "mon-fri" or "lun mer" says, 0 is Monday; None: it says none, or more."""
    at, days = read_schedule(fold(text)) or (None, None)
    return days if at is None else None


def read_quiet(text: str) -> str | None:
    """ "de 20 h à 8 h" -> "20:00-08:00"; None: no such pair of different hours."""
    times = _times(_FROM_TO.sub(" a ", text))
    if times is None or len(times) != 2 or times[0] == times[1]:
        return None
    return f"{times[0]:%H:%M}-{times[1]:%H:%M}"


def read_hours(text: str) -> AlertHours | None:
    """ "lun-ven 8h-19h", days alone (all day) or hours alone (every day); None: something else."""
    days: set[int] = set()
    text = _OUVRES.sub("", text)
    for match in _DAYS.finditer(text):
        days |= _days(match)
    times = _times(_FROM_TO.sub(" a ", _DAYS.sub(" ", text)))
    if times is None or len(times) not in (0, 2) or (times and times[0] == times[1]):
        return None
    if not times and not days:
        return None
    start, end = times or (time(), time())
    return AlertHours(frozenset(days) or frozenset(range(7)), start, end)


def read_duration(text: str) -> timedelta | None:
    """ "2d", "24 h", "1h30", "une semaine"; zero or over MAX_DURATION is returned as it is."""
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    count = int(match["count"] or 1)
    unit = next(size for name, size in _UNITS.items() if match[name])
    return count * unit + timedelta(minutes=int(match["more"] or 0))


def read_until(text: str) -> Until | None:
    """ "lundi 9h", "tomorrow", "24/12" (day first), "24 december 2026", "18:00"."""
    rest, found = _date(text)
    if found is None:
        return None
    times = _times(rest)
    if times is None or len(times) > 1 or (not times and found == Until()):
        return None
    return Until(found.weekday, found.tomorrow, found.day, found.month, found.year, *times[:1])


def moment(until: Until, now: datetime) -> datetime:
    """When that is, for a person whose clock shows `now` (aware, in their zone): after `now`."""
    today = now.date()
    if until.day is not None and until.month is not None:
        when = _next_date(until.day, until.month, until.year, today)
    elif until.weekday is not None:
        when = today + timedelta(days=(until.weekday - today.weekday() - 1) % 7 + 1)
    else:
        when = today + timedelta(days=int(until.tomorrow))
    at = datetime.combine(when, until.at or time(), now.tzinfo)
    alone = until == Until(at=until.at)
    return at + timedelta(days=1) if alone and at <= now else at


def write_days(days: frozenset[int]) -> str:
    """ "daily", "mon-fri" or "mon wed"."""
    if len(days) == 7:
        return "daily"
    ordered = sorted(days)
    if len(ordered) > 2 and all(b - a == 1 for a, b in pairwise(ordered)):
        return f"{_NAMES[ordered[0]]}-{_NAMES[ordered[-1]]}"
    return " ".join(_NAMES[day] for day in ordered)


def write_hours(hours: AlertHours) -> str:
    """ "mon-fri 08:00-19:00", or the days alone for all day."""
    days = write_days(hours.days)
    if hours.start == hours.end:
        return days
    return f"{days} {hours.start:%H:%M}-{hours.end:%H:%M}"


def write_duration(duration: timedelta) -> str:
    """In the largest unit that divides it: "2d", "36h", "90m"."""
    for name, unit in (("d", _UNITS["d"]), ("h", _UNITS["h"])):
        if not duration % unit:
            return f"{duration // unit}{name}"
    return f"{duration // _UNITS['m']}m"


def write_until(until: Until) -> str:
    day = ""
    if until.weekday is not None:
        day = _LONG[until.weekday]
    elif until.tomorrow:
        day = "tomorrow"
    elif until.day is not None:
        day = f"{until.day:02}/{until.month:02}" + (f"/{until.year:04}" if until.year else "")
    return " ".join(filter(None, (day, f"{until.at:%H:%M}" if until.at else "")))


def _days(match: re.Match[str]) -> set[int]:
    for name, days in (
        ("work", range(5)),
        ("open", range(6)),
        ("end", (5, 6)),
        ("every", range(7)),
    ):
        if match[name]:
            return set(days)
    first = _INDEX[match["first"][:3]]
    last = _INDEX[(match["last"] or match["first"])[:3]]
    return {day % 7 for day in range(first, last + 1 + 7 * (last < first))}


def _times(text: str) -> list[time] | None:
    """All hours in a text that has nothing else, None where it has."""
    found: list[time] = []
    for match in _TIME.finditer(text):
        hour, minute = int(match[1] or (12 if match[4] in ("noon", "midi") else 0)), match[2]
        if match[3] and not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match[3] == "pm") if match[3] else hour
        if hour > 23 or int(minute or 0) > 59:
            return None
        found.append(time(hour, int(minute or 0)))
    rest = re.sub(r"[,;\n]", " ", _TIME.sub(" ", text)).split()
    return found if _NOISE.issuperset(rest) else None


def _date(text: str) -> tuple[str, Until | None]:
    """(the text without its date, what the date is): None where it isn't one."""
    for pattern in _DATES:
        if match := pattern.search(text):
            return pattern.sub(" ", text, count=1), _day_of(match.groupdict())
    if match := _TOMORROW.search(text):
        return _TOMORROW.sub(" ", text, count=1), Until(tomorrow=True)
    if (match := _DAYS.search(text)) and match["first"] and not match["last"]:
        return _DAYS.sub(" ", text, count=1), Until(weekday=_INDEX[match["first"][:3]])
    return text, Until()


def _day_of(parts: dict[str, str | None]) -> Until | None:
    name, year = parts.get("name"), parts.get("year")
    if name:
        month = next(i for i, names in enumerate(_MONTHS, 1) if re.fullmatch(names, name))
    else:
        month = int(parts["month"] or 0)
    try:
        # Without a year, 29 February is a date all the same.
        when = date(int(year) if year else 2024, month, int(parts["day"] or 0))
    except ValueError:
        return None
    return Until(day=when.day, month=when.month, year=when.year if year else None)


def _next_date(day: int, month: int, year: int | None, today: date) -> date:
    if year is not None:
        return date(year, month, day)
    for candidate in range(today.year, today.year + 9):
        try:
            when = date(candidate, month, day)
        except ValueError:
            continue
        if when > today:
            return when
    raise ValueError(f"no such date: {day}/{month}")

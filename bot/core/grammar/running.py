"""The verbs about the channel and the bot: list, digest, settings, undo, claim, help …"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rapidfuzz.distance import OSA

from bot.core.grammar.commands import (
    Allow,
    Ask,
    Bad,
    Claim,
    Command,
    Digest,
    DigestAction,
    Help,
    List,
    Networks,
    Ok,
    Result,
    Setting,
    Settings,
    Status,
    Undo,
    Why,
)
from bot.core.grammar.left import moved_list
from bot.core.grammar.lex import Args, Shape, shown
from bot.core.grammar.publishing import publish_of
from bot.core.grammar.terms import read_term
from bot.core.grammar.times import (
    clock_time,
    days_of,
    read_hours,
    read_quiet,
    read_schedule,
    write_days,
    write_hours,
)
from bot.core.grammar.values import TermKind, Verb
from bot.core.grammar.words import (
    ANEW,
    CHANGERS,
    EVERYTHING,
    GLOSSARY_WORDS,
    GROUNDS,
    LANGUAGE_CODES,
    NETWORKS,
    NOW,
    PURPOSES,
    QUERY_WORDS,
    RECAPS,
    SETTING_NOISE,
    SETTINGS,
    SPOKEN,
    SWITCH,
    VERBS,
    WANTED,
)

WELCOME = "welcome"
ENTRANCES = frozenset({"inline", "group"})
"""What links without a code open a conversation with."""
WORDS, OPERATORS = "words", "operators"
_WHY_EXAMPLE = "why https://mastodon.social/@durand/1"

_PAGE = re.compile(r"[1-9][0-9]{0,3}")
_NUMBER = re.compile(r"#?([1-9][0-9]{0,11})")
_TEAM = re.compile(r"T[A-Z0-9]{1,20}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WHOLE = re.compile(
    r"(?P<all>\w+)(?: #?(?P<row>[1-9][0-9]{0,11}))?(?: page (?P<page>[1-9][0-9]{0,3}))?"
)
_SETTING_EXAMPLES: Mapping[Setting, str] = MappingProxyType(
    {
        Setting.LANGUAGE: "settings language fr",
        Setting.ZONE: "settings zone Paris",
        Setting.DIGEST: "settings digest 08:30",
        Setting.DAYS: "settings days mon-fri",
        Setting.QUIET: "settings quiet 20:00-08:00",
        Setting.ORIGINALS: "settings originals on",
        Setting.PROFILES: "settings profiles off",
        Setting.RHYTHM: "settings rhythm off",
        Setting.CHANGES: "settings changes admins",
        Setting.FEED: "settings feed on",
        Setting.PICTURES: "settings pictures dark",
        Setting.ALERTS: "settings alerts mon-fri 08:00-19:00",
        Setting.PURPOSE: "settings purpose competitors",
    }
)
_SETTING_CHOICES: Mapping[Setting, tuple[str, ...]] = MappingProxyType(
    {
        Setting.LANGUAGE: (),
        Setting.ZONE: ("Europe/Paris", "Europe/London", "America/Toronto"),
        Setting.DIGEST: ("08:30", "off"),
        Setting.DAYS: ("mon-fri", "daily"),
        Setting.QUIET: ("20:00-08:00", "off"),
        Setting.ORIGINALS: ("on", "off"),
        Setting.PROFILES: ("on", "off"),
        Setting.RHYTHM: ("on", "off"),
        Setting.CHANGES: ("admins", "members"),
        Setting.FEED: ("on", "new", "off"),
        Setting.PICTURES: ("dark", "light"),
        Setting.ALERTS: ("mon-fri 08:00-19:00", "off"),
        Setting.PURPOSE: ("competitors", "news", "ideas", "subject", "later"),
    }
)


def read_list(args: Args) -> Result:
    """Ok(List): words to filter by, then `page 2` or a number alone; Ok(MoveList): `to #other`."""
    words = args.tokens
    if (moved := moved_list(words)) is not None:
        return Ok(moved)
    if words and _PAGE.fullmatch(words[-1].folded):
        marked = len(words) > 1 and words[-2].folded == "page"
        if marked or len(words) == 1:
            rest = Args(words[: -2 if marked else -1], args.text)
            return Ok(List(_filter(rest), int(words[-1].folded)))
    return Ok(List(_filter(args)))


def read_digest(args: Args) -> Result:
    """Ok(Digest). Bad: bad_schedule."""
    text = args.folded
    if not text:
        return Ok(Digest())
    if text in NOW:
        return Ok(Digest(DigestAction.NOW))
    if text in SWITCH:
        return Ok(Digest(DigestAction(SWITCH[text])))
    if (asked := _recap(text) or _whole_digest(text)) is not None:
        return Ok(asked)
    schedule = read_schedule(text)
    if schedule is None or schedule == (None, None):
        return Bad("bad_schedule", args.start, shown(args.plain), example="digest 08:30 mon-fri")
    return Ok(Digest(DigestAction.SET, *schedule))


def _recap(text: str) -> Digest | None:
    kind, _, switch = text.partition(" ")
    if kind not in RECAPS or (switch and switch not in SWITCH):
        return None
    return Digest(DigestAction(RECAPS[kind]), on=SWITCH[switch] == "on" if switch else None)


def _whole_digest(text: str) -> Digest | None:
    found = _WHOLE.fullmatch(text)
    if found is None or found["all"] not in EVERYTHING:
        return None
    row = int(found["row"]) if found["row"] else None
    return Digest(DigestAction.ALL, row=row, page=int(found["page"] or 1))


def read_settings(args: Args) -> Result:
    """Ok(Settings); Ask settings_<name>. Bad: unknown_setting, bad_setting."""
    if not args.tokens:
        return Ok(Settings())
    first = args.tokens[0]
    name = SETTINGS.get(first.folded)
    if name is None:
        return Bad(
            "unknown_setting",
            first.start,
            shown(first.text),
            did_you_mean=_closest_setting(first.folded),
            example=_SETTING_EXAMPLES[Setting.LANGUAGE],
        )
    return _setting(name, args.rest(1))


def read_quiet_hours(args: Args) -> Result:
    """The setting, as typed after `mute quiet` or `quiet`."""
    return _setting(Setting.QUIET, args)


def read_undo(args: Args) -> Result:
    """Ok(Undo). Bad: bad_number."""
    if not args.tokens:
        return Ok(Undo())
    match = _NUMBER.fullmatch(args.folded)
    if not match:
        return Bad("bad_number", args.start, shown(args.plain), example="undo 12")
    return Ok(Undo(int(match[1])))


def read_claim(args: Args) -> Result:
    """Ok(Claim); Ask claim_code. Bad: bad_code, which doesn't repeat what was typed."""
    if not args.tokens:
        return Ask(Verb.CLAIM, "claim_code", before=Verb.CLAIM)
    if not _CODE.fullmatch(args.plain):
        return Bad("bad_code", args.start, example="claim CODE")
    return Ok(Claim(args.plain))


def read_allow(args: Args) -> Result:
    """Ok(Allow): a chat's id or a Slack workspace, then yes (or nothing) or no. Bad: bad_number."""
    whom, _, answer = args.folded.partition(" ")
    number, team = _NUMBER.fullmatch(whom), _TEAM.fullmatch(whom.upper())
    if not (number or team) or (answer and answer not in SWITCH):
        return Bad("bad_number", args.start, shown(args.plain), example="allow 12")
    yes = not answer or SWITCH[answer] == "on"
    return Ok(Allow(int(number[1]), yes) if number else Allow(yes=yes, team=whom.upper()))


def read_publish(args: Args) -> Result:
    """Ok(Publish): a channel's id, no if not there, and what waits for it. Bad: bad_number."""
    said = publish_of(args.text[args.begin :])
    if said is None:
        return Bad("bad_number", args.start, shown(args.plain), example="publish 12")
    return Ok(said)


def read_start(args: Args) -> Result:
    """Telegram's /start, with the code of a deep link or without."""
    coded = _CODE.fullmatch(args.plain) and args.plain not in ENTRANCES
    return Ok(Claim(args.plain)) if coded else Ok(Help(WELCOME))


def read_help(args: Args) -> Result:
    return Ok(Help(topic_of(args)))


def topic_of(args: Args) -> str | None:
    """What help is wanted about, in either language: a verb, our words, or a query's."""
    name = args.folded.lstrip("/")
    if name in GLOSSARY_WORDS:
        return WORDS
    if name in QUERY_WORDS:
        return OPERATORS
    return VERBS[name].value if name in VERBS else None


def read_why(args: Args) -> Result:
    """Ok(Why) of the one link in what is said; Ask why_link.

    Bad: one_at_a_time, bad_link and those of read_term.
    """
    read = [read_term(token) for token in args.tokens if token.shape is not Shape.SEP]
    if not read:
        return Ask(Verb.WHY, "why_link", before=Verb.WHY)
    terms = [term for found in read if isinstance(found, list) for term in found]
    links = {term.text for term in terms if term.kind is TermKind.LINK}
    if len(links) == 1:
        return Ok(Why(*links))
    if links:
        return Bad("one_at_a_time", args.start, example=_WHY_EXAMPLE)
    unread = next((found for found in read if isinstance(found, Bad)), None)
    return unread or Bad("bad_link", args.start, shown(args.plain), example=_WHY_EXAMPLE)


def read_status(_: Args) -> Result:
    return Ok(Status())


def read_networks(args: Args) -> Result:
    """Ok(Networks): of none, or "ask" and a network's name. Other words are let go."""
    asked, _, name = args.folded.partition(" ")
    return Ok(Networks(NETWORKS.get(name) if asked in WANTED else None))


def _filter(args: Args) -> str:
    everything = len(args.tokens) == 1 and args.tokens[0].folded in EVERYTHING
    return "" if everything else args.plain


def _setting(name: Setting, args: Args) -> Result:
    while args.tokens and args.tokens[0].folded in SETTING_NOISE:
        args = args.rest(1)
    if not args.plain:
        choices: tuple[Command, ...] = tuple(Settings(name, v) for v in _SETTING_CHOICES[name])
        return Ask(Verb.SETTINGS, f"settings_{name}", choices, before=f"settings {name}")
    value = _SETTING_VALUES[name](args)
    if value is None:
        word, example = shown(args.plain), _SETTING_EXAMPLES[name]
        return Bad("bad_setting", args.start, word, example=example)
    return Ok(Settings(name, value))


def _language(args: Args) -> str | None:
    code = SPOKEN.get(args.folded, args.folded)
    return code if code in LANGUAGE_CODES else None


def _zone(args: Args) -> str | None:
    return args.plain if len(args.plain) <= 60 else None


def _switch(args: Args) -> str | None:
    return SWITCH.get(args.folded)


def _changers(args: Args) -> str | None:
    return CHANGERS.get(args.folded)


def _ground(args: Args) -> str | None:
    return GROUNDS.get(args.folded)


def _purpose(args: Args) -> str | None:
    return next((PURPOSES[one.folded] for one in args.tokens if one.folded in PURPOSES), None)


def _alerts(args: Args) -> str | None:
    if SWITCH.get(args.folded) == "off":
        return "off"
    hours = read_hours(args.folded)
    return write_hours(hours) if hours else None


def _feed(args: Args) -> str | None:
    return "new" if args.folded in ANEW else SWITCH.get(args.folded)


def _hour(args: Args) -> str | None:
    at = clock_time(args.plain)
    return f"{at:%H:%M}" if at else SWITCH.get(args.folded)


def _digest_days(args: Args) -> str | None:
    days = days_of(args.plain)
    return write_days(days) if days else None


def _quiet(args: Args) -> str | None:
    return "off" if SWITCH.get(args.folded) == "off" else read_quiet(args.folded)


_SETTING_VALUES: Mapping[Setting, Callable[[Args], str | None]] = MappingProxyType(
    {
        Setting.LANGUAGE: _language,
        Setting.ZONE: _zone,
        Setting.DIGEST: _hour,
        Setting.DAYS: _digest_days,
        Setting.QUIET: _quiet,
        Setting.ORIGINALS: _switch,
        Setting.PROFILES: _switch,
        Setting.RHYTHM: _switch,
        Setting.CHANGES: _changers,
        Setting.FEED: _feed,
        Setting.PICTURES: _ground,
        Setting.ALERTS: _alerts,
        Setting.PURPOSE: _purpose,
    }
)


def _closest_setting(name: str) -> str | None:
    near = [word for word in SETTINGS if OSA.distance(word, name, score_cutoff=2) <= 2]
    return f"settings {SETTINGS[near[0]]}" if near and len(name) > 3 else None

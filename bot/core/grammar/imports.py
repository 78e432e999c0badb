"""import: a pasted list, which keeps its lines and tabs, and the taps that follow it."""

from __future__ import annotations

import re

from bot.core.grammar.commands import Ask, Bad, Ok, Result
from bot.core.grammar.grouped import Import, ImportAction
from bot.core.grammar.lex import MAX_CHARS, Args, clean, shown
from bot.core.grammar.values import Verb
from bot.core.grammar.words import DRAFT, INTO, OURS, PANEL, STARTER, UMBRELLA, VERBS, fold

MAX_LIST_CHARS = 20_000

_UMBRELLA = "|".join(sorted(UMBRELLA))
_HEAD = re.compile(
    rf"\s*(?P<sure>/|(?:{_UMBRELLA})\s+|/(?:{_UMBRELLA})\s+)?/?(?P<verb>[^\W\d_]+)", re.I
)
_INTO = "|".join(sorted(INTO))
_SET = "|".join(name for name, what in OURS.items() if what == PANEL)
_NAME = r'(?:"(?P<quoted>[^"\n]+)"|(?P<name>[^\s"]+))'
_FIRST = re.compile(rf"(?:{_INTO})\s+(?:(?:{_SET})\s*[:\s]\s*)?{_NAME}(?=\s|$)", re.I)
_LAST = re.compile(rf"\s(?:{_INTO})\s+(?:{_SET}):\s*{_NAME}\s*\Z", re.I)
_STARTER = re.compile(rf"{STARTER}:(?P<starter>[a-z]+)(?=\s|$)")
_DRAFT = re.compile(
    rf"{DRAFT}:(?P<draft>[1-9]\d{{0,17}}) (?P<action>add|choose|take|alerts)"
    r"(?: (?P<entry>[1-9]\d{0,2}))?(?: (?P<choice>\d{1,2}))?"
)
_NUMBERS = {ImportAction.CHOOSE: (True, False), ImportAction.TAKE: (True, True)}


def clean_import(text: str, *, slack: bool) -> str | Bad | None:
    """The clean text, if it is surely this command: a list may be longer than other commands."""
    if not means_import(text):
        return None
    cleaned = clean(text, slack=slack, longest=MAX_LIST_CHARS, tabs=True)
    if isinstance(cleaned, str) and len(cleaned) > MAX_CHARS and not _has_list(cleaned):
        return Bad("too_long", MAX_CHARS)
    return cleaned


def _has_list(text: str) -> bool:
    return "\n" in text.strip() or "," in text or ";" in text


def means_import(text: str) -> bool:
    """Without "/" a line may only begin so: "import export entreprises"."""
    head = _HEAD.match(text)
    if head is None or VERBS.get(fold(head["verb"])) is not Verb.IMPORT:
        return False
    rest = text[head.end() :]
    if rest and rest[0] != "@" and not rest[0].isspace():
        return False
    if head["sure"] or "\n" in rest.rstrip():
        return True
    rest = rest.strip()
    told = _FIRST.match(rest) or _STARTER.match(rest) or _DRAFT.match(rest)
    return not rest or told is not None


def read_import(args: Args) -> Result:
    """Ok(Import); Ask import_list. Bad: bad_draft."""
    rest = args.text[args.begin :].strip()
    if rest.startswith(f"{DRAFT}:"):
        return _tap(rest, args)
    into, rest = _into(rest)
    starter = _STARTER.match(rest)
    if starter is not None:
        return Ok(Import(into=into or _into(rest[starter.end() :].strip())[0], starter=starter[1]))
    if not rest:
        before = f'{Verb.IMPORT} into {PANEL}:"{into}"' if into else Verb.IMPORT.value
        return Ask(Verb.IMPORT, "import_list", before=before)
    return Ok(Import(rest, into))


def _tap(rest: str, args: Args) -> Result:
    match = _DRAFT.fullmatch(rest)
    if match is not None:
        action = ImportAction(match["action"])
        numbers = (match["entry"] is not None, match["choice"] is not None)
        if numbers == _NUMBERS.get(action, (False, False)):
            entry, choice = int(match["entry"] or 0), int(match["choice"] or 0)
            draft = int(match["draft"])
            return Ok(Import(draft=draft, action=action, entry=entry, choice=choice))
    return Bad("bad_draft", args.start, shown(rest), example="import")


def _into(rest: str) -> tuple[str, str]:
    """The panel that is named first or last, and what is left."""
    if (match := _FIRST.match(rest)) is not None:
        return match["quoted"] or match["name"], rest[match.end() :].strip()
    if (match := _LAST.search(rest)) is not None:
        return match["quoted"] or match["name"], rest[: match.start()].strip()
    return "", rest


def write_import(command: Import) -> str:
    if command.draft is not None:
        numbers = _NUMBERS.get(command.action, (False, False))
        shown_numbers = (
            str(number)
            for number, wanted in zip((command.entry, command.choice), numbers, strict=True)
            if wanted
        )
        return " ".join([Verb.IMPORT, f"{DRAFT}:{command.draft}", command.action, *shown_numbers])
    into = f'into {PANEL}:"{command.into}"' if command.into else ""
    if command.starter:
        return " ".join(filter(None, [Verb.IMPORT, f"{STARTER}:{command.starter}", into]))
    head = " ".join(filter(None, [Verb.IMPORT, into]))
    return f"{head}\n{command.text}"

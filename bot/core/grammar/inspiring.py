"""inspire, save and board: examples to learn from, and the board that keeps them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.grammar.commands import Ask, Bad, Ok, Result
from bot.core.grammar.keeping import PERIOD, Board, Inspire, Save
from bot.core.grammar.lex import Args, Shape, Token, sayable, shown
from bot.core.grammar.terms import read_term, write_term
from bot.core.grammar.values import Term, TermKind, Verb
from bot.core.grammar.words import EVERYTHING, words_of

PERIODS = (7, 30, 90)
NOTE_CAP = 300
POST, ENTRY = "post", "entry"
_PERIOD = re.compile(r"(\d{1,3})(?:d|j)")
_UNITS = words_of("days day jours jour")
_NUMBER = re.compile(r"#?([1-9]\d{0,2})")
_ID = re.compile(r"[1-9]\d{0,17}")
_PAGE = re.compile(r"[1-9]\d{0,3}")
_REMOVE = words_of("remove retirer retire retirez supprimer supprime")
_ACCOUNTS = (
    TermKind.HANDLE,
    TermKind.ADDRESS,
    TermKind.DOMAIN,
    TermKind.LINK,
    TermKind.NAMED,
)
_AROUND = " ,;\n"
_INSPIRE_EXAMPLE = "inspire @durand 30d"
_SAVE_EXAMPLE = "save https://mastodon.social/@durand/1"


def read_inspire(args: Args) -> Result:
    """Ok(Inspire). Bad: bad_period, bad_inspire and those of read_term."""
    words = [token for token in args.tokens if token.shape is not Shape.SEP]
    days, rest = _period(words)
    if days not in PERIODS:
        return Bad("bad_period", args.start, shown(args.plain), example=_INSPIRE_EXAMPLE)
    if not rest:
        return Ok(Inspire(days=days))
    if len(rest) == 1 and rest[0].folded in EVERYTHING:
        return Ok(Inspire(days=days, all=True))
    subject = _subject(rest)
    return subject if isinstance(subject, Bad) else Ok(Inspire(subject, days))


def _period(words: Sequence[Token]) -> tuple[int, list[Token]]:
    """ "30d", "30 jours"; what is left."""
    for at, token in enumerate(words):
        if match := _PERIOD.fullmatch(token.folded):
            return int(match[1]), [*words[:at], *words[at + 1 :]]
        unit = words[at + 1].folded if at + 1 < len(words) else ""
        if unit in _UNITS and token.folded.isdecimal() and len(token.folded) < 4:
            return int(token.folded), [*words[:at], *words[at + 2 :]]
    return PERIOD, list(words)


def _subject(words: Sequence[Token]) -> Term | Bad:
    found = read_term(words[0]) if len(words) == 1 else None
    if isinstance(found, Bad):
        return found
    if found and len(found) == 1 and found[0].kind in _ACCOUNTS:
        return found[0]
    text = " ".join(token.text for token in words)
    if found == [] or text.startswith("#"):
        return Bad("bad_inspire", words[0].start, shown(text), example=_INSPIRE_EXAMPLE)
    return Term(TermKind.WORDS, text)


def is_named(args: Args) -> bool:
    """Without "/", more than a word of everyday speech must say what is meant."""
    read = read_inspire(args)
    if not isinstance(read, Ok) or not isinstance(read.command, Inspire):
        return False
    subject = read.command.subject
    quoted = any(token.shape is Shape.PHRASE for token in args.tokens)
    return subject is None or subject.kind is not TermKind.WORDS or quoted


def read_save(args: Args) -> Result:
    """Ok(Save); Ask save_what. Bad: bad_save, long_note and those of read_term."""
    words = [token for token in args.tokens if token.shape is not Shape.SEP]
    if not words:
        return Ask(Verb.SAVE, "save_what", before=Verb.SAVE)
    first = words[0]
    note = _note(args.text[first.end :])
    if len(note) > NOTE_CAP:
        return Bad("long_note", first.end, example=_SAVE_EXAMPLE)
    if match := _NUMBER.fullmatch(first.text):
        return Ok(Save(number=int(match[1]), note=note))
    prefix, _, number = first.text.partition(":")
    if prefix == POST and _ID.fullmatch(number):
        return Ok(Save(post=int(number), note=note))
    found = read_term(first) if first.shape is Shape.WORD else None
    if isinstance(found, Bad):
        return found
    if found and found[0].kind is TermKind.LINK and found[0].network is None:
        return Ok(Save(found[0].text, note=note))
    return Bad("bad_save", first.start, shown(first.text), example=_SAVE_EXAMPLE)


def _note(rest: str) -> str:
    """As it was typed, with or without quotation marks around it."""
    bare = rest.strip(_AROUND)
    if len(bare) > 1 and bare[0] == bare[-1] == '"' and '"' not in bare[1:-1]:
        bare = bare[1:-1]
    return sayable(bare, len(bare)).strip(_AROUND)


def read_board(args: Args) -> Result:
    """Ok(Board): a page, or an entry to remove. Bad: bad_board."""
    words = [token.folded for token in args.tokens if token.shape is not Shape.SEP]
    match words:
        case []:
            return Ok(Board())
        case ["page", page] | [page] if _PAGE.fullmatch(page):
            return Ok(Board(int(page)))
        case [verb, which] if verb in _REMOVE and (number := _NUMBER.fullmatch(which)):
            return Ok(Board(remove=int(number[1])))
        case [verb, which] if verb in _REMOVE and _entry(which):
            return Ok(Board(entry=_entry(which)))
    return Bad("bad_board", args.start, shown(args.plain), example="board remove 3")


def _entry(which: str) -> int | None:
    prefix, _, number = which.partition(":")
    return int(number) if prefix == ENTRY and _ID.fullmatch(number) else None


def write_kept(command: Inspire | Save | Board, *, quoted: bool) -> list[str]:
    """The pieces of the command, to be joined by spaces."""
    match command:
        case Inspire():
            subject = write_term(command.subject, quoted=quoted) if command.subject else ""
            period = f"{command.days}d" if command.days != PERIOD else ""
            return [Verb.INSPIRE, "all" if command.all else subject, period]
        case Save():
            what = command.link or (f"{POST}:{command.post}" if command.post else "")
            note = f'"{command.note}"' if command.note else ""
            return [Verb.SAVE, what or str(command.number or ""), note]
    if command.remove or command.entry:
        which = str(command.remove) if command.remove else f"{ENTRY}:{command.entry}"
        return [Verb.BOARD, "remove", which]
    return [Verb.BOARD, f"page {command.page}" if command.page > 1 else ""]

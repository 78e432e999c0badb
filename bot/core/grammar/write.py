"""Commands as canonical English text, not yet proven to be read back the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.exporting.values import Export
from bot.core.grammar.commands import (
    Allow,
    Bad,
    Claim,
    Command,
    Digest,
    DigestAction,
    Help,
    List,
    Mute,
    Networks,
    Settings,
    Status,
    Trends,
    Undo,
    Unmute,
    Unwatch,
    Watch,
    Why,
)
from bot.core.grammar.comparing import write_compare
from bot.core.grammar.comparison import Compare
from bot.core.grammar.exporting import write_export
from bot.core.grammar.expression import read, write_filter
from bot.core.grammar.expression import write as write_query
from bot.core.grammar.firms import write_firm
from bot.core.grammar.grouped import Firm, Import, Panel
from bot.core.grammar.imports import write_import
from bot.core.grammar.inspiring import write_kept
from bot.core.grammar.keeping import Board, Inspire, Save
from bot.core.grammar.leaving import Forget, MoveList, Owners
from bot.core.grammar.left import write_forget, write_moved_list, write_owners
from bot.core.grammar.options import write_author, write_hint
from bot.core.grammar.panels import write_panel
from bot.core.grammar.publishing import Publish, write_publish
from bot.core.grammar.running import WELCOME
from bot.core.grammar.searched import Search
from bot.core.grammar.steered import write_chats
from bot.core.grammar.steering import Chats
from bot.core.grammar.terms import write_term
from bot.core.grammar.times import write_days, write_duration, write_until
from bot.core.grammar.trends import write_trends
from bot.core.grammar.values import Ref, TermKind, Verb
from bot.core.grammar.words import AGREED, START, TASKS

_OF_WORDS = (TermKind.WORDS, TermKind.PHRASE, TermKind.QUERY)


def write(command: Command, *, quoted: bool) -> str:
    """`quoted`: with free words in quotation marks, so that none can pass for an option."""
    match command:
        case Watch() | Search():
            parts = [*_query(command, quoted)]
        case Unwatch() | Mute() | Unmute():
            parts = _about_refs(command, quoted)
        case Firm() | Panel() | Trends() | Compare() | Inspire() | Save() | Board():
            parts = _by_name(command, quoted)
        case Import() | Export() | Publish() | MoveList() | Forget() | Owners() | Chats():
            parts = _by_itself(command)
        case List():
            parts = [Verb.LIST, _free(command.filter, quoted), _page(command.page)]
        case Settings():
            parts = [Verb.SETTINGS, command.name or "", _free(command.value or "", quoted)]
        case _:
            parts = _short(command)
    return " ".join(filter(None, parts))


def _by_itself(
    command: Import | Export | Publish | MoveList | Forget | Owners | Chats,
) -> list[str]:
    match command:
        case Import():
            return [write_import(command)]
        case Export():
            return write_export(command)
        case Publish():
            return [Verb.PUBLISH, *write_publish(command)]
        case MoveList():
            return [write_moved_list(command)]
        case Forget():
            return [write_forget(command)]
        case Chats():
            return [write_chats(command)]
    return [write_owners(command)]


def _by_name(
    command: Firm | Panel | Trends | Compare | Inspire | Save | Board, quoted: bool
) -> list[str]:
    match command:
        case Firm():
            return write_firm(command, quoted=quoted)
        case Panel():
            return write_panel(command, quoted=quoted)
        case Trends():
            return write_trends(command, quoted=quoted)
        case Compare():
            return write_compare(command, quoted=quoted)
    return write_kept(command, quoted=quoted)


def _query(command: Watch | Search, quoted: bool) -> Iterable[str]:
    if isinstance(command, Watch):
        yield Verb.WATCH
    else:
        yield Verb.FIND if command.accounts_first else Verb.SEARCH
    yield _refs(command.terms, quoted)
    if command.query is not None:
        as_typed = write_filter if isinstance(command, Watch) else write_query
        yield as_typed(command.query, quoted=quoted)
    yield f"on {','.join(command.on)}" if command.on else ""
    yield from _watch_options(command) if isinstance(command, Watch) else _search_options(command)


def _watch_options(watch: Watch) -> Iterable[str]:
    yield f"only:{watch.only}" if watch.only else ""
    yield f'as "{watch.label}"' if watch.label else ""
    if watch.to:
        yield "to " + (watch.to if watch.to.startswith("@") else f"#{watch.to}")
    yield AGREED if watch.agreed else ""
    yield write_hint(watch.firm) if watch.firm else ""


def _search_options(search: Search) -> Iterable[str]:
    yield f"{search.days}d" if search.days else ""
    yield f'page:"{search.page}"' if search.page else ""
    if search.first is not None and not search.accounts_first:
        yield f"first:{search.first}"
    yield AGREED if search.agreed else ""
    yield next((name for name, task in TASKS.items() if task is search.task), "")
    yield write_author(search.drop) if search.drop else ""


def _about_refs(command: Unwatch | Mute | Unmute, quoted: bool) -> list[str]:
    match command:
        case Unwatch():
            return [Verb.UNWATCH, "all" if command.all else _refs(command.refs, quoted)]
        case Unmute():
            return [Verb.UNMUTE, _ref(command.ref, quoted)]
    duration = write_duration(command.duration) if command.duration else ""
    until = f"until {write_until(command.until)}" if command.until else ""
    refs = [_ref(one, quoted) for one in (command.ref, *command.also)]
    return [Verb.MUTE, *refs, duration, until]


def _short(
    command: Digest | Why | Status | Networks | Undo | Claim | Allow | Help,
) -> list[str]:
    match command:
        case Digest():
            return [Verb.DIGEST, *_digest(command)]
        case Why():
            return [Verb.WHY, command.link]
        case Status():
            return [Verb.STATUS]
        case Networks():
            return [Verb.NETWORKS, f"ask {command.wanted}" if command.wanted else ""]
        case Undo():
            return [Verb.UNDO, str(command.change or "")]
        case Claim():
            return [Verb.CLAIM, command.code]
        case Allow():
            return [Verb.ALLOW, command.team or str(command.channel), "" if command.yes else "no"]
    return [START] if command.topic == WELCOME else [Verb.HELP, command.topic or ""]


def _digest(digest: Digest) -> list[str]:
    if digest.action is DigestAction.SHOW:
        return []
    if digest.action is DigestAction.ALL:
        return [digest.action, str(digest.row or ""), _page(digest.page)]
    if digest.on is not None:
        return [digest.action, "on" if digest.on else "off"]
    if digest.action is not DigestAction.SET:
        return [digest.action]
    at = f"{digest.at:%H:%M}" if digest.at else ""
    return [at, write_days(digest.days) if digest.days else ""]


def _refs(refs: Sequence[Ref], quoted: bool) -> str:
    """Numbers and what is made of words end only at a comma; all else at a space."""
    kinds = {None if isinstance(ref, int) else ref.kind for ref in refs}
    commas = not kinds.isdisjoint(_OF_WORDS) or (None in kinds and len(kinds) > 1)
    return (", " if commas else " ").join(_ref(ref, quoted) for ref in refs)


def _ref(ref: Ref | None, quoted: bool) -> str:
    if ref is None:
        return ""
    if isinstance(ref, int):
        return str(ref)
    if ref.kind is TermKind.QUERY:
        return _group(ref.text, quoted)
    return write_term(ref, quoted=quoted)


def _group(text: str, quoted: bool) -> str:
    """A query, as its own text says it or with each word in quotation marks."""
    wanted = read(text) if quoted else None
    if wanted is not None and not isinstance(wanted, Bad):
        text = write_query(wanted, quoted=True)
    return f"({text})"


def _free(text: str, quoted: bool) -> str:
    return f'"{text}"' if text and quoted else text


def _page(page: int) -> str:
    return f"page {page}" if page > 1 else ""

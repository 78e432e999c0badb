"""Text to a command, and a command back to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rapidfuzz.distance import OSA

from bot.core.grammar.commands import Ask, Bad, Claim, Command, Help, Networks, Ok, Result
from bot.core.grammar.comparing import read_compare
from bot.core.grammar.exporting import read_export
from bot.core.grammar.firms import read_firm
from bot.core.grammar.grouped import Firm, Import, Panel
from bot.core.grammar.imports import clean_import, means_import, read_import
from bot.core.grammar.inspiring import is_named, read_board, read_inspire, read_save
from bot.core.grammar.left import read_forget, read_owners
from bot.core.grammar.lex import MAX_CHARS, Args, Shape, Token, clean, shown, tokens
from bot.core.grammar.panels import read_panel
from bot.core.grammar.running import (
    WELCOME,
    read_allow,
    read_claim,
    read_digest,
    read_help,
    read_list,
    read_networks,
    read_publish,
    read_quiet_hours,
    read_settings,
    read_start,
    read_status,
    read_undo,
    read_why,
    topic_of,
)
from bot.core.grammar.seeking import read_find, read_search
from bot.core.grammar.steered import read_chats
from bot.core.grammar.subjects import names_alone
from bot.core.grammar.targets import read_watch
from bot.core.grammar.terms import read_term
from bot.core.grammar.trends import read_trends
from bot.core.grammar.values import Verb
from bot.core.grammar.watching import read_mute, read_unmute, read_unwatch
from bot.core.grammar.words import (
    GREETING_WORDS,
    GREETINGS,
    QUIET,
    START,
    UMBRELLA,
    VERBS,
    fold,
)
from bot.core.grammar.write import write

Reader = Callable[[Args], Result]

_READERS: Mapping[Verb, Reader] = MappingProxyType(
    {
        Verb.WATCH: read_watch,
        Verb.UNWATCH: read_unwatch,
        Verb.LIST: read_list,
        Verb.SEARCH: read_search,
        Verb.FIND: read_find,
        Verb.DIGEST: read_digest,
        Verb.MUTE: read_mute,
        Verb.UNMUTE: read_unmute,
        Verb.WHY: read_why,
        Verb.STATUS: read_status,
        Verb.NETWORKS: read_networks,
        Verb.SETTINGS: read_settings,
        Verb.UNDO: read_undo,
        Verb.CLAIM: read_claim,
        Verb.ALLOW: read_allow,
        Verb.FIRM: read_firm,
        Verb.PANEL: read_panel,
        Verb.TRENDS: read_trends,
        Verb.INSPIRE: read_inspire,
        Verb.SAVE: read_save,
        Verb.BOARD: read_board,
        Verb.COMPARE: read_compare,
        Verb.IMPORT: read_import,
        Verb.EXPORT: read_export,
        Verb.PUBLISH: read_publish,
        Verb.FORGET: read_forget,
        Verb.OWNERS: read_owners,
        Verb.CHANNELS: read_chats,
        Verb.HELP: read_help,
    }
)
# Words of everyday speech, unless what follows is what the verb takes.
_ONLY_COMPLETE = frozenset(
    {
        Verb.FORGET,
        Verb.OWNERS,
        Verb.CHANNELS,
        Verb.ALLOW,
        Verb.WHY,
        Verb.TRENDS,
        Verb.SAVE,
        Verb.BOARD,
        Verb.EXPORT,
        Verb.PUBLISH,
    }
)
_FREE_WORDS = frozenset({Verb.WATCH, Verb.UNWATCH, Verb.SEARCH, Verb.FIND})
_FOR_BUTTONS = frozenset({Verb.ALLOW, Verb.PUBLISH})
# `allow` is for an operator's buttons; other names of these are words of everyday speech.
_ONE_NAME = frozenset({Verb.FIRM, Verb.PANEL})
_SUGGESTED = {
    word: verb
    for word, verb in VERBS.items()
    if verb not in _FOR_BUTTONS and (verb not in _ONE_NAME or word == verb)
}
# No command grows more than fivefold when it is written in full (@a stays, tg:a is telegram:a).
_SHORT = MAX_CHARS // 5


def parse(text: str, *, default: Verb | None = None, slack: bool = False) -> Result:
    """What a person asks for. Never raises.

    `default`: the verb where the text is only its arguments (a text with "/" in front names its
    own). `slack`: read Slack's <…> forms and entities. Without a verb: one or more accounts, links
    or tags Ask watch_or_search, a greeting is Help("welcome"), other words are a Search.
    """
    cleaned = clean_import(text, slack=slack) or clean(text, slack=slack)
    if isinstance(cleaned, Bad):
        return cleaned
    args = Args(tuple(tokens(cleaned)), cleaned)
    result = _explicit(default, args) if default and not _slash(args) else _line(args)
    return result if len(cleaned) <= _SHORT or _fits(result) else Bad("too_long", MAX_CHARS)


def render(command: Command) -> str:
    """Canonical text with the English verb: `parse(render(c)) == Ok(c)`.

    Raises ValueError for a command that nobody could have typed (an empty Watch, a text with
    quotation marks or control characters in it).
    """
    for quoted in (False, True):
        text = write(command, quoted=quoted)
        if parse(text) == Ok(command):
            return text
    raise ValueError(f"not a command that can be typed: {type(command).__name__}")


def _fits(result: Result) -> bool:
    """Whether what was understood could be typed in full."""
    offered = result.choices if isinstance(result, Ask) else ()
    understood = (result.command,) if isinstance(result, Ok) else offered
    if any(isinstance(one, Import) for one in understood):
        return True  # it has a limit of its own
    return all(len(write(c, quoted=q)) <= MAX_CHARS for c in understood for q in (False, True))


def starts_with_verb(text: str) -> bool:
    """Whether this is a command by itself, not the answer to a question."""
    first = text.split(maxsplit=1)[:1]
    verb = VERBS.get(fold(first[0])) if first else None
    return bool(first) and (first[0].startswith("/") or verb not in (None, *_ONE_NAME))


def _slash(args: Args) -> bool:
    first = args.tokens[:1]
    return bool(first) and first[0].shape is Shape.WORD and first[0].text.startswith("/")


def _line(args: Args) -> Result:
    """A whole line: /verb …, verb …, umbrella …, or bare text."""
    while args.tokens and args.tokens[0].shape is Shape.SEP:
        args = args.rest(1)
    if not args.tokens:
        return Ok(Help())
    slash = _slash(args)
    name = _name(args.tokens[0])
    if name in UMBRELLA:
        return _umbrella(args.rest(1))
    reader = _reader(name)
    if reader is None:
        return _unknown(args, name) if slash else _bare(args)
    if slash or _means_verb(name, args.rest(1)):
        return reader(args.rest(1))
    return read_search(args)


def _name(token: Token) -> str:
    """ "/watch@VeilleurBot" -> "watch"; "" for what can't be a verb."""
    word = token.text.lstrip("/").partition("@")[0] if token.text.startswith("/") else token.text
    return fold(word) if token.shape is Shape.WORD else ""


def _reader(name: str) -> Reader | None:
    if name == START:
        return read_start
    if name in QUIET:
        return read_quiet_hours
    verb = VERBS.get(name)
    return (lambda args: _explicit(verb, args)) if verb else None


def _explicit(verb: Verb, args: Args) -> Result:
    """The verb is sure; `watch help` is a question about it."""
    alone = args.tokens[0].folded if len(args.tokens) == 1 else ""
    if verb not in (Verb.SEARCH, Verb.FIND) and VERBS.get(alone) is Verb.HELP:
        return Ok(Help(verb.value))
    return _READERS[verb](args)


def _umbrella(args: Args) -> Result:
    """/veille verb …; without a verb, what follows is watched."""
    if not args.tokens:
        return Ok(Help())
    reader = _reader(_name(args.tokens[0]))
    if reader:
        return reader(args.rest(1))
    if _slash(args):
        return _unknown(args, _name(args.tokens[0]))
    return _near_miss(args) or read_watch(args)


def _means_verb(name: str, rest: Args) -> bool:
    """Without "/" a line may only begin like a command: "status quo", "aide aux entreprises"."""
    if not rest.tokens:
        return True
    if name == START or VERBS.get(name) is Verb.STATUS:
        return False
    if VERBS.get(name) is Verb.NETWORKS:
        return read_networks(rest) != Ok(Networks())
    if VERBS.get(name) is Verb.HELP:
        return topic_of(rest) is not None
    if VERBS.get(name) in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[VERBS[name]](name, rest)
    if VERBS.get(name) in _ONLY_COMPLETE:
        return isinstance(_READERS[VERBS[name]](rest), Ok)
    return name not in QUIET or isinstance(read_quiet_hours(rest), Ok)


def _means_ours(name: str, rest: Args) -> bool:
    """ "firm durand", "cabinet durand est concurrent"; "cabinet durand" alone is looked for."""
    verb = VERBS[name]
    read = _READERS[verb](rest)
    if isinstance(read, Ok) and read.command in (Firm(rest.plain), Panel(rest.plain)):
        return name == verb and len(rest.tokens) == 1
    return isinstance(read, Ok) or (isinstance(read, Ask) and name == verb)


_OF_THEIR_OWN: Mapping[Verb | None, Callable[[str, Args], bool]] = {
    Verb.FIRM: _means_ours,
    Verb.PANEL: _means_ours,
    Verb.IMPORT: lambda _, rest: means_import(rest.text),
    Verb.INSPIRE: lambda _, rest: is_named(rest),
}


def _bare(args: Args) -> Result:
    words = fold(args.plain.replace("!", " ").replace("'", " ")).split()
    if words and words[0] in GREETINGS and GREETING_WORDS.issuperset(words):
        return Ok(Help(WELCOME))
    return _near_miss(args) or _offer(args) or read_search(args)


def _offer(args: Args) -> Result | None:
    """Accounts, links and tags alone: watch them or search them?"""
    alone = names_alone(args)
    if not isinstance(alone, bool):
        return alone
    if not alone:
        return None
    read = (read_watch(args), read_search(args))
    choices = tuple(one.command for one in read if isinstance(one, Ok))
    return Ask(None, "watch_or_search", choices=choices)


def _unknown(args: Args, name: str) -> Bad:
    if not name:
        return Bad("unknown_command", args.start, "/")
    begun = (verb for word, verb in _SUGGESTED.items() if len(name) > 2 and word.startswith(name))
    verb = next(begun, None) or _closest(name, 1 if len(name) < 4 else 2)
    return _suggest("unknown_command", verb, args)


def _near_miss(args: Args) -> Bad | None:
    """ "wacth @durand": one letter off, or two where a target follows."""
    name, rest = _name(args.tokens[0]), args.rest(1)
    target = read_term(rest.tokens[0]) if rest.tokens else None
    if target and not isinstance(target, Bad):
        verb = _closest(name, 2) if len(name) > 4 else _closest(name, 1)
    else:
        verb = _closest(name, 1) if len(name) > 4 else None
        if rest.tokens and verb not in _FREE_WORDS:
            return None
    return _suggest("unknown_verb", verb, args) if verb else None


def _suggest(reason: str, verb: Verb | None, args: Args) -> Bad:
    head = args.tokens[0]
    meant = _explicit(verb, args.rest(1)) if verb else None
    better = verb.value if verb else None
    # A claim's code is a secret: it isn't repeated.
    if isinstance(meant, Ok) and not isinstance(meant.command, Claim) and len(args.text) <= _SHORT:
        better = render(meant.command)
    return Bad(reason, head.start, shown(head.text), better)


def _closest(name: str, distance: int) -> Verb | None:
    """The verb with a name at most so many letters away. One letter: not the first one."""
    if not 2 < len(name) <= 20:
        return None
    best, word = min((OSA.distance(name, word, score_cutoff=distance), word) for word in _SUGGESTED)
    close = best <= distance and (word[0] == name[0] or distance > 1)
    return _SUGGESTED[word] if close else None

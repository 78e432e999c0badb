"""From what a chat sends to clean text, and from clean text to pieces."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.grammar.commands import Bad
from bot.core.grammar.words import HEADS, NETWORKS, PREFIXES, SIGNS, TO, fold

MAX_CHARS = 2000
# Slack writes links and mentions twice (<https://x|x>), so raw text may be longer than it means.
MAX_RAW_CHARS = 4 * MAX_CHARS

_OPENING = "([{<'‘"
_CLOSING = ".,;:!?…]}>'"
_ENTITY = re.compile(r"<([^<>]{1,2000})>")
_SIGNED = "".join(SIGNS)
_OPENS = re.compile(rf"[\[{{<'‘]*([{re.escape(_SIGNED)}]?)\(")
# What stands for itself, where "(" within a word and ":)" don't.
_ONLY_GROUPING = re.compile(rf"(?:[{re.escape(_SIGNED)}]?\(|\)[.,;:!?…]*)+")
_PARENTHESIS = re.compile(rf"[{re.escape(_SIGNED)}]?\(|\)")
_LAST_WORD = re.compile(r"(\S+)[ \n]*\Z")
_TRANSLATED = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("’‛", "'"),
        **dict.fromkeys("\r\u2028\u2029", "\n"),
        "\t": " ",
        "＠": "@",
        "＃": "#",
    }
)
_TABLE = {char: put for char, put in _TRANSLATED.items() if char != ord("\t")}
_TOKEN = re.compile(
    r"""
    (?P<link> (?:[a-z]{1,20}:)?https?://[^\s",;]*+ (?:[,;]+(?!https?://)[^\s",;]+)*+ )
    | (?P<before> [^\s,;"]*+ ) "(?P<phrase> [^"]*+ )"
    | (?P<word> [^\s,;"]+ )
    | (?P<sep> [,;\n] )
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Shape(enum.Enum):
    WORD = enum.auto()
    PHRASE = enum.auto()
    SEP = enum.auto()
    OPEN = enum.auto()
    CLOSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text`: without surrounding punctuation or quotes; of a parenthesis, with its sign.
    `prefix`: what touches a phrase's opening quote (`linkedin:"Cabinet Durand"`). `start`, `end`:
    in characters of the clean text."""

    shape: Shape
    text: str
    start: int
    prefix: str = ""
    end: int = 0

    @property
    def is_head(self) -> bool:
        """ "bluesky:", which only _trim leaves with its colon."""
        return self.shape is Shape.WORD and self.text.endswith(":")

    @property
    def folded(self) -> str:
        """For look-ups among words: "" for anything else."""
        return fold(self.text) if self.shape is Shape.WORD else ""


@dataclass(frozen=True, slots=True)
class Args:
    """What follows the verb. `text`: the whole clean text that the tokens were cut from, `begin`:
    where in it the verb ends."""

    tokens: tuple[Token, ...]
    text: str
    begin: int = 0

    @property
    def plain(self) -> str:
        """The words and phrases, without separators."""
        return " ".join(token.text for token in self.tokens if token.shape is not Shape.SEP)

    @property
    def folded(self) -> str:
        return fold(self.plain)

    @property
    def start(self) -> int:
        return self.tokens[0].start if self.tokens else len(self.text)

    def rest(self, skip: int) -> Args:
        begin = self.tokens[skip - 1].end if skip else self.begin
        return Args(self.tokens[skip:], self.text, begin)


def shown(text: str) -> str:
    """The piece that a Bad quotes: short and printable."""
    return "".join(char for char in text[:40] if char.isprintable())


def clean(text: str, *, slack: bool, longest: int = MAX_CHARS, tabs: bool = False) -> str | Bad:
    """One spelling for quotes, spaces and line ends; invisible characters out.

    `tabs`: they stay, as what stands between the columns of a table.

    Slack's own forms are read where `slack`: https://docs.slack.dev/messaging/formatting-message-text
    Bad: too_long, control_characters.
    """
    if len(text) > MAX_RAW_CHARS // MAX_CHARS * longest:
        return Bad("too_long", longest)
    table = _TABLE if tabs else _TRANSLATED
    text = unicodedata.normalize("NFC", _plain(text) if slack else text).translate(table)
    text = "".join(map(_visible, text))
    if len(text) > longest:
        return Bad("too_long", longest)
    for position, char in enumerate(text):
        if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs"):
            return Bad("control_characters", position)
    return unicodedata.normalize("NFC", text)


def sayable(text: str, longest: int = 80) -> str:
    """The text as it can stand in quotation marks, and is read back the same; maybe ""."""
    shown = "".join(char if char.isprintable() else " " for char in text[:longest])
    plain = clean(shown, slack=False)
    return "" if isinstance(plain, Bad) else " ".join(plain.replace('"', "'").split())


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    return "" if category == "Cf" else char


def _plain(text: str) -> str:
    """Slack's <…> forms and entities as a person would have typed them."""
    pieces: list[str] = []
    end = 0
    for match in _ENTITY.finditer(text):
        pieces.append(text[end : match.start()])
        last = _LAST_WORD.search(pieces[-1][-40:])
        pieces.append(_typed(match[1], after=fold(last[1]) if last else ""))
        end = match.end()
    plain = "".join([*pieces, text[end:]])
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _typed(entity: str, after: str) -> str:
    what, _, label = entity.partition("|")
    if what.startswith("#"):
        # After "to" the channel itself is meant, and only its id is sure.
        return what if after in TO or not label else "#" + label.lstrip("#")
    if what.startswith(("@", "!")):
        return "@" + (label or what[1:]).lstrip("@")
    if label and "://" in what and what.split("://", 1)[1].rstrip("/") == label.rstrip("/"):
        return label  # Slack made a link of a bare name: name.bsky.social
    return what.removeprefix("mailto:")


def tokens(text: str) -> list[Token]:
    """Words, "phrases" and separators (comma, semicolon, new line). Expects clean text."""
    return _glued([token for match in _TOKEN.finditer(text) for token in _of(match, match.start())])


def grouped(text: str, begin: int = 0) -> list[Token]:
    """The same from `begin` on, with the parentheses that group."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, begin):
        start, opened = match.start(), []
        while match["sep"] is None and (opening := _opening(text, start, match)):
            opened.append(Token(Shape.OPEN, opening[1] + "(", opening.start(), "", opening.end()))
            start = opening.end()
        found += opened
        found += _grouping(match) if _stands_alone(match) else _of(match, start, grouping=True)
    return _glued(found)


def _stands_alone(match: re.Match[str]) -> bool:
    return bool(match["word"]) and _ONLY_GROUPING.fullmatch(match["word"]) is not None


def _opening(text: str, start: int, match: re.Match[str]) -> re.Match[str] | None:
    """A parenthesis that opens before the piece's own text."""
    end = match.start("phrase") if match["phrase"] is not None else match.end()
    written = not match["word"] or any(map(str.isalnum, match["word"]))
    return _OPENS.match(text, start, end) if written else None


def _grouping(match: re.Match[str]) -> Iterator[Token]:
    """Of a piece that is nothing but parentheses."""
    for one in _PARENTHESIS.finditer(match["word"]):
        shape = Shape.CLOSE if one[0] == ")" else Shape.OPEN
        yield Token(shape, one[0], match.start() + one.start(), "", match.start() + one.end())


def _of(match: re.Match[str], start: int, *, grouping: bool = False) -> list[Token]:
    """The tokens of one piece of text, whose own text begins at `start`."""
    end = match.end()
    if match["sep"]:
        return [Token(Shape.SEP, match["sep"], start, "", end)]
    if match["phrase"] is not None:
        phrase = " ".join(match["phrase"].split())
        before = match.string[start : match.start("phrase") - 1]
        return _phrase(phrase, before.lstrip(_OPENING), start, end)
    raw = match.string[start:end]
    word = _trim(raw, grouping=grouping)
    found = [Token(Shape.WORD, word, start, "", end)] if word else []
    if not grouping or not any(map(str.isalnum, raw)):
        return found
    closing = [start + place for place, char in enumerate(raw) if char == ")"]
    closed = closing[word.count(")") :]
    return found + [Token(Shape.CLOSE, ")", place, "", place + 1) for place in closed]


def _glued(pieces: list[Token]) -> list[Token]:
    """ "bluesky: @durand" is one piece, as "bluesky:@durand" is."""
    glued: list[Token] = []
    for token in pieces:
        if not glued or not glued[-1].is_head or token.shape not in (Shape.WORD, Shape.PHRASE):
            glued.append(token)
        elif token.shape is Shape.WORD:
            head = glued.pop()
            glued.append(replace(token, text=head.text + token.text, start=head.start))
        else:
            head = glued.pop()
            glued.append(replace(token, start=head.start, prefix=token.prefix or head.text))
    return glued


def _phrase(phrase: str, before: str, start: int, end: int) -> list[Token]:
    if before in SIGNS or (before.endswith(":") and fold(before[:-1].lstrip(_SIGNED)) in PREFIXES):
        return [Token(Shape.PHRASE, phrase, start, before, end)] if phrase else []
    word = _trim(before)
    touching = [Token(Shape.WORD, word, start, "", end)] if word else []
    return [*touching, Token(Shape.PHRASE, phrase, start, "", end)] if phrase else touching


def _trim(word: str, *, grouping: bool = False) -> str:
    """Without the punctuation around it; "bluesky:" keeps the colon that gives it its meaning."""
    word = word.lstrip(_OPENING)
    name = fold(word[:-1].lstrip(_SIGNED)) if word.endswith(":") else ""
    if name in NETWORKS or (grouping and name in HEADS):
        return word
    word = word.rstrip(_CLOSING)
    while word.endswith(")") and word.count(")") > word.count("("):
        word = word[:-1].rstrip(_CLOSING)
    return word

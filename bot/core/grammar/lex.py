"""From what a chat sends to clean text, and from clean text to pieces."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass, replace

from bot.core.grammar.commands import Bad
from bot.core.grammar.words import NETWORKS, PREFIXES, SIGNS, TO, fold

MAX_CHARS = 2000
# Slack writes links and mentions twice (<https://x|x>), so raw text may be longer than it means.
MAX_RAW_CHARS = 4 * MAX_CHARS

_OPENING = "([{<'‘"
_CLOSING = ".,;:!?…]}>'"
_ENTITY = re.compile(r"<([^<>]{1,2000})>")
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


@dataclass(frozen=True, slots=True)
class Token:
    """`text`: without surrounding punctuation or quotes. `prefix`: what touches a phrase's
    opening quote (`linkedin:"Cabinet Durand"`). `start`: in characters of the clean text."""

    shape: Shape
    text: str
    start: int
    prefix: str = ""

    @property
    def names_network(self) -> bool:
        """ "bluesky:", which only _trim leaves with its colon."""
        return self.shape is Shape.WORD and self.text.endswith(":")

    @property
    def folded(self) -> str:
        """For look-ups among words: "" for anything else."""
        return fold(self.text) if self.shape is Shape.WORD else ""


@dataclass(frozen=True, slots=True)
class Args:
    """What follows the verb. `text`: the whole clean text that the tokens were cut from."""

    tokens: tuple[Token, ...]
    text: str

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
        return Args(self.tokens[skip:], self.text)


def shown(text: str) -> str:
    """The piece that a Bad quotes: short and printable."""
    return "".join(char for char in text[:40] if char.isprintable())


def clean(text: str, *, slack: bool) -> str | Bad:
    """One spelling for quotes, spaces and line ends; invisible characters out.

    Slack's own forms are read where `slack`: https://docs.slack.dev/messaging/formatting-message-text
    Bad: too_long, control_characters.
    """
    if len(text) > MAX_RAW_CHARS:
        return Bad("too_long", MAX_CHARS)
    text = unicodedata.normalize("NFC", _plain(text) if slack else text).translate(_TRANSLATED)
    text = "".join(map(_visible, text))
    if len(text) > MAX_CHARS:
        return Bad("too_long", MAX_CHARS)
    for position, char in enumerate(text):
        if char != "\n" and unicodedata.category(char) in ("Cc", "Cs"):
            return Bad("control_characters", position)
    return unicodedata.normalize("NFC", text)


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
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match["sep"]:
            found.append(Token(Shape.SEP, match["sep"], match.start()))
        elif match["phrase"] is not None:
            phrase = " ".join(match["phrase"].split())
            found.extend(_phrase(phrase, match["before"].lstrip(_OPENING), match.start()))
        elif word := _trim(match["word"] or match["link"]):
            found.append(Token(Shape.WORD, word, match.start()))
    return _glued(found)


def _glued(pieces: list[Token]) -> list[Token]:
    """ "bluesky: @durand" is one piece, as "bluesky:@durand" is."""
    glued: list[Token] = []
    for token in pieces:
        if not glued or not glued[-1].names_network or token.shape is Shape.SEP:
            glued.append(token)
        elif token.shape is Shape.WORD:
            head = glued.pop()
            glued.append(Token(Shape.WORD, head.text + token.text, head.start))
        else:
            head = glued.pop()
            glued.append(replace(token, start=head.start, prefix=token.prefix or head.text))
    return glued


def _phrase(phrase: str, before: str, start: int) -> list[Token]:
    if before in SIGNS or (before.endswith(":") and fold(before[:-1]) in PREFIXES):
        return [Token(Shape.PHRASE, phrase, start, before)] if phrase else []
    word = _trim(before)
    touching = [Token(Shape.WORD, word, start)] if word else []
    return [*touching, Token(Shape.PHRASE, phrase, start)] if phrase else touching


def _trim(word: str) -> str:
    """Without the punctuation around it; "bluesky:" keeps the colon that gives it its meaning."""
    word = word.lstrip(_OPENING)
    if word.endswith(":") and fold(word[:-1]) in NETWORKS:
        return word
    word = word.rstrip(_CLOSING)
    while word.endswith(")") and word.count(")") > word.count("("):
        word = word[:-1].rstrip(_CLOSING)
    return word

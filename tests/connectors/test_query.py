"""A search asked in any network's words: never for less than what is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connectors.errors import NotPossible
from connectors.query import (
    All,
    Asked,
    Dialect,
    Expr,
    From,
    Has,
    Language,
    Least,
    MediaKind,
    Not,
    Phrase,
    Some,
    Tagged,
    Word,
    compiled,
    leaves,
)

NAMES = st.sampled_from("abcdefgh")
PLAIN = st.one_of(
    st.builds(Word, NAMES, begins=st.booleans()),
    st.builds(Phrase, NAMES.map(lambda name: f"{name} {name}")),
    st.builds(Tagged, NAMES),
    st.builds(From, NAMES),
    st.builds(Language, st.sampled_from(["fr", "en"])),
    st.builds(Has, st.sampled_from(MediaKind)),
    st.builds(Least, st.integers(1, 5)),
)


def combined(of: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    parts = st.lists(of, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, of), st.builds(All, parts), st.builds(Some, parts))


EXPRESSIONS = st.recursive(PLAIN, combined, max_leaves=12)


@dataclass(frozen=True, slots=True)
class Told:
    """A publication: what of each kind it has."""

    words: frozenset[str]
    phrases: frozenset[str]
    tags: frozenset[str]
    author: str
    language: str
    media: frozenset[MediaKind]
    reactions: int


TOLD = st.builds(
    Told,
    st.frozensets(st.sampled_from([*"abcdefgh", "ax", "bx"])),
    st.frozensets(NAMES.map(lambda name: f"{name} {name}")),
    st.frozensets(NAMES),
    NAMES,
    st.sampled_from(["fr", "en"]),
    st.frozensets(st.sampled_from(MediaKind)),
    st.integers(0, 6),
)


def matches(wanted: Expr, told: Told) -> bool:
    match wanted:
        case Not(of=inner):
            return not matches(inner, told)
        case All(of=parts):
            return all(matches(part, told) for part in parts)
        case Some(of=parts):
            return any(matches(part, told) for part in parts)
        case Word(text=text, begins=begins):
            # A word that somebody writes is also found where it is a hashtag.
            words = told.words | told.tags
            return any(word.startswith(text) for word in words) if begins else text in words
        case _:
            return has(wanted, told)


def has(wanted: Expr, told: Told) -> bool:
    match wanted:
        case Phrase(text=text):
            return text in told.phrases
        case Tagged(name=name):
            return name in told.tags
        case From(handle=handle):
            return handle == told.author
        case Language(code=code):
            return code == told.language
        case Has(kind=kind):
            return kind in told.media
        case Least(reactions=reactions):
            return told.reactions >= reactions
    raise AssertionError(wanted)


MEDIA = {kind: f"has:{kind.value}" for kind in MediaKind}
DIALECTS = st.builds(
    Dialect,
    word=st.sampled_from(["{}", None]),
    phrase=st.just('"{}"'),
    tag=st.sampled_from(["#{}", None]),
    author=st.sampled_from(["from:{}", None]),
    language=st.sampled_from(["lang:{}", None]),
    media=st.sampled_from([MEDIA, {}]),
    least=st.sampled_from(["min:{}", None]),
    prefix=st.sampled_from(["{}*", None]),
    negation=st.sampled_from(["-{}", None]),
    either=st.sampled_from([" OR ", None]),
    group=st.sampled_from(["({})", None]),
    tag_too=st.booleans(),
    tail=st.sampled_from(["", " ~"]),
    most=st.sampled_from([8, 20, 60, 500]),
    branches=st.integers(1, 4),
).map(lambda one: one if one.either else replace(one, group=None))
TOKEN = re.compile(r'\s*(\(|\)|OR|-|"[^"]*"|[^\s()"-][^\s()"]*)')


class Reader:
    """Reads a text as a network would: OR is weaker than the space if there are groups."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        assert text.endswith(dialect.tail)
        text = text.removesuffix(dialect.tail)
        self.tokens = [match[1] for match in TOKEN.finditer(text)]
        assert "".join(self.tokens) == text.replace(" ", "") or '"' in text
        self.tight = dialect.group is None
        self.place = 0

    def read(self) -> Expr:
        found = self.both() if self.tight else self.either()
        assert self.place == len(self.tokens), self.tokens
        return found

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def either(self) -> Expr:
        parts = [self.one() if self.tight else self.both()]
        while self.next == "OR":
            self.take()
            parts.append(self.one() if self.tight else self.both())
        return Some(tuple(parts))

    def both(self) -> Expr:
        parts: list[Expr] = []
        while self.next not in ("", ")", "OR"):
            parts.append(self.either() if self.tight else self.one())
        return All(tuple(parts))

    def one(self) -> Expr:
        token = self.take()
        if token == "-":
            return Not(self.one())
        if token == "(":
            inner = self.either()
            assert self.take() == ")"
            return inner
        return leaf(token)


def leaf(token: str) -> Expr:
    name, _, value = token.partition(":")
    if value:
        return {
            "from": lambda: From(value),
            "lang": lambda: Language(value),
            "has": lambda: Has(MediaKind(value)),
            "min": lambda: Least(int(value)),
        }[name]()
    if token.startswith('"'):
        return Phrase(token.strip('"'))
    if token.startswith("#"):
        return Tagged(token[1:])
    return Word(token.removesuffix("*"), begins=token.endswith("*"))


def asked(wanted: Expr, dialect: Dialect) -> Asked | None:
    try:
        return compiled(wanted, dialect)
    except NotPossible:
        return None


@given(EXPRESSIONS, DIALECTS, st.lists(TOLD, min_size=1, max_size=8))
def test_a_network_is_asked_for_at_least_what_matches(
    wanted: Expr, dialect: Dialect, told: list[Told]
) -> None:
    found = asked(wanted, dialect)
    if found is None or not found.complete:
        return
    read = [Reader(text, dialect).read() for text in found.texts]
    for one in told:
        if matches(wanted, one):
            assert any(matches(text, one) for text in read), (found.texts, one)


@given(EXPRESSIONS, DIALECTS)
def test_texts_keep_to_the_network_s_room_and_number(wanted: Expr, dialect: Dialect) -> None:
    found = asked(wanted, dialect)
    if found is None:
        return
    assert 0 < len(found.texts) <= dialect.branches
    assert all(0 < len(text) <= dialect.most for text in found.texts)
    for text in found.texts:
        assert any(good for _, good in leaves(Reader(text, dialect).read()))


WHOLE = Dialect(
    tag="#{}", author="from:{}", language="lang:{}", media=MEDIA, least="min:{}", prefix="{}*",
    negation="-{}", either=" OR ", group="({})",
)  # fmt: skip


@given(
    st.recursive(st.builds(Word, NAMES) | st.builds(Tagged, NAMES), combined, max_leaves=6),
    st.lists(TOLD, min_size=1, max_size=8),
)
def test_who_can_be_asked_everything_is_asked_for_nothing_more(
    wanted: Expr, told: list[Told]
) -> None:
    assume(all(positive for _, positive in leaves(wanted)))
    [text] = compiled(wanted, WHOLE).texts
    read = Reader(text, WHOLE).read()
    for one in told:
        assert matches(read, one) == matches(wanted, one)


HOSTILE = st.text(alphabet=st.sampled_from('ab"“\\()-#:*|+ ORNOTfrom:\n'), max_size=15)


@given(HOSTILE, st.sampled_from([Word, Phrase, Tagged, From, Language]))
def test_no_value_becomes_an_operator(text: str, kind: type[Word | Phrase | Tagged]) -> None:
    """Beside a word, whatever is typed is one part more, or none."""
    [written] = compiled(All((Word("zz"), kind(text))), WHOLE).texts
    rest = re.sub(r'"[^"]*"', "Q", written.removeprefix("zz").strip())
    assert re.fullmatch(r"|Q|\w+|#\w+|from:\w+|lang:\w+", rest), written
    assert rest not in ("OR", "AND", "NOT")


def test_a_word_that_begins_so_is_left_out_or_said_to_be_incomplete() -> None:
    begins = Word("factur", begins=True)
    assert compiled(All((begins, Word("tva"))), Dialect()) == Asked(("tva",), complete=True)
    assert compiled(begins, Dialect()) == Asked(("factur",), complete=False)
    assert compiled(begins, Dialect(prefix="{}*")) == Asked(("factur*",), complete=True)


def test_alternatives_are_several_texts_where_they_cannot_be_one() -> None:
    some = Some((Word("a"), Word("b")))
    assert compiled(some, Dialect()) == Asked(("a", "b"), complete=True)
    assert compiled(All((some, Phrase("c d"))), Dialect()) == Asked(
        ('a "c d"', 'b "c d"'), complete=True
    )
    assert compiled(some, Dialect(branches=1)) == Asked(("a",), complete=False)
    many = Some(tuple(Word(name) for name in "abcd"))
    assert compiled(All((many, Phrase("c d"))), Dialect()) == Asked(('"c d"',), complete=True)
    assert compiled(many, Dialect()) == Asked(("a", "b", "c"), complete=False)


def test_an_alternative_that_cannot_be_asked_is_missing_and_said_to_be() -> None:
    some = Some((Word("a"), Tagged("b")))
    assert compiled(some, Dialect()) == Asked(("a",), complete=False)
    assert compiled(All((some, Word("c"))), Dialect()) == Asked(("c",), complete=True)


def test_what_is_too_long_loses_what_tells_least() -> None:
    wanted = All((Word("le"), Phrase("facture électronique"), Word("obligatoire"), Language("fr")))
    dialect = Dialect(language="lang:{}", most=40)
    assert compiled(wanted, dialect).texts == ('le "facture électronique" obligatoire',)
    assert compiled(wanted, replace(dialect, most=24)).texts == ('"facture électronique"',)
    with pytest.raises(NotPossible):
        compiled(Phrase("facture électronique"), replace(dialect, most=10))


def test_nothing_is_unwanted_that_may_be_wanted() -> None:
    noise = Not(All((Word("a"), Word("b"))))
    assert compiled(All((Word("c"), noise)), WHOLE).texts == ("c",)
    assert compiled(All((Word("c"), Not(Some((Word("a"), Word("b")))))), WHOLE).texts == (
        "c -a -b",
    )
    assert compiled(All((Word("c"), Not(Has(MediaKind.LINK)))), WHOLE).texts == ("c",)
    assert compiled(All((Word("c"), Not(Phrase('a"b')))), WHOLE).texts == ("c",)


@pytest.mark.parametrize("wanted", [Not(Word("a")), Language("fr"), Word("…"), Phrase('""')])
def test_what_says_nothing_is_not_asked(wanted: Expr) -> None:
    with pytest.raises(NotPossible) as refused:
        compiled(wanted, WHOLE)
    assert refused.value.reason == "query_words"

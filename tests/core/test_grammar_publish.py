"""publish: the word of a person about a channel that people from outside read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import Bad, Ok, Publish, Search, parse, render
from tests.core.test_grammar_hostile import commands


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("publish 12", Publish(12)),
        ("/publier 12 no", Publish(12, here=False)),
        ("publish 12 then watch @durand -tva", Publish(12, then="watch @durand -tva")),
        ("publish 12 no then list", Publish(12, here=False, then="list")),
        ('publish 12 then search "a  b"', Publish(12, then='search "a  b"')),
    ],
)
def test_what_the_buttons_say_is_understood(text: str, meant: Publish) -> None:
    assert parse(text) == Ok(meant)


@given(st.integers(0, 10**17), st.booleans(), st.just("") | commands.map(render))
def test_whatever_waits_for_the_answer_is_read_back(channel: int, here: bool, then: str) -> None:
    if len(then) > 300:
        return
    command = Publish(channel, here=here, then=then)
    assert parse(render(command)) == Ok(command)


@pytest.mark.parametrize("text", ["publish or perish", "publier un livre", "publish"])
def test_words_of_everyday_speech_are_a_search(text: str) -> None:
    read = parse(text)
    assert isinstance(read, Bad) if text == "publish" else isinstance(read, Ok)
    if isinstance(read, Ok):
        assert isinstance(read.command, Search)


def test_a_mistyped_word_is_never_taken_for_it() -> None:
    read = parse("/publis 12")
    assert isinstance(read, Bad)
    assert "publi" not in (read.did_you_mean or "")

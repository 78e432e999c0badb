"""Handing over and leaving, as people say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import (
    Bad,
    Forget,
    List,
    MoveList,
    Ok,
    Owners,
    OwnersAction,
    Search,
    Setting,
    Settings,
    parse,
    render,
)

SAID = [
    ("/list to #veille", MoveList("veille")),
    ("liste vers #cabinet-martin", MoveList("cabinet-martin")),
    ("/list to @our_channel", MoveList("@our_channel")),
    ("/list to do", List("to do")),
    ("/list to", List("to")),
    ("forget here", Forget()),
    ("/effacer ici", Forget()),
    ("/forget here yes", Forget(agreed=True)),
    ("effacer ici oui", Forget(agreed=True)),
    ("owners", Owners()),
    ("/responsables", Owners()),
    ("owners new", Owners(OwnersAction.NEW)),
    ("responsables nouveau", Owners(OwnersAction.NEW)),
    ("responsables partir", Owners(OwnersAction.LEAVE)),
    ("settings changes admins", Settings(Setting.CHANGES, "admins")),
    ("réglages modifications membres", Settings(Setting.CHANGES, "members")),
]


@pytest.mark.parametrize(("text", "meant"), SAID)
def test_what_is_said_is_understood(text: str, meant: object) -> None:
    assert parse(text) == Ok(meant)


@pytest.mark.parametrize("text", ["forget it", "oublier mon mot de passe", "responsable marketing"])
def test_words_of_everyday_speech_are_looked_for(text: str) -> None:
    read = parse(text)
    assert isinstance(read, Ok)
    assert isinstance(read.command, Search)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/forget", "bad_forget"),
        ("/forget @durand", "bad_forget"),
        ("/forget here no", "bad_forget"),
        ("/owners everybody", "bad_owners"),
        ("/settings changes nobody", "bad_setting"),
    ],
)
def test_what_is_not_understood_is_answered_with_what_is(text: str, reason: str) -> None:
    read = parse(text)
    assert isinstance(read, Bad)
    assert read.reason == reason
    assert isinstance(parse(read.example), Ok)


_names = st.from_regex(r"[a-zà-ÿ0-9][a-zà-ÿ0-9_-]{0,30}", fullmatch=True)
_commands = st.one_of(
    st.builds(MoveList, _names),
    st.builds(
        lambda name: MoveList(f"@{name}"), st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)
    ),
    st.builds(Forget, st.booleans()),
    st.builds(Owners, st.sampled_from(OwnersAction)),
)


@given(_commands)
def test_every_command_is_read_as_it_is_written(command: MoveList | Forget | Owners) -> None:
    assert parse(render(command)) == Ok(command)

"""The settings file: what isn't ours in it stays to the letter, and it is written whole or not."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.setup import envfile

OURS = ("LANGUAGE", "TIMEZONE", "SLACK_BOT_TOKEN", "TELEGRAM_BOT_TOKEN")
PLAIN = "abcXYZ019_.:/@+~=-"
foreign = st.one_of(
    st.just(""),
    st.text(alphabet="# abc=LANGUAGE'\"é", max_size=12).map("#{}".format),
    st.builds("RETENTION_DAYS={}".format, st.integers(1, 999)),
    st.builds("NOTE='{}'".format, st.text(alphabet="ab =#\n\té", max_size=10)),
    st.builds('export OTHER="{}"  # why'.format, st.text(alphabet="ab =\n", max_size=10)),
    st.just("not a setting at all"),
)
owned = st.builds("{}={}".format, st.sampled_from(OURS), st.text(alphabet="abc", max_size=5))
values = st.dictionaries(st.sampled_from(OURS), st.text(alphabet=PLAIN, min_size=1, max_size=12))


def read(text: str) -> dict[str, str | None]:
    return dotenv_values(stream=io.StringIO(text))


@given(st.lists(foreign | owned, max_size=8), st.sampled_from(["\n", "\r\n", ""]), values)
def test_the_values_are_read_back_and_nothing_else_changes(
    lines: list[str], end: str, wanted: dict[str, str]
) -> None:
    before = (end or "\n").join(lines) + end
    after = envfile.changed(before, wanted)
    kept = {name: value for name, value in read(before).items() if name not in wanted}
    assert read(after) == kept | wanted
    assert [line for line in after.splitlines() if "#" in line or "NOTE" in line] == [
        line for line in before.splitlines() if "#" in line or "NOTE" in line
    ]
    assert envfile.changed(after, wanted) == after
    assert envfile.changed(before, {}) == before


def test_a_value_takes_the_place_of_the_one_before_or_of_its_comment() -> None:
    before = "# mine\n#SLACK_BOT_TOKEN=\nA=1\n\nexport LANGUAGE=en # or fr\nZ='a\nLANGUAGE=x'\n"
    after = envfile.changed(before, {"LANGUAGE": "fr", "SLACK_BOT_TOKEN": "xoxb-1", "NEW": "2"})
    assert after == (
        "# mine\n#SLACK_BOT_TOKEN=\nSLACK_BOT_TOKEN=xoxb-1\nA=1\n\nexport LANGUAGE=fr\n"
        "Z='a\nLANGUAGE=x'\nNEW=2\n"
    )


def test_of_a_name_that_stands_twice_the_one_that_counts_is_changed() -> None:
    assert envfile.changed("LANGUAGE=en\nLANGUAGE=en\n", {"LANGUAGE": "fr"}) == (
        "LANGUAGE=en\nLANGUAGE=fr\n"
    )


@pytest.mark.parametrize("value", ["a b", "a\nSLACK_BOT_TOKEN=x", "${HOME}", "'", "a#b", "é"])
def test_a_value_that_could_be_read_as_something_else_is_refused(value: str) -> None:
    assert not envfile.plain(value)
    with pytest.raises(ValueError, match="other characters"):
        envfile.changed("", {"LANGUAGE": value})


def test_a_file_is_its_owners_alone_whatever_it_was(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(0o644)
    envfile.write(path, "A=2\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "A=2\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / ".env"
    real.write_text("A=1\n")
    link.symlink_to(real)
    envfile.write(link, "A=2\n")
    assert link.is_symlink()
    assert real.read_text() == "A=2\n"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        envfile.write(path, "A=2\n")
    assert path.read_text() == "A=1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_where_there_is_no_file_there_is_no_text(tmp_path: Path) -> None:
    assert envfile.read(tmp_path / "none") == ""

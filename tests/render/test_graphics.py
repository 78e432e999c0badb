"""What is said of pictures in words, and what files are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.charts import Graphic
from bot.core.message import Message, Paragraph, line
from bot.render.graphics import caption, file_name, worded
from bot.render.plain import units
from bot.render.slack import fallback, to_slack
from bot.render.telegram import to_telegram
from bot.render.terminal import to_json, to_text
from tests.front.pictured import BARS, FEW, HOURS, compared


def test_a_terminal_tells_each_picture_in_words() -> None:
    shown = to_text(compared(BARS, HOURS))
    assert shown == f"Durand posts more than Nord & Co.\n\n{BARS.alt}\n\n{HOURS.alt}"
    assert to_json("reply", "local", compared(BARS))["text"].endswith(BARS.alt)


def test_what_the_words_hold_already_is_not_told_twice() -> None:
    said = Message("s", blocks=(Paragraph((line(f"All of it: {BARS.alt}"),)),), graphics=(BARS,))
    assert to_text(said).count("Nord & Co") == 1
    assert worded(said, pictures=False) is said


def test_a_chat_with_pictures_is_told_only_what_has_no_picture() -> None:
    message = compared(BARS, FEW)
    for shown in (to_telegram(message).text, fallback(message), str(to_slack(message).blocks)):
        assert FEW.alt in shown
        assert "Posts a week" not in shown


def test_a_very_long_text_is_told_whole_in_a_terminal() -> None:
    long = compared(Graphic("Durand : 8,5 ; " * 130 + "end.", None))
    assert to_text(long).count("8,5") == 130
    assert to_text(long).endswith("end.")


@given(st.text(max_size=3000), st.integers(20, 1024))
def test_a_caption_fits_whatever_the_text(text: str, limit: int) -> None:
    assert units(caption(text, limit)) <= limit


def test_a_caption_ends_with_a_sentence_where_one_ends_late_enough() -> None:
    assert caption("One two three. " + "four " * 20, 25) == "One two three. …"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("watchlist.csv", "watchlist.csv"),
        ("Cabinet Durand : synthèse.xlsx", "Cabinet Durand - synthèse.xlsx"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "file"),
        ("", "file"),
        (".env", "file.env"),
        ("a\u202efdp.exe", "a-fdp.exe"),
        ("C:\\x\\y.txt", "C-x-y.txt"),
        ("list.csv.", "list.csv"),
    ],
)
def test_a_file_is_called_as_people_would_and_as_no_path(name: str, expected: str) -> None:
    assert file_name(name) == expected


@given(st.text(max_size=500))
def test_any_name_becomes_one_that_is_safe_and_stays_so(name: str) -> None:
    made = file_name(name)
    assert 0 < len(made) <= 90
    assert not made.startswith((".", "-", " "))
    assert made.isprintable()
    assert not set(made) & set('/\\:*?"<>|')
    assert file_name(made) == made

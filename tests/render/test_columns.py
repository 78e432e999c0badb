"""Small tables stand in columns, on a telephone too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.message import plain
from bot.render.columns import WIDTH, columns

ROWS = [
    ("Cabinet Durand", ["34", "8.5", "×1.2"]),
    ("Audit & Conseil de la Vallée", ["9", "2.3", "–"]),
]


def drawn(headers: list[str], rows: list[tuple[str, list[str]]]) -> list[str]:
    return [plain(one) for one in columns(headers, rows).lines]


def test_numbers_stand_below_each_other_and_long_names_are_cut() -> None:
    assert drawn(["posts", "/week", "react."], ROWS) == [
        "                posts /week react.",
        "Cabinet Durand     34   8.5   ×1.2",
        "Audit & Consei…     9   2.3      –",
    ]


def test_short_names_leave_no_gap() -> None:
    assert drawn(["posts"], [("X", ["1"]), ("Bluesky", ["12"])]) == [
        "        posts",
        "X           1",
        "Bluesky    12",
    ]


def test_signs_of_double_width_and_marks_dont_shift_the_columns() -> None:
    assert drawn(["n"], [("東京", ["1"]), ("ab", ["2"]), ("e\u0301", ["3"])]) == [
        "     n",
        "東京 1",
        "ab   2",
        "e\u0301    3",
    ]


values = st.text("0123456789,–×", min_size=1, max_size=5)


@given(
    st.lists(st.tuples(st.text("abc é", min_size=1), st.tuples(values, values, values)), min_size=1)
)
def test_no_value_is_cut_and_no_line_is_wider_than_a_telephone(
    rows: list[tuple[str, tuple[str, str, str]]],
) -> None:
    lines = [plain(one) for one in columns(["posts", "/week", "react."], rows).lines]
    assert all(len(one) <= WIDTH for one in lines)
    for text, (_, numbers) in zip(lines[1:], rows, strict=True):
        assert text.split()[-3:] == list(numbers)

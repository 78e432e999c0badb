"""The table of announcements: one half is for making rules, the other only verifies them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.pairs import is_for_tuning, score
from benchmarks.stories import PAIRS, TASK, Pair, equal_words, fuzzy, main, matched

TABLE = TASK.read(PAIRS)
UNSEEN = [pair for pair in TABLE if not is_for_tuning(pair.id)]


@pytest.mark.parametrize(
    "pair", [pair for pair in TABLE if is_for_tuning(pair.id)], ids=lambda pair: pair.id
)
def test_a_pair_of_the_tuning_half_is_judged_as_meant(pair: Pair) -> None:
    assert matched(pair) is pair.same, pair.why


def test_the_verifying_half_is_judged_well_too() -> None:
    result = score(UNSEEN, matched)
    assert result.precision >= 0.98
    assert result.recall >= 0.90


def test_what_a_library_does_by_itself_is_worse() -> None:
    ours = score(UNSEEN, matched)
    assert score(UNSEEN, equal_words).recall < ours.recall
    assert score(UNSEEN, fuzzy).precision < ours.precision


def test_the_table_has_hard_pairs_of_both_kinds_and_none_twice() -> None:
    assert Counter(pair.same for pair in TABLE) == {True: 62, False: 58}
    assert len({pair.id for pair in TABLE}) == len({pair.texts for pair in TABLE}) == 120
    assert sum(is_for_tuning(pair.id) for pair in TABLE) == 64


def test_another_file_is_scored_with_every_miss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(
        '{"a": "Notre guide du bail commercial est paru", '
        '"b": {"text": "📘 Notre guide du bail commercial est paru !"}, "same": true}\n\n'
        '{"a": "Bonjour", "b": {"title": "Au revoir"}, "same": true}\n',
        "utf-8",
    )
    monkeypatch.setattr("sys.argv", ["stories", "--pairs", str(file)])
    main()
    shown = capsys.readouterr().out
    assert shown.count("not recognised") == 1
    assert "'Au revoir'" in shown
    assert "guide" not in shown

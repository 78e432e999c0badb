"""The table of pairs: one half is for making rules, the other only verifies them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.french import PAIRS, Pair, found, main, read
from benchmarks.pairs import is_for_tuning, score

TABLE = read(PAIRS)


@pytest.mark.parametrize(
    "pair", [pair for pair in TABLE if is_for_tuning(pair.id)], ids=lambda pair: pair.id
)
def test_a_pair_of_the_tuning_half_is_judged_as_meant(pair: Pair) -> None:
    assert found(pair) is pair.same, pair.why


def test_the_verifying_half_is_judged_well_too() -> None:
    unseen = score([pair for pair in TABLE if not is_for_tuning(pair.id)], found)
    assert unseen.precision == 1
    assert unseen.recall >= 0.95


def test_the_halves_are_fixed_by_a_hash_of_the_id() -> None:
    assert (is_for_tuning("p001"), is_for_tuning("p002")) == (True, False)
    assert sum(is_for_tuning(pair.id) for pair in TABLE) == 103


def test_a_score_counts_what_is_found_and_what_is_meant() -> None:
    right, missed, wrong = Pair("tax", "tax", True), Pair("a", "b", True), Pair("law", "law", False)
    result = score([right, missed, wrong], found)
    assert (result.precision, result.recall, result.misses) == (0.5, 0.5, (missed, wrong))


def test_another_file_is_scored_with_every_miss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(
        '{"a": "avocat", "b": "Nos avocates", "same": true}\n\n'
        '{"a": "avocat", "b": "Nos notaires", "same": true}\n',
        "utf-8",
    )
    monkeypatch.setattr("sys.argv", ["french", "--pairs", str(file)])
    main()
    shown = capsys.readouterr().out
    assert "precision 1.000, recall 0.500" in shown
    assert "not found: 'avocat' in 'Nos notaires'" in shown
    assert "Nos avocates" not in shown


@pytest.mark.parametrize(
    "line", ["[]", '{"a": "x", "b": "y"}', '{"a": 1, "b": "y", "same": true}', "{"]
)
def test_a_line_that_is_no_pair_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(ValueError):
        read(file)

"""The table of articles and publications: one half is for making rules, the other verifies them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.lead import PAIRS, TASK, Pair, fuzzy, main, matched, of_one_firm
from benchmarks.pairs import is_for_tuning, score

TABLE = TASK.read(PAIRS)
TUNING = [pair for pair in TABLE if is_for_tuning(pair.id)]
UNSEEN = [pair for pair in TABLE if not is_for_tuning(pair.id)]
# Other words for the same: to miss them costs less than to bring other news together.
MISSED = {"l002", "l022"}


@pytest.mark.parametrize("pair", TUNING, ids=lambda pair: pair.id)
def test_a_pair_of_the_tuning_half_is_judged_as_meant(pair: Pair) -> None:
    assert matched(pair) is (pair.same and pair.id not in MISSED), pair.why


def test_the_verifying_half_is_judged_well_too() -> None:
    result = score(UNSEEN, matched)
    assert result.precision >= 0.98
    assert result.recall >= 0.75


def test_other_ways_of_comparing_bring_other_news_together() -> None:
    ours = score(UNSEEN, matched)
    assert score(UNSEEN, of_one_firm).precision < ours.precision
    assert score(UNSEEN, fuzzy).precision < ours.precision


def test_the_table_has_more_hard_pairs_of_other_news_than_of_the_same_and_none_twice() -> None:
    assert Counter(pair.same for pair in TABLE) == {True: 40, False: 56}
    assert len({pair.id for pair in TABLE}) == len({pair.texts for pair in TABLE}) == 96
    assert len(TUNING) == 52


def test_another_file_is_scored_with_every_miss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "more.jsonl"
    file.write_text(
        '{"a": {"title": "Comptalia rachète Paysoft à Lyon pour 12 millions d\'euros"}, '
        '"b": "Comptalia rachète Paysoft, à Lyon, pour 12 millions d\'euros.", "same": true}\n\n'
        '{"a": {"title": "Bonjour"}, "b": "Au revoir", "same": true}\n',
        "utf-8",
    )
    monkeypatch.setattr("sys.argv", ["lead", "--pairs", str(file)])
    main()
    shown = capsys.readouterr().out
    assert shown.count("not recognised") == 1
    assert "'Au revoir'" in shown
    assert "Paysoft" not in shown

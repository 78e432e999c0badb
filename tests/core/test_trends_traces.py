"""Traces are replayed through the detector that the bot runs, and scored by the protocol."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.trend_rules import AtLeast, Mastodon, ZScore
from benchmarks.trend_score import Alert, Days, Event, score
from benchmarks.trend_trace import Line, read
from benchmarks.trends import F1, OURS, RECALL, SHARE, main, replay
from bot.core.trends import Sensitivity

SHARED = Path(__file__).parents[2] / ".." / "shared" / "traces"
CONGRESS = SHARED / "congress.dev.tags.jsonl.gz"
HOUR, DAY = 3600, 86_400
FIVE_HOURS_WEST = -5 * HOUR
START = 20_000 * DAY + 5 * HOUR
NAMES = "abcdefghijkl"


def posts() -> list[dict[str, Any]]:
    """Twelve accounts over twenty days: #daily every day, #launch by nine of them on day ten."""
    found = [
        {
            "a": name,
            "t": START + day * DAY + 12 * HOUR + number * 600,
            "tags": ["daily"][: number % 2],
        }
        for day in range(20)
        for number, name in enumerate(NAMES)
    ]
    launch = [
        {
            "a": name,
            "t": START + 10 * DAY + 14 * HOUR + number * 600,
            "tags": ["Launch"],
            "id": name,
        }
        for number, name in enumerate(NAMES[:9])
    ]
    return sorted(found + launch, key=lambda post: post["t"])


def written(path: Path, lines: Sequence[object]) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> None:
    monkeypatch.setattr("sys.argv", ["trends", *map(str, words)])
    main()


def test_a_trace_is_scored_and_its_alerts_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trace, out = written(tmp_path / "trace.jsonl", posts()), tmp_path / "alerts.jsonl"
    run(monkeypatch, "--trace", trace, "--alerts", out)
    shown = capsys.readouterr().out
    assert "129 uses of hashtags, 1 true events" in shown
    assert shown.rstrip().endswith(": met")
    fourth = START + 10 * DAY + 14 * HOUR + 3 * 600
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"tag": "launch", "t": fourth}
    ]


def test_packed_and_plain_traces_are_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path / "trace.jsonl", posts())
    packed = tmp_path / "trace"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(read(packed)) == list(read(plain))


def test_only_author_and_time_must_be_there(tmp_path: Path) -> None:
    lines = [
        {"a": "ana@bots.example", "t": 1.5},
        {"author": "bo", "created_at": "2026-03-02T00:00:00Z", "tags": ["#TVA", "tva", "#"]},
    ]
    ana, bo = read(written(tmp_path / "trace.jsonl", lines))
    assert ana == Line("ana@bots.example", 1.5, "1", (), domain="bots.example")
    assert bo == Line("bo", 1772409600.0, "2", ("tva",))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not an object"),
        ('{"t": 9}', "line 2: no author"),
        ('{"a": "b", "t": NaN}', "line 2: no time"),
        ('{"a": "b", "t": "soon"}', "line 2: no time"),
        ('{"a": "b", "t": 9, "tags": "tva"}', "line 2: tags must be a list"),
        ('{"a": "b", "t": 1}', "line 2: older than the line before; sort"),
    ],
)
def test_a_line_that_can_t_be_used_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    fault: str,
) -> None:
    trace = tmp_path / "trace.jsonl"
    trace.write_text(f'{{"a": "b", "t": 2}}\n{line}\n', "utf-8")
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "--trace", trace)
    assert fault in capsys.readouterr().err


def test_an_event_has_five_accounts_and_five_times_the_mean_of_the_other_days() -> None:
    days = Days(0)
    for day in range(20):
        days.add(day * DAY, "x", ["quiet"])
        for name in NAMES[:1] if day != 15 else NAMES[:6]:
            days.add(day * DAY, name, ["usual", "rare"] if day in (3, 15) else ["usual"])
        for name in NAMES[:4] if day == 12 else "":
            days.add(day * DAY, name, ["four"])
    found = {(event.tag, tuple(event.days)) for event in days.events()}
    assert found == {("usual", (15,)), ("rare", (15,))}


def test_days_that_follow_are_one_event_and_the_first_week_has_none() -> None:
    days = Days(0)
    for day in (0, 2, 10, 11, 13, 40):
        for name in NAMES:
            days.add(day * DAY, name, ["tag"] if day < 40 else [])
    assert [tuple(event.days) for event in days.events()] == [(10, 11), (13,)]


def test_a_score_counts_hits_events_and_the_accounts_reached() -> None:
    both = Event("tag", {3: frozenset("abc"), 4: frozenset("cd")})
    missed = Event("other", {3: frozenset("abcde")})
    alerts = [
        Alert("tag", 0.0, 4, frozenset("c")),
        Alert("tag", 1.0, 4, frozenset("cd")),
        Alert("tag", 2.0, 5, frozenset("c")),
    ]
    result = score(alerts, [both, missed])
    assert (result.precision, result.recall, result.share) == (2 / 3, 0.5, 0.75)
    assert result.f1 == pytest.approx(4 / 7)


def test_nothing_told_of_nothing_has_no_share() -> None:
    assert math.isnan(score([], []).share)


def test_mastodon_s_rule_compares_the_day_with_the_day_before() -> None:
    rule = Mastodon(3)
    assert [rule.use("tag", name, 0) for name in "abbc"] == [False, False, False, True]
    assert not any(rule.use("tag", name, DAY) for name in "abcd")
    assert any(rule.use("tag", name, 3 * DAY) for name in "abcd")


def test_accounts_are_counted_over_24_hours() -> None:
    rule = AtLeast(2)
    assert not rule.use("tag", "a", 0)
    assert not rule.use("tag", "b", DAY)
    assert rule.use("tag", "a", DAY + 1)


def test_a_z_score_knows_what_is_usual() -> None:
    usual, fresh = ZScore(3, 3), ZScore(3, 3)
    told = [[usual.use("tag", name, day * DAY) for name in "abc"] for day in range(30)]
    assert told[0] == [False, False, True]
    assert told[-1] == [False, False, False]
    assert any(fresh.use("tag", name, 30 * DAY) for name in "abc")


@pytest.mark.skipif(not CONGRESS.exists(), reason="the recorded traces are not here")
@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_the_targets_are_met_on_a_recorded_trace_wherever_its_days_begin(hours: int) -> None:
    result = replay(read(CONGRESS), FIVE_HOURS_WEST + hours * HOUR, Sensitivity.BALANCED)
    ours, usual = (
        result.scores[name] for name in (OURS.format("balanced"), "Mastodon, threshold 5")
    )
    assert ours.f1 >= F1
    assert ours.recall >= RECALL
    assert ours.share <= SHARE
    assert ours.share <= usual.share


@pytest.mark.skipif(not CONGRESS.exists(), reason="the recorded traces are not here")
def test_a_recorded_trace_cut_anywhere_gives_the_same_alerts_up_to_there() -> None:
    lines = list(read(CONGRESS))
    name = OURS.format("balanced")
    whole = [(alert.tag, alert.at) for alert in replay_of(lines)[name]]
    for cut in (3000, 5000, 7000):
        told = [(alert.tag, alert.at) for alert in replay_of(lines[:cut])[name]]
        assert told == [(tag, at) for tag, at in whole if at <= lines[cut - 1].at]
        assert told


def replay_of(lines: list[Line]) -> dict[str, list[Alert]]:
    return replay(lines, FIVE_HOURS_WEST, Sensitivity.BALANCED).alerts

"""How well hashtags that take off are told: python -m benchmarks.trends --trace FILE

FILE has a JSON object a line, oldest first, plain or gzip: `a` author, `t` seconds since 1970,
`tags`; it may have `id`, `rt` (a repost), `domain`, `bot` and `new` (of the author).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.trend_rules import AtLeast, Mastodon, Rule, ZScore
from benchmarks.trend_score import Alert, Days, Score, score
from benchmarks.trend_trace import Line, read
from bot.core.trends import Detector, Sensitivity, Settings, State, Use

OURS = "Veilleur, {}"
COOLDOWN = 2 * 86_400
F1, RECALL, SHARE = 0.930, 0.940, 0.50


@dataclass(frozen=True, slots=True)
class Result:
    """`truth`: how many events; `scores` and `alerts` by detector."""

    uses: int
    scores: dict[str, Score]
    alerts: dict[str, list[Alert]]


@dataclass(slots=True)
class _Contender:
    """`told`: the tags that this post makes it tell of."""

    told: Callable[[Line], list[str]]
    alerts: list[Alert] = field(default_factory=list)


def replay(lines: Iterable[Line], utc_offset: int, sensitivity: Sensitivity) -> Result:
    """One pass through all posts; each detector sees a post before the next one is read."""
    days, uses = Days(utc_offset), 0
    contenders = {name: _Contender(told) for name, told in _contenders(days, sensitivity).items()}
    for line in lines:
        uses += len(line.tags)
        days.add(line.at, line.author, line.tags)
        for contender in contenders.values():
            contender.alerts += [days.alert(tag, line.at) for tag in contender.told(line)]
    events = days.events()
    alerts = {name: contender.alerts for name, contender in contenders.items()}
    return Result(uses, {name: score(told, events) for name, told in alerts.items()}, alerts)


def uses_of(line: Line) -> list[Use]:
    """What the bot would make of the post."""
    at = datetime.fromtimestamp(line.at, UTC)
    return [
        Use(tag, line.author, at, line.domain, line.new, line.repost, line.id, line.bot)
        for tag in line.tags or ("",)
    ]


def main() -> None:
    """Exits with 2 where the file can't be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trends", description=__doc__)
    parser.add_argument("--trace", type=Path, required=True, metavar="FILE")
    parser.add_argument("--alerts", type=Path, metavar="OUT", help="write {tag, t}, one a line")
    parser.add_argument("--utc-offset", type=float, default=-5, help="hours; days begin there")
    parser.add_argument("--sensitivity", type=Sensitivity, default=Sensitivity.BALANCED)
    args = parser.parse_args()
    try:
        result = replay(read(args.trace), int(args.utc_offset * 3600), args.sensitivity)
    except (OSError, EOFError, ValueError) as error:
        parser.error(f"{args.trace}: {error}")
    ours = OURS.format(args.sensitivity)
    _show(result, ours)
    if args.alerts:
        _write(result.alerts[ours], args.alerts)


def _contenders(days: Days, sensitivity: Sensitivity) -> dict[str, Callable[[Line], list[str]]]:
    rules: dict[str, Rule] = {
        "5 accounts in 24 h": AtLeast(5),
        "Mastodon, threshold 5": Mastodon(5),
        "Mastodon, threshold 3": Mastodon(3),
    }
    for accounts in (3, 4, 5):
        for deviations in (3, 5):
            name = f"z-score >= {deviations}, {accounts} accounts"
            rules[name] = ZScore(deviations, accounts)
    ours = {OURS.format(sensitivity): _ours(sensitivity)}
    return ours | {name: _resting(rule, days) for name, rule in rules.items()}


def _ours(sensitivity: Sensitivity) -> Callable[[Line], list[str]]:
    detector = Detector(Settings(sensitivity), State())

    def told(line: Line) -> list[str]:
        rises = [detector.feed(use) for use in uses_of(line)]
        return [rise.tag for rise in rises if rise]

    return told


def _resting(rule: Rule, days: Days) -> Callable[[Line], list[str]]:
    """With what ours has of its own: a week to learn, and two days' rest after an alert."""
    last: dict[str, float] = {}

    def told(line: Line) -> list[str]:
        above = [tag for tag in line.tags if rule.use(tag, line.author, line.at)]
        if not days.learnt(line.at):
            return []
        tags = [tag for tag in above if line.at - last.get(tag, -COOLDOWN) >= COOLDOWN]
        last.update(dict.fromkeys(tags, line.at))
        return tags

    return told


def _show(result: Result, ours: str) -> None:
    mine = result.scores[ours]
    sys.stdout.write(f"{result.uses} uses of hashtags, {mine.events} true events\n")
    sys.stdout.write(f"{'':<28} alerts  precision  recall     F1  share at the alert\n")
    for name, one in result.scores.items():
        figures = f"{one.precision:9.3f} {one.recall:7.3f} {one.f1:6.3f} {one.share:10.3f}"
        sys.stdout.write(f"{name:<28} {one.alerts:6} {figures}\n")
    if not mine.events:
        sys.stdout.write("nothing to measure\n")
        return
    met = mine.f1 >= F1 and mine.recall >= RECALL and mine.share <= SHARE
    target = f"F1 >= {F1:.3f}, recall >= {RECALL:.3f}, median share <= {SHARE:.2f}"
    sys.stdout.write(f"target {target}: {'met' if met else 'MISSED'}\n")


def _write(alerts: Sequence[Alert], path: Path) -> None:
    lines = (json.dumps({"tag": alert.tag, "t": alert.at}) + "\n" for alert in alerts)
    path.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()

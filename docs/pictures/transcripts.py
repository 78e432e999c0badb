"""Draws the transcripts: what the scenario tests were shown, as the chats show it.

`make docs-pictures`, or `.venv/bin/python docs/pictures/transcripts.py`. Needs Chromium.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from render import slack, telegram
from render.page import draw

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.scenarios.transcripts import TABLE, Row  # noqa: E402

TESTS = sorted((ROOT / "tests" / "scenarios").glob("test_transcripts_*.py"))
TITLES = {
    "watch": "Watching a competitor",
    "search": "Searching",
    "digest": "The daily digest",
    "limits": "Not found, not possible, not yet",
}
PERSON = {"en": "Jane", "fr": "Jeanne"}


def play(folder: Path) -> None:
    """The tests keep each message that they compare."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    asked = [*command, "--keep-payloads", str(folder), *map(str, TESTS)]
    subprocess.run(asked, cwd=ROOT, check=True, timeout=900)  # noqa: S603


def kept(folder: Path, row: Row) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((folder / row.file).read_text(encoding="utf-8"))
    return found


def conversation(rows: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f'<div class="turn">{"".join(_turn(one))}</div>' for one in rows)


def _turn(one: Mapping[str, Any]) -> Iterator[str]:
    """What a person did, and what was shown then."""
    payload = one["payload"]
    if one["after"]:
        yield f'<p class="did"><b>{PERSON[one["language"]]}</b> {escape(one["after"])}</p>'
    if one["platform"] == "telegram":
        yield telegram.message(payload)
    else:
        yield (
            slack.view(payload["view"])
            if "view" in payload
            else slack.message(payload, one["language"])
        )


def index(cases: Sequence[tuple[str, str, str]]) -> str:
    """A page that shows every picture. `cases`: (case, platform, language)."""
    lines = [
        "# What people read",
        "",
        "Each picture is drawn from what the scenario tests gave to Slack and Telegram "
        "(`make docs-pictures`). The words stand in `tests/scenarios/said/`. The tests look every "
        "second, which is why posts are promised within 1 s there; usual figures are minutes.",
    ]
    for case, seats in itertools.groupby(cases, key=lambda one: one[0]):
        lines += ["", f"## {TITLES[case]}"]
        for _, platform, language in seats:
            told = f"{platform.capitalize()}, {language}"
            name = f"{case}.{platform}.{language}.png"
            about = f"{TITLES[case]}, in {told}: the words are in said/{platform}.{language}.txt"
            lines += ["", f"### {told}", "", f"![{about}](pictures/transcripts/{name})"]
    return "\n".join(lines) + "\n"


def main() -> None:
    to = HERE / "transcripts"
    to.mkdir(exist_ok=True)
    drawn = sorted((row for row in TABLE if row.test), key=lambda row: [*TITLES].index(row.case))
    cases = list(dict.fromkeys((row.case, *row.seat) for row in drawn))
    with TemporaryDirectory() as folder:
        play(Path(folder))
        for case, platform, language in cases:
            mine = [row for row in drawn if (row.case, *row.seat) == (case, platform, language)]
            body = conversation([kept(Path(folder), row) for row in mine])
            picture = to / f"{case}.{platform}.{language}.png"
            draw(body, language, picture, kind=f"talk {platform}", width=680, scale=1)
    cases.sort(key=lambda one: [*TITLES].index(one[0]))
    (HERE.parent / "transcripts.md").write_text(index(cases), encoding="utf-8")


if __name__ == "__main__":
    main()

"""kill -9 between every two steps of a publication's way: nothing is lost, nothing comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.kill.points import POINTS
from tests.scenarios.kill.run import report, run_all


@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_x(platform: str, sqlite_template: Path, tmp_path: Path) -> None:
    import os
    pts = [POINTS[int(i)-1] for i in os.environ["PTS"].split(",")] if "PTS" in os.environ else POINTS
    outcomes = await run_all(platform, pts, sqlite_template, tmp_path)
    print(); print(report(platform, outcomes))
    for o in outcomes: print(o.point.name,o.kills,o.copies, o.marked)

"""Files of labelled pairs, whatever the pairs are of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import lead, stories
from benchmarks.told import Task


@pytest.mark.parametrize("task", [lead.TASK, stories.TASK], ids=["lead", "stories"])
@pytest.mark.parametrize(
    "line", ["[]", '{"a": "x", "b": "y"}', '{"a": 1, "b": "y", "same": true}', "{"]
)
def test_a_line_that_is_no_pair_is_refused(tmp_path: Path, line: str, task: Task[Any, Any]) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(ValueError):
        task.read(file)

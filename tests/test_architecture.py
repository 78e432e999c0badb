"""The house's layers hold, and what should be light is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from connectors import NETWORKS

ROOT = Path(__file__).parents[1]


def modules_after(*imported: str) -> set[str]:
    """What a fresh interpreter has loaded after importing these."""
    code = f"import sys, {', '.join(imported)}; print(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_every_layer_imports_only_what_it_may(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    broken = lint_imports(no_cache=True)
    assert not broken, capsys.readouterr().out


def core_modules() -> list[str]:
    found = (ROOT / "bot" / "core").rglob("*.py")
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found)
    return [name.removesuffix(".__init__") for name in names]


def test_the_core_loads_no_client_no_database_and_no_chat() -> None:
    loaded = modules_after(*core_modules())
    heavy = {"httpx", "httpcore", "sqlalchemy", "sqlmodel", "aiohttp", "slack_bolt", "telegram"}
    assert not loaded & heavy


def test_the_command_line_answers_without_loading_the_bot() -> None:
    assert not modules_after("bot.__main__") & {"bot.app", "sqlalchemy", "httpx", "telegram"}


@pytest.mark.parametrize("network", NETWORKS)
def test_no_network_loads_another(network: str) -> None:
    loaded = modules_after(NETWORKS[network].partition(":")[0])
    others = {path.partition(":")[0] for name, path in NETWORKS.items() if name != network}
    assert not loaded & others


def test_the_benchmarks_can_be_imported_from_a_checkout() -> None:
    assert "benchmarks.main" in modules_after("benchmarks.main")

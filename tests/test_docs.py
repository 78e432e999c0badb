"""What the documentation promises, held against the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings
from typer.main import get_command

from bot.__main__ import cli
from bot.app import connector_class, known_settings
from bot.core.grammar import Bad, parse
from bot.front.manifest import SCOPES
from bot.settings import Settings
from connectors import NETWORKS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ENGLISH, FRENCH = ROOT / "README.md", ROOT / "README.fr.md"
EXAMPLE = ROOT / ".env.example"

_SETTING = re.compile(r"^#?([A-Z][A-Z_]*)=", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_IN_LINE = re.compile(r"`([^`\n]+)`")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_blocks(page: Path) -> list[str]:
    return _CODE.findall(text_of(page))


def words_without_code(page: Path) -> str:
    return _CODE.sub("", text_of(page))


def outline(page: Path) -> list[object]:
    """Heading levels, and between them tables' rows and numbered steps, in their order."""
    marks = re.finditer(r"^(#+ |\||\d+\. |- |!\[)", words_without_code(page), re.MULTILINE)
    return [mark[1].strip() for mark in marks]


def links(page: Path) -> list[str]:
    return _LINK.findall(words_without_code(page))


# --- the two READMEs


def test_both_readmes_have_the_same_sections_steps_and_table_rows_in_the_same_order() -> None:
    assert outline(ENGLISH) == outline(FRENCH)
    assert outline(ENGLISH).count("##") == 8


def test_both_readmes_show_the_same_lines_to_type() -> None:
    assert code_blocks(ENGLISH) == code_blocks(FRENCH)


def test_both_readmes_link_to_the_same_pages_and_pictures() -> None:
    english = [link.replace(".en.png", ".png") for link in links(ENGLISH)]
    french = [link.replace(".fr.png", ".png") for link in links(FRENCH)]
    assert english[0] == "README.fr.md"
    assert french[0] == "README.md"
    assert english[1:] == french[1:]


# --- settings


def test_the_example_settings_name_every_setting_once_and_nothing_else() -> None:
    named = _SETTING.findall(text_of(EXAMPLE))
    assert sorted(named) == sorted(known_settings())


@pytest.mark.parametrize("kind", [Settings, *(connector_class(name).Config for name in NETWORKS)])
def test_the_values_in_the_example_are_those_that_hold_without_it(
    kind: type[BaseSettings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in known_settings():
        monkeypatch.delenv(name, raising=False)
    written = tmp_path / "example"
    written.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", text_of(EXAMPLE), flags=re.MULTILINE))
    assert kind(_env_file=written) == kind(_env_file=None)


def test_pages_name_no_setting_that_nobody_reads() -> None:
    prefixes = {name.partition("_")[0] for name in known_settings()}
    for page in PAGES:
        for code in (*_IN_LINE.findall(text_of(page)), *code_blocks(page)):
            for name in re.findall(r"\b([A-Z]+_[A-Z_]+)=", code):
                assert name in known_settings() or name.partition("_")[0] not in prefixes, name


# --- commands


def lines_to_type() -> list[str]:
    """The chat commands that docs/commands.md shows."""
    page = ROOT / "docs" / "commands.md"
    shown = [*_IN_LINE.findall(words_without_code(page)), *"\n".join(code_blocks(page)).split("\n")]
    return [line for line in shown if re.match(r"/\w", line) and "…" not in line]


def test_every_command_shown_is_understood() -> None:
    misread = [line for line in lines_to_type() if isinstance(parse(line), Bad)]
    assert len(lines_to_type()) > 40
    assert misread == []


def test_every_line_of_veilleur_in_the_pages_names_a_real_command_and_real_options() -> None:
    commands = get_command(cli).commands  # type: ignore[attr-defined]
    seen = set()
    for page in PAGES:
        for line in "\n".join(code_blocks(page)).split("\n"):
            words = shlex.split(line) if line.strip().startswith(".venv/bin/veilleur") else []
            if not words:
                continue
            command = commands[words[1]]
            options = {option for param in command.params for option in param.opts}
            assert {word for word in words if word.startswith("--")} <= options, line
            seen.add(words[1])
    assert {"demo", "run", "check", "status", "backup", "restore", "export", "import"} <= seen


# --- links and permissions


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    inner = [link for link in links(page) if "://" not in link]
    lost = [link for link in inner if not (page.parent / link.partition("#")[0]).is_file()]
    assert lost == []


def test_every_slack_permission_is_explained_and_no_other() -> None:
    page = text_of(ROOT / "docs" / "privacy.md")
    rows = re.findall(r"^\| `([a-z:._]+)` \| .{10,} \|$", page, re.MULTILINE)
    assert sorted(rows) == sorted(SCOPES)


def test_every_network_has_its_row() -> None:
    page = text_of(ROOT / "docs" / "networks.md")
    for name in NETWORKS:
        title = {"feed": "Websites"}.get(name, name.capitalize())
        assert re.search(rf"^\| {title} \|", page, re.MULTILINE), name

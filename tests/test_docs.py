"""What the documentation promises, held against the code."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings
from typer.main import get_command

from bot.__main__ import cli
from bot.app import connector_class, known_settings
from bot.core.grammar import Bad, parse
from bot.front.manifest import SCOPES
from bot.render.texts import CATALOGUES
from bot.settings import Settings
from connectors import NETWORKS
from connectors.__main__ import page as checks_page
from connectors.closed import CLOSED
from connectors.types import Ability

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ENGLISH, FRENCH = ROOT / "README.md", ROOT / "README.fr.md"
NETWORKS_PAGE = ROOT / "docs" / "networks.md"
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
    assert outline(ENGLISH).count("##") == 9


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


def test_each_setting_in_the_example_has_its_own_comment_line() -> None:
    lines = text_of(EXAMPLE).split("\n")
    bare = [
        line
        for before, line in pairwise(lines)
        if _SETTING.match(line) and not before.startswith("# ")
    ]
    assert bare == []


def test_networks_stand_in_the_example_in_the_order_in_which_they_are_asked() -> None:
    named = _SETTING.findall(text_of(EXAMPLE))
    own = [
        [name for name in named if name.lower() in connector_class(network).Config.model_fields]
        for network in NETWORKS
    ]
    last = [named.index(names[-1]) for names in own if names]
    assert last == sorted(last)


def test_pages_name_no_setting_that_nobody_reads() -> None:
    prefixes = {name.partition("_")[0] for name in known_settings()}
    for page in PAGES:
        for code in (*_IN_LINE.findall(text_of(page)), *code_blocks(page)):
            for name in re.findall(r"\b([A-Z]+_[A-Z_]+)\b", code):
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


def leads_somewhere(page: Path, link: str) -> bool:
    """The page is there, and the heading where one is named."""
    name, _, anchor = link.partition("#")
    there = page.parent / name if name else page
    return there.is_file() and (not anchor or anchor in anchors(there))


def anchors(page: Path) -> set[str]:
    """What the headings are called in links."""
    headings = re.findall(r"^#+ (.+)$", words_without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    inner = [link for link in links(page) if "://" not in link]
    lost = [link for link in inner if not leads_somewhere(page, link)]
    assert lost == []


def test_every_slack_permission_is_explained_and_no_other() -> None:
    page = text_of(ROOT / "docs" / "privacy.md")
    rows = re.findall(r"^\| `([a-z:._]+)` \| .{10,} \|$", page, re.MULTILINE)
    assert sorted(rows) == sorted(SCOPES)


# --- networks


def rows_of_networks() -> Sequence[Mapping[str, str]]:
    """The first table of docs/networks.md, each row by its columns' names."""
    table = re.search(r"(?:^\|.*\n)+", text_of(NETWORKS_PAGE), re.MULTILINE)
    assert table is not None
    head, _, *rows = [cells(line) for line in table[0].splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def row_of(network: str) -> Mapping[str, str]:
    title = connector_class(network).display_name
    [row] = [row for row in rows_of_networks() if row["Network"] == title]
    return row


def test_each_network_has_one_line_that_begins_with_its_name() -> None:
    named = [row["Network"] for row in rows_of_networks()]
    open_ones = [connector_class(name).display_name for name in NETWORKS]
    closed = [CATALOGUES["en"][f"network.{name}"] for name in CLOSED]
    assert named == [*open_ones, *closed]


def test_each_line_says_one_of_four_ways_and_leaves_no_cell_empty() -> None:
    ways = ("official", "by feed", "needs approval", "not possible")
    for row in rows_of_networks():
        assert row["Way"].startswith(ways), row
        assert all(row.values()), row


@pytest.mark.parametrize("network", NETWORKS)
def test_a_line_promises_what_its_network_can_do_and_no_more(network: str) -> None:
    row, abilities = row_of(network), connector_class(network).abilities
    searches = {Ability.SEARCH_POSTS, Ability.SEARCH_ACCOUNTS, Ability.SEARCH_HASHTAGS}
    assert (row["Searches"] != "no") == bool(abilities & searches)
    assert (row["Ranks (trends)"] != "no") == (Ability.TRENDS in abilities)
    assert ("hashtags" in row["Watches"]) == (Ability.HASHTAG in abilities)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_line_tells_how_often_its_network_is_looked_at(network: str) -> None:
    minutes = connector_class(network).pace.usual.total_seconds() / 60
    assert f"a look every {minutes:g} min" in row_of(network)["Limits"]


@pytest.mark.parametrize("network", NETWORKS)
def test_a_line_names_the_settings_without_which_nothing_is_asked(
    network: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in known_settings():
        monkeypatch.delenv(name, raising=False)
    kind = connector_class(network)
    missing = kind(kind.Config(_env_file=None)).missing()  # type: ignore[call-arg]
    named = set(re.findall(r"`([A-Z_]+)`", row_of(network)["To switch it on"]))
    assert named == set(missing)


def test_networks_can_be_kept_out_by_the_names_that_the_page_lists() -> None:
    [listed] = re.findall(r"The names are: ([a-z, ]+)\.", text_of(NETWORKS_PAGE))
    assert listed.split(", ") == list(NETWORKS)


def test_the_page_of_checks_is_the_one_that_the_code_makes() -> None:
    assert text_of(ROOT / "docs" / "network-checks.md") == checks_page()

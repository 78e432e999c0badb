"""An export as one table: a row for each watch, and for what firms and panels have beside."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.service.carried import Carried, FirmItem, Home, Owned, PanelItem, Row

MANY = " | "
"""Between several values of a cell."""
PANEL = "panel"
"""Instead of a network: the row says that a channel follows a panel, or that there is one."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")  # "'" so that reading gives back what was written
_OF_FIRM = ("panel", "firm", "relation", "firm_kind", "site", "slug", "proof", "workspace")
_WATCH = tuple(one.name for one in fields(Row))
_OWNED = ("network", "kind", "key", "handle", "name", "url", "host", "ref")
COLUMNS = (*_OF_FIRM, *_WATCH)


def write_table(carried: Carried) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for row in _rows(carried):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _rows(carried: Carried) -> Iterator[dict[str, object]]:
    owners = _owners(carried)
    told: set[tuple[Home, str, str, str]] = set()
    for row in carried.watches:
        owner = owners.get(_place(_home_of(row), row))
        if owner is None:
            yield asdict(row)
            continue
        firm, account = owner
        told.add(_place(firm.home, account))
        yield {**_about(firm, carried.panels), **asdict(row), "proof": account.proof}
    for firm in carried.firms:
        about = _about(firm, carried.panels)
        left = [one for one in firm.accounts if _place(firm.home, one) not in told]
        for one in left:
            yield {**about, **asdict(one)}
        if not firm.accounts:
            yield about
    for panel in carried.panels:
        yield from _panel_rows(panel)


def _place(home: Home, one: Row | Owned) -> tuple[Home, str, str, str]:
    return home, one.network, one.kind, one.key


def _owners(carried: Carried) -> dict[tuple[Home, str, str, str], tuple[FirmItem, Owned]]:
    return {_place(firm.home, one): (firm, one) for firm in carried.firms for one in firm.accounts}


def _home_of(row: Row) -> Home:
    return Home(row.platform, row.bot, row.bot if row.platform == "slack" else row.chat)


def _about(firm: FirmItem, panels: Iterable[PanelItem]) -> dict[str, object]:
    inside = [one.slug for one in panels if one.home == firm.home and firm.slug in one.firms]
    return {
        **asdict(firm.home),
        "panel": MANY.join(inside),
        "firm": firm.name,
        "relation": firm.relation,
        "firm_kind": firm.kind,
        "site": firm.site,
        "slug": firm.slug,
    }


def _panel_rows(panel: PanelItem) -> Iterator[dict[str, object]]:
    """One for each channel that follows it, or one."""
    about = {**asdict(panel.home), "network": PANEL, "key": panel.slug, "name": panel.name}
    yield from ({**about, **asdict(one)} for one in panel.followers)
    if not panel.followers:
        yield about


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is shown as text instead."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def _uncell(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return text[1:] if text.startswith("'") else text


def read_table(text: str) -> dict[str, Any]:
    """Watches, firms and panels, as JSON holds them. Raises KeyError for a column that lacks."""
    read = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in ("platform", "network") if name not in (read.fieldnames or ())]
    if missing:
        raise KeyError(missing[0])
    rows = [{name: _uncell(value) for name, value in row.items() if name} for row in read]
    watches = [row for row in rows if row["network"] not in ("", PANEL) and row.get("mode")]
    return {
        "watches": watches,
        "firms": list(_firms_of(rows).values()),
        "panels": list(_panels_of(rows).values()),
    }


def _home_in(row: Mapping[str, str]) -> dict[str, str]:
    return {name: row[name] for name in ("platform", "bot", "workspace")}


def _firms_of(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, ...], dict[str, Any]]:
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        if not row.get("slug"):
            continue
        home = _home_in(row)
        firm = found.setdefault(
            (*home.values(), row["slug"]),
            {
                "home": home,
                "slug": row["slug"],
                "name": row["firm"],
                "site": row["site"],
                "kind": row["firm_kind"],
                "relation": row["relation"],
                "accounts": [],
            },
        )
        account = {name: row[name] for name in (*_OWNED, "proof")}
        known = [(one["network"], one["kind"], one["key"]) for one in firm["accounts"]]
        if row["network"] and (row["network"], row["kind"], row["key"]) not in known:
            firm["accounts"].append(account)
    return found


def _panels_of(rows: list[dict[str, str]]) -> dict[tuple[str, ...], dict[str, Any]]:
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        if row["network"] != PANEL:
            continue
        home = _home_in(row)
        panel = found.setdefault(
            (*home.values(), row["key"]),
            {
                "home": home,
                "slug": row["key"],
                "name": row["name"],
                "firms": [],
                "followers": [],
            },
        )
        if row["mode"]:
            panel["followers"].append({name: row[name] for name in ("chat", "topic", "mode")})
    for row in rows:
        for slug in filter(None, row.get("panel", "").split(MANY)):
            panel = found[(*_home_in(row).values(), slug)]
            if row["slug"] not in panel["firms"]:
                panel["firms"].append(row["slug"])
    return found

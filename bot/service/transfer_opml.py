"""Firms and panels as outlines: panel, firm, account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bot.core.outlines import Outline, read, write
from bot.service.carried import BadFile, Carried, FirmItem, Owned, PanelItem
from connectors.types import Kind

_OF_FEED = {"type": "rss"}


def write_opml(carried: Carried) -> str:
    inside = {(panel.home, slug) for panel in carried.panels for slug in panel.firms}
    of_firms = {account.key for firm in carried.firms for account in firm.accounts}
    outlines = [_panel(panel, carried) for panel in carried.panels]
    outlines += [_firm(one) for one in carried.firms if (one.home, one.slug) not in inside]
    feeds = {row.url: row for row in carried.watches if row.kind == Kind.FEED.value}
    outlines += [
        Outline(row.name, {**_OF_FEED, "xmlUrl": url})
        for url, row in feeds.items()
        if row.key not in of_firms
    ]
    return write(outlines)


def _panel(panel: PanelItem, carried: Carried) -> Outline:
    firms = [
        _firm(one) for one in carried.firms if one.home == panel.home and one.slug in panel.firms
    ]
    return Outline(panel.name, {}, {**asdict(panel.home), "panel": panel.slug}, tuple(firms))


def _firm(firm: FirmItem) -> Outline:
    facts = {"type": "link", "url": firm.site} if firm.site else {}
    about = {"slug": firm.slug, "kind": firm.kind, "relation": firm.relation}
    accounts = tuple(_account(one) for one in firm.accounts)
    return Outline(firm.name, facts, {**asdict(firm.home), **about}, accounts)


def _account(one: Owned) -> Outline:
    feed = one.kind == Kind.FEED.value
    facts = {**_OF_FEED, "xmlUrl": one.url} if feed else {"type": "link", "url": one.url}
    own = {name: value for name, value in asdict(one).items() if name not in ("name", "url")}
    return Outline(one.name, facts, own)


def read_opml(text: str) -> dict[str, Any]:
    """Firms and panels, as JSON holds them. Raises ValueError, KeyError, BadFile."""
    firms: dict[tuple[str, ...], dict[str, Any]] = {}
    panels = []
    for one in read(text):
        if "panel" in one.own:
            inside = [_firm_of(child) for child in one.children]
            panels.append(_panel_of(one, [firm["slug"] for firm in inside]))
        else:
            inside = [_firm_of(one)] if "slug" in one.own else []
        firms |= {(*firm["home"].values(), firm["slug"]): firm for firm in inside}
    if not firms and not panels:
        raise BadFile("OPML holds no channels: import a .json or .csv file that export wrote.")
    return {"watches": [], "firms": list(firms.values()), "panels": panels}


def _home_of(own: Mapping[str, str]) -> dict[str, str]:
    return {name: own[name] for name in ("platform", "bot", "workspace")}


def _panel_of(one: Outline, slugs: list[str]) -> dict[str, Any]:
    home = _home_of(one.own)
    return {
        "home": home,
        "slug": one.own["panel"],
        "name": one.text,
        "firms": slugs,
        "followers": [],
    }


def _firm_of(one: Outline) -> dict[str, Any]:
    about = {name: one.own[name] for name in ("slug", "kind", "relation")}
    accounts = list(_accounts_of(one))
    site = one.facts.get("url", "")
    home = _home_of(one.own)
    return {"home": home, "name": one.text, "site": site, "accounts": accounts, **about}


def _accounts_of(firm: Outline) -> Iterator[dict[str, str]]:
    for one in firm.children:
        url = one.facts.get("xmlUrl") or one.facts.get("url", "")
        yield {**one.own, "name": one.text, "url": url}

"""An export as a file: JSON keeps everything, CSV opens in a spreadsheet, OPML in readers.

JSON and CSV hold watches, firms and panels. OPML holds no channels: firms in their panels, with
their accounts, and the web feeds that belong to none.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, TypeVar
from zoneinfo import available_timezones

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.model import Mode, Platform
from bot.render.texts import known
from bot.service.carried import BadFile, Carried, FirmItem, Follower, Home, Owned, PanelItem, Row
from bot.service.transfer_filter import of_lists, read_filter
from bot.service.transfer_opml import read_opml, write_opml
from bot.service.transfer_table import MANY, read_table, write_table
from connectors.types import Kind

T = TypeVar("T")

_NOT_OURS = "This isn't a watchlist as `veilleur export` writes it"


def to_text(carried: Carried, ending: str) -> str:
    """`ending`: .json, .csv or .opml; others are written as JSON."""
    if ending == ".csv":
        return write_table(carried)
    if ending == ".opml":
        return write_opml(carried)
    return json.dumps(asdict(carried), ensure_ascii=False, indent=1)


def from_text(text: str, ending: str) -> Carried:
    """What a file holds that `to_text` wrote, today's or an older one's. Raises BadFile."""
    try:
        if ending == ".opml":
            return _checked(_carried(read_opml(text)))
        if ending == ".csv":
            return _checked(_carried(read_table(text)))
        read = json.loads(text)
        return _checked(_carried(read if isinstance(read, Mapping) else {"watches": read}))
    except KeyError as error:
        raise BadFile(f"{_NOT_OURS}: {error.args[0]} is missing") from None
    except (ValueError, TypeError, RecursionError, AttributeError, csv.Error) as error:
        raise BadFile(f"{_NOT_OURS}: {error}") from None


def _carried(read: Mapping[str, Any]) -> Carried:
    return Carried(
        tuple(_row(one) for one in read["watches"]),
        tuple(sorted(_firm(one) for one in read.get("firms", []))),
        tuple(sorted(_panel(one) for one in read.get("panels", []))),
    )


def _row(one: Mapping[str, Any]) -> Row:
    values = {"came_with": "", **one}
    if "filter" not in one and "include" in one:
        values["filter"] = of_lists(one["include"].split(MANY), one["exclude"].split(MANY))
    return _filled(Row, values)


def _firm(one: Mapping[str, Any]) -> FirmItem:
    accounts = tuple(sorted(_filled(Owned, each) for each in one["accounts"]))
    home = _filled(Home, one["home"])
    return _filled(FirmItem, {**one, "home": home, "accounts": accounts})


def _panel(one: Mapping[str, Any]) -> PanelItem:
    inside = tuple(sorted(map(str, one["firms"])))
    followers = tuple(sorted(_filled(Follower, each) for each in one["followers"]))
    home = _filled(Home, one["home"])
    return _filled(PanelItem, {**one, "home": home, "firms": inside, "followers": followers})


def _filled(kind: type[T], one: Mapping[str, Any]) -> T:
    """A dataclass from what a file holds: texts, and where it says so true or false."""
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = one[field.name]
        if field.type == "bool":
            values[field.name] = str(value).lower() == "true"
        elif field.type == "str" and not isinstance(value, str):
            raise ValueError(f"{field.name} is no text")
        else:
            values[field.name] = value
    return kind(**values)


def _checked(carried: Carried) -> Carried:
    """Raises ValueError for a value that no version writes."""
    for row in carried.watches:
        Platform(row.platform), Kind(row.kind), Mode(row.mode), read_filter(row.filter)
        if not known(row.language) or row.zone not in available_timezones():
            raise ValueError(f"no such language or time zone: {row.language}, {row.zone}")
    for firm in carried.firms:
        Platform(firm.home.platform), FirmKind(firm.kind)
        if firm.relation:
            Relation(firm.relation)
        _each_kind(firm.accounts)
    for panel in carried.panels:
        Platform(panel.home.platform)
        for one in panel.followers:
            Mode(one.mode)
    return carried


def _each_kind(accounts: Sequence[Owned]) -> None:
    for one in accounts:
        Kind(one.kind)

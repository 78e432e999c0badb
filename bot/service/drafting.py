"""What a list led to, as it is kept between two taps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.core.firms.kinds import FirmKind, Relation
from bot.service.importing import Choice, Traced
from connectors.types import Account, Kind

MOST = 20  # accounts of one firm
_PLAIN = ("network", "key", "handle", "name", "url", "host", "ref", "followers")


@dataclass(frozen=True, slots=True)
class Ready:
    """A firm with its accounts, or with those of which some must be chosen."""

    name: str
    site: str
    kind: FirmKind
    relation: Relation | None
    panel: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """`found`: can be added with one tap. `unsure`: one after the other."""

    found: tuple[Ready, ...]
    unsure: tuple[Ready, ...]

    @property
    def firms(self) -> int:
        return len(self.found) + len(self.unsure)


def draft_of(traced: Iterable[Traced], into: str) -> Draft:
    """`into`: the panel of all rows that name none themselves."""
    every = list(traced)
    found = tuple(_ready(one, one.sure, into) for one in every if one.sure)
    unsure = tuple(_ready(one, one.unsure, into) for one in every if one.unsure and not one.sure)
    return Draft(found, unsure)


def _ready(one: Traced, choices: list[Choice], into: str) -> Ready:
    entry = one.entry
    site = entry.site if "://" in entry.site or not entry.site else f"https://{entry.site}"
    panel = into or entry.panel
    return Ready(one.name, site, one.kind, entry.relation, panel, tuple(choices[:MOST]))


def packed(draft: Draft) -> dict[str, Any]:
    """As JSON."""
    return {name: [_packed(one) for one in getattr(draft, name)] for name in ("found", "unsure")}


def _packed(one: Ready) -> dict[str, Any]:
    return {
        "name": one.name,
        "site": one.site,
        "kind": one.kind.value,
        "relation": one.relation,
        "panel": one.panel,
        "choices": [_account(choice) for choice in one.choices],
    }


def _account(choice: Choice) -> dict[str, Any]:
    one = choice.account
    seen = one.last_post_at.isoformat() if one.last_post_at else None
    facts = {name: getattr(one, name) for name in _PLAIN}
    return {**facts, "kind": one.kind.value, "last_post_at": seen, "proof": choice.proof}


def unpacked(content: Mapping[str, Any]) -> Draft:
    return Draft(
        tuple(_unpacked(one) for one in content["found"]),
        tuple(_unpacked(one) for one in content["unsure"]),
    )


def _unpacked(one: Mapping[str, Any]) -> Ready:
    return Ready(
        name=one["name"],
        site=one["site"],
        kind=FirmKind(one["kind"]),
        relation=Relation(one["relation"]) if one["relation"] else None,
        panel=one["panel"],
        choices=tuple(_choice(each) for each in one["choices"]),
    )


def _choice(one: Mapping[str, Any]) -> Choice:
    seen = one["last_post_at"]
    account = Account(**{name: one[name] for name in _PLAIN}, kind=Kind(one["kind"]))
    if seen is not None:
        account = replace(account, last_post_at=datetime.fromisoformat(seen))
    return Choice(account, one["proof"])

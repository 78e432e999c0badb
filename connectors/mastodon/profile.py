"""What a Mastodon account says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectors.mastodon.payload import AccountEntity
from connectors.profile import profile_of
from connectors.text import html_links, html_to_text, links_in
from connectors.types import Profile

FIELDS = 20  # Mastodon has 4; others allow more


def profile(entity: AccountEntity) -> Profile:
    """Of another server's account only the copy here is known, whose picture is a copy too.

    Nothing tells which post is pinned. https://docs.joinmastodon.org/entities/Account/#fields
    """
    fields = list(_fields(entity.fields))
    return profile_of(
        entity.display_name,
        entity.note,
        None if entity.fields is None else [link for links, _ in fields for link in links],
        html=True,
        verified=[link for links, checked in fields if checked for link in links],
        picture=None if "@" in entity.acct else entity.avatar,
    )


def _fields(told: Any) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The addresses of each field, and whether the server has found them to link back."""
    for one in told[:FIELDS] if isinstance(told, list) else ():
        value = one.get("value") if isinstance(one, dict) else None
        if isinstance(value, str):
            links = html_links(value) or links_in(html_to_text(value))
            yield links, isinstance(one.get("verified_at"), str)

"""publish: may the bot write in a channel that people from outside read? Only buttons say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAID = re.compile(r"(\d{1,18})( no)?(?: then (.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Publish:
    """A person's word about the channel `channel` (its id). `here` False: not there.

    `then`: the canonical command that waits for the answer, "" for none.
    """

    channel: int
    here: bool = True
    then: str = ""


def publish_of(text: str) -> Publish | None:
    """What follows the verb; None for anything that no button says."""
    said = _SAID.fullmatch(text.strip())
    if said is None:
        return None
    return Publish(int(said[1]), here=said[2] is None, then=(said[3] or "").strip())


def write_publish(publish: Publish) -> list[str]:
    """What follows the verb, to be joined by spaces."""
    then = f"then {publish.then}" if publish.then else ""
    return [str(publish.channel), "" if publish.here else "no", then]

"""Prints docs/network-checks.md: what was checked of each network, from the data in its code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from connectors import NETWORKS
from connectors.base import Connector
from connectors.checklist import Checklist
from connectors.closed import CLOSED

HEAD = """# What was checked of each network

Made from the code by `python -m connectors > docs/network-checks.md`. *done*: it works and is \
tested; *todo*: it isn't there yet; *exempt*: it can't apply, and why.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((HEAD, *_sections()))


def _sections() -> Iterator[str]:
    for address in NETWORKS.values():
        module, _, name = address.partition(":")
        kind: type[Connector] = getattr(import_module(module), name)
        yield _section(kind.display_name, kind.checklist)
    for name, checklist in CLOSED.items():
        yield _section(name, checklist)


def _section(name: str, checklist: Checklist) -> str:
    rows = [
        f"| {point} | {check.grade} | {_cell(check.how)}{_source(check.source)} |"
        for point, check in checklist.items()
    ]
    return "\n".join((f"## {name}", "", "| | | |", "|---|---|---|", *rows, ""))


def _source(url: str) -> str:
    return f" <{url}>" if url else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())

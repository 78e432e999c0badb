"""Instants inside sentences, marked so that platforms can show them in each reader's zone."""

from __future__ import annotations

from datetime import datetime

from bot.core.message import Line, Span

Told = tuple[str, datetime]


def timed(text: str, *told: Told) -> Line:
    """`text` with each piece of `told` marked as its instant, in the order in which they stand."""
    spans: list[Span] = []
    for shown, instant in told:
        before, found, after = text.partition(shown)
        if found and shown:
            spans += [Span(before)] if before else []
            spans.append(Span(shown, at=instant))
            text = after
    return (*spans, Span(text)) if text or not spans else tuple(spans)

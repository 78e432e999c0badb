"""Colours of pictures, for light and for dark chats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """All as "#rrggbb". `ink`, `muted`: text on `ground`. `ramp`: from none to most.

    `series` stand out from `ground` by 4.5 to 1 (https://www.w3.org/TR/WCAG22/#contrast-minimum)
    and any two from each other for all kinds of colour vision, as any may come to lie side by side.
    """

    ground: str
    ink: str
    muted: str
    series: tuple[str, str, str, str, str]
    ramp: tuple[str, str, str, str, str]

    def on(self, fill: str) -> str:
        """Black or white, whichever is read better there."""
        return max("#000000", "#ffffff", key=lambda ink: contrast(ink, fill))

    def shade(self, share: float) -> str:
        """Of the ramp, for 0 to 1: anything above 0 is more than none."""
        steps = len(self.ramp) - 1
        return self.ramp[0 if share <= 0 else min(int(share * steps - 1e-9) + 1, steps)]


LIGHT = Theme(
    ground="#ffffff",
    ink="#1d1c1d",
    muted="#5c5f66",
    series=("#2a75d5", "#b35900", "#0b2a6b", "#787575", "#4b1e00"),
    ramp=("#eef1f5", "#cfe0f7", "#8fb8ee", "#2a75d5", "#0b2a6b"),
)
DARK = Theme(
    ground="#1a1d21",
    ink="#f2f3f5",
    muted="#b4b9c1",
    series=("#7eb0ff", "#c96e06", "#ffe346", "#a39594", "#f5fff5"),
    ramp=("#272c33", "#1f4273", "#3568ad", "#7eb0ff", "#dceaff"),
)


def contrast(one: str, other: str) -> float:
    """From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

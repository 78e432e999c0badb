"""Sentences, numbers and times in one language, with its typography (Babel)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.numbers import format_compact_decimal, format_decimal

from bot.render.texts import CATALOGUES

NBSP, NNBSP = "\u00a0", "\u202f"


@dataclass(frozen=True, slots=True)
class Words:
    """How one reader is spoken to. `zone`: IANA name; `now`: for today and yesterday."""

    language: str
    zone: str
    now: datetime

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence of that key. `n` chooses singular or plural. Raises KeyError."""
        entry = CATALOGUES[self.language][key]
        count = facts.get("n")
        if isinstance(entry, tuple):
            assert isinstance(count, int), key
            entry = entry[0] if self._singular(count) else entry[1]
        if isinstance(count, int):
            facts["n"] = self.number(count)
        return typeset(self.language, entry).format(**facts)

    def _singular(self, count: int) -> bool:
        return abs(count) < 2 if self.language == "fr" else count == 1

    def quote(self, text: str) -> str:
        return f"«{NBSP}{text}{NBSP}»" if self.language == "fr" else f"“{text}”"

    def number(self, value: float) -> str:
        return str(format_decimal(value, locale=self.language))

    def compact(self, value: int) -> str:
        """1.2k / 1,2 k: for follower counts."""
        if value < 1000:
            return self.number(value)
        text = str(format_compact_decimal(value, locale=self.language, fraction_digits=1))
        return text.lower() if self.language == "en" else text

    def names(self, items: list[str] | tuple[str, ...], most: int = 12) -> str:
        shown = ", ".join(items[:most])
        return shown if len(items) <= most else f"{shown} +{len(items) - most}"

    def joined(self, items: list[str] | tuple[str, ...], how: str) -> str:
        """ "A, B and C". `how`: and, or, nor (within a negation)."""
        *first, last = items
        return f"{', '.join(first)}{self(f'join.{how}')}{last}" if first else last

    def network(self, network: str) -> str:
        return self(f"network.{network}")

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone))

    def hour(self, instant: datetime | time) -> str:
        at = self.local(instant) if isinstance(instant, datetime) else instant
        return f"{at.hour:02}:{at.minute:02}"

    def day(self, instant: datetime) -> str:
        """ "Mon 23 Nov" / "lun. 23 nov.", with the year when it isn't this one."""
        at = self.local(instant)
        skeleton = "MMMEd" if at.year == self.local(self.now).year else "yMMMd"
        if self.language == "en":
            pattern = "EEE d MMM" if skeleton == "MMMEd" else "d MMM y"
            return str(format_date(at, pattern, locale="en"))
        return str(format_skeleton(skeleton, at, tzinfo=at.tzinfo, locale=self.language))

    def when(self, instant: datetime) -> str:
        """ "today 07:12", "yesterday 09:00", "Mon 23 Nov 08:30"."""
        at, today = self.local(instant).date(), self.local(self.now).date()
        if at == today:
            return self("time.today", hour=self.hour(instant))
        if at == today - timedelta(days=1):
            return self("time.yesterday", hour=self.hour(instant))
        if at == today + timedelta(days=1):
            return self("time.tomorrow", hour=self.hour(instant))
        return self("time.day", day=self.day(instant), hour=self.hour(instant))

    def date(self, instant: datetime) -> str:
        """ "today", "yesterday", "Mon 23 Nov": where the hour isn't known or doesn't matter."""
        ago = self.local(self.now).date() - self.local(instant).date()
        if ago.days not in (0, 1):
            return self.day(instant)
        return self("time.date.yesterday" if ago.days else "time.date.today")

    def until(self, instant: datetime) -> str:
        """ "until 18:00", "until tomorrow 08:00", "until Mon 23 Nov 08:30"."""
        ahead = (self.local(instant).date() - self.local(self.now).date()).days
        key = {0: "today", 1: "tomorrow"}.get(ahead, "day")
        return self(f"time.until.{key}", day=self.day(instant), hour=self.hour(instant))

    def since(self, instant: datetime) -> str:
        """The hour alone when it is today, else the day too."""
        days = (self.local(self.now).date() - self.local(instant).date()).days
        if days == 0:
            return self.hour(instant)
        if days in (1, -1):
            return self.when(instant)
        return self("time.since.day", day=self.day(instant), hour=self.hour(instant))

    def date_in_full(self, instant: datetime) -> str:
        """ "1 December" / "1er décembre"."""
        at = self.local(instant)
        text = str(format_date(at, "d MMMM", locale=self.language))
        return text.replace("1 ", "1er ", 1) if self.language == "fr" and at.day == 1 else text

    def dollars(self, micros: int) -> str:
        """ "$9.50", "$10" / "9,50 $", "10 $": from millionths of a US dollar."""
        amount = micros / 1_000_000
        digits = "0" if amount == round(amount) else "0.00"
        text = format_decimal(amount, format=digits, locale=self.language)
        return f"{text}{NBSP}$" if self.language == "fr" else f"${text}"

    def city(self, zone: str | None = None) -> str:
        """The city people know a time zone by."""
        name = zone or self.zone
        if name in get_global("zone_aliases"):
            # An older name (America/Montreal): Babel would show the city that replaced it.
            return name.rsplit("/", 1)[-1].replace("_", " ")
        return str(get_timezone_location(name, locale=self.language, return_city=True))


_BEFORE_HIGH = re.compile(r" ([;!?])")
_BEFORE_UNIT = re.compile(r"(?<=[\d}]) (?=(?:\$|%|h|min|s)(?![\w']))")


def capital(text: str) -> str:
    """The same, fit to begin a sentence."""
    return text[:1].upper() + text[1:]


def typeset(language: str, text: str) -> str:
    """Puts the no-break spaces that French wants in our own sentences."""
    if language != "fr":
        return text
    text = text.replace(" :", f"{NBSP}:").replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
    return _BEFORE_UNIT.sub(NBSP, _BEFORE_HIGH.sub(rf"{NNBSP}\1", text))

"""Sentences, numbers and times in one language, with its typography (Babel)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale, get_global
from babel.dates import format_date, get_timezone_location
from babel.numbers import format_compact_decimal, format_decimal

from bot.render.texts import CATALOGUES, ELISIONS, TYPESETTERS, entry

_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_TYPICAL = range(201)
"""Numbers that between them need every form a language has for what can be counted."""


@dataclass(frozen=True, slots=True)
class Words:
    """How one reader is spoken to. `zone`: IANA name; `now`: for today and yesterday."""

    language: str
    zone: str
    now: datetime

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence of that key. `n` chooses among its forms. Raises KeyError."""
        return sentence(self.language, key, **facts)

    def quote(self, text: str) -> str:
        return self("text.quoted", text=text)

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
        this_year = at.year == self.local(self.now).year
        return self._dated(at, "date.day" if this_year else "date.year")

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
        return self._dated(at, "date.full.first" if at.day == 1 else "date.full")

    def _dated(self, at: datetime, key: str) -> str:
        """By a pattern of https://www.unicode.org/reports/tr35/tr35-dates.html"""
        return str(format_date(at, str(entry(self.language, key)[1]), locale=self.language))

    def dollars(self, micros: int) -> str:
        """ "$9.50", "$10" / "9,50 $", "10 $": from millionths of a US dollar."""
        amount = micros / 1_000_000
        digits = "0" if amount == round(amount) else "0.00"
        return self("money.dollars", amount=format_decimal(amount, digits, locale=self.language))

    def city(self, zone: str | None = None) -> str:
        """The city people know a time zone by."""
        name = zone or self.zone
        if name in get_global("zone_aliases"):
            # An older name (America/Montreal): Babel would show the city that replaced it.
            return name.rsplit("/", 1)[-1].replace("_", " ")
        return str(get_timezone_location(name, locale=self.language, return_city=True))


def sentence(language: str, key: str, /, **facts: object) -> str:
    """The same where neither zone nor time matters. A gap is filled by English. Raises KeyError."""
    written, found = entry(language, key)
    count = facts.get("n")
    if isinstance(found, tuple):
        assert isinstance(count, int), key
        found = chosen(written, found, count)
    if isinstance(count, int):
        facts["n"] = format_decimal(count, locale=written)
    found = typeset(written, found)
    if elide := ELISIONS.get(written):
        found = elide(found, facts)
    return found.format(**facts)


def categories(language: str) -> tuple[str, ...]:
    """What its counted words are told apart by, in the order in which a catalogue has them.

    https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
    """
    used = set(map(Locale(language).plural_form, _TYPICAL))
    return tuple(one for one in _CATEGORIES if one in used)


def chosen(language: str, forms: tuple[str, ...], count: int) -> str:
    """The form for that number; the last where the language has one only for huge numbers."""
    at = dict(zip(categories(language), forms, strict=False))
    return at.get(Locale(language).plural_form(abs(count)), forms[-1])


def language_name(language: str, spoken_in: str) -> str:
    """ "French", "français": the language's name in that language."""
    return str(Locale(language).get_display_name(spoken_in))


def languages_named(language: str) -> str:
    """ "English and French": those of this installation."""
    names = sorted(language_name(one, language) for one in CATALOGUES)
    *first, last = names
    return f"{', '.join(first)}{sentence(language, 'join.and')}{last}" if first else last


def capital(text: str) -> str:
    """The same, fit to begin a sentence."""
    return text[:1].upper() + text[1:]


def typeset(language: str, text: str) -> str:
    """Puts the no-break spaces that the language wants in our own sentences."""
    own = TYPESETTERS.get(language)
    return own(text) if own else text

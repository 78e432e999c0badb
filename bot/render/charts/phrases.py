"""What all charts say alike: names, periods, shares, reasons."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from babel.numbers import format_percent

from bot.core.compare import Period, Unknown
from bot.core.compare.values import DAY
from bot.core.excerpt import first_words
from bot.render.words import Words, capital

LONGEST_NAME = 60  # characters
LONGEST_ALT = 2000  # characters: https://docs.slack.dev/reference/block-kit/blocks/image-block
_BREAKS = frozenset({"Cc", "Zl", "Zp"})


def shown(name: str) -> str:
    """A name from a network, fit for one line: no control characters, cut at a word."""
    plain = "".join(map(_seen, unicodedata.normalize("NFC", name[: 4 * LONGEST_NAME])))
    return first_words(" ".join(plain.split()), LONGEST_NAME)


def _seen(char: str) -> str:
    """Nothing that turns, hides or joins what is around it."""
    category = unicodedata.category(char)
    if category in _BREAKS:
        return " "
    return "" if category.startswith("C") else char


def during(words: Words, period: Period) -> str:
    """ "from Mon 2 Nov to Sun 29 Nov": both days are part of it."""
    last = max(period.end - DAY / 24 / 3600, period.start)
    return words("compare.period", start=words.day(period.start), end=words.day(last))


def why(words: Words, unknown: Unknown) -> str:
    return words(f"compare.why.{unknown.why}")


def percents(words: Words, parts: Sequence[float]) -> list[str]:
    """Whole percents of a sum, that make 100 together: the largest remainders are rounded up."""
    total = sum(parts)
    exact = [100 * part / total for part in parts]
    whole = [int(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda at: (whole[at] - exact[at], at))
    for at in order[: 100 - sum(whole)]:
        whole[at] += 1
    return [str(format_percent(one / 100, locale=words.language)) for one in whole]


def alt(words: Words, title: str, period: str, values: Iterable[tuple[str, str]]) -> str:
    """A title and each value by name. Names are cleaned here."""
    pairs = (words("compare.alt.value", name=shown(name), value=value) for name, value in values)
    told = words("join.values").join(pairs)
    return words("compare.alt", title=title, period=period, values=told)


def sentence(words: Words, title: str, period: str, told: str) -> str:
    """A title and what there is to say of it, in words of ours."""
    return words("compare.alt", title=title, period=period, values=capital(told))

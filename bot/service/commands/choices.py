"""What the buttons of a question say."""

from __future__ import annotations

from datetime import timedelta

from bot.core.grammar import (
    Ask,
    Command,
    Export,
    Firm,
    FirmAction,
    Mute,
    Search,
    Setting,
    Settings,
    Watch,
)
from bot.core.grammar.times import read_hours
from bot.render.texts import CATALOGUES
from bot.render.words import Words, capital, sentence
from bot.service.commands.changing import hours_words
from bot.service.commands.context import Context
from connectors.query import plain


def label(ctx: Context, command: Command) -> str:
    """What a choice does, in a word or two."""
    words = ctx.words
    match command:
        case Mute(duration=timedelta() as duration):
            hours = int(duration.total_seconds() // 3600)
            return (
                words("time.hours", n=hours) if hours <= 24 else words("time.days", n=hours // 24)
            )
        case Settings(name=Setting() as name, value=str(value)):
            return _value_label(words, name, value)
        case Export(subject=subject):
            return words(f"export.choice.{subject}")
        case Watch(query=query) if query is not None:
            return words("choice.filter", what=plain(query))
        case Watch(terms=terms) if len(terms) > 1:
            return words("choice.also", what=terms[-1].text)
        case Firm(action=FirmAction.RELATION, value=value):
            return capital(words(f"firms.relation.{value}"))
        case Firm(value=value):
            return capital(words(f"firms.kind.{value}"))
        case Search():
            return words("choice.search")
        case _:
            return words("choice.watch")


def _value_label(words: Words, name: Setting, value: str) -> str:
    match name:
        case Setting.FEED:
            return words(f"feed.choice.{value}")
        case Setting.LANGUAGE:
            return sentence(value, "language.name")
        case Setting.ZONE:
            return words.city(value)
        case Setting.PURPOSE:
            return words(f"purpose.{value}")
        case Setting.ALERTS:
            hours = read_hours(value)
            return words("hours.any") if hours is None else hours_words(words, hours)
    return value


def languages(question: Ask) -> tuple[Command, ...]:
    """Those of this installation, where that is what was asked."""
    asked = question.question == f"settings_{Setting.LANGUAGE}"
    return tuple(Settings(Setting.LANGUAGE, one) for one in CATALOGUES) if asked else ()

"""Language, city, hour of the digest."""

from __future__ import annotations

import os
from datetime import time

from bot.cli.setup.session import Session
from bot.core.grammar.times import clock_time
from bot.core.grammar.words import SPOKEN, fold
from bot.render.cities import City, city_like, city_of
from bot.render.texts import CATALOGUES, spoken
from bot.render.words import sentence


def system_language() -> str:
    """What the terminal is set to."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return spoken(next(filter(None, map(os.environ.get, names)), None))


def language(session: Session) -> None:
    """Asked in every language; everything after it is in the one that was chosen."""
    console = session.console
    standing = session.changes.get("LANGUAGE") or session.written.get("LANGUAGE")
    codes = list(CATALOGUES)
    default = codes.index(spoken(standing) if standing else system_language()) + 1
    console.show(" / ".join(sentence(code, "button.language") for code in codes))
    for number, code in enumerate(codes, 1):
        console.show(f"{number}. {sentence(code, 'language.name')}")
    numbers = ", ".join(str(number) for number in range(1, len(codes) + 1))
    while (chosen := _language(console.ask(numbers, str(default)), codes)) is None:
        console.show(numbers)
    session.changes["LANGUAGE"] = chosen
    session.speak(chosen, session.words.zone)
    console.say("setup.how")


def _language(answer: str, codes: list[str]) -> str | None:
    """By its number, its code, or its name in any of the languages."""
    if answer.isdecimal():
        return codes[int(answer) - 1] if 0 < int(answer) <= len(codes) else None
    named = fold(answer)
    code = SPOKEN.get(named, named)
    names = {fold(sentence(one, "language.name")): one for one in codes}
    return names.get(named, code if code in codes else None)


def city(session: Session) -> None:
    console = session.console
    console.heading("setup.city.title")
    standing = session.city or session.words.city()
    text = console.ask(session.words("setup.city"), standing)
    while text != standing:
        found = city_of(text) or _meant(session, text)
        if found is not None:
            _settle(session, found)
            return
        text = console.ask(session.words("setup.city"), standing)
    _settle(session, City(standing, session.words.zone))


def _meant(session: Session, text: str) -> City | None:
    close = city_like(text)
    if close is None:
        session.console.wrong(session.words("setup.city.unknown", text=text))
        return None
    right = session.console.yes("setup.city.meant", default=True, text=text, city=close.name)
    return close if right else None


def _settle(session: Session, found: City) -> None:
    session.city = found.name
    session.changes["TIMEZONE"] = found.zone
    session.speak(session.words.language, found.zone)
    words = session.words
    facts = {"city": found.name, "hour": words.hour(words.now), "reference": words.city()}
    same = found.name == facts["reference"]
    session.console.say("setup.city.is" if same else "setup.city.as", **facts)


def hour(session: Session) -> None:
    console, words = session.console, session.words
    console.heading("setup.hour.title")
    standing = session.changes.get("DIGEST_TIME") or words.hour(session.settings.digest_time)
    answer = console.ask(words("setup.hour"), standing)
    while (at := _minute(answer)) is None:
        console.wrong(words("setup.hour.unknown", text=answer))
        answer = console.ask(words("setup.hour"), standing)
    session.changes["DIGEST_TIME"] = words.hour(at)
    console.say("setup.hour.is", hour=words.hour(at))


def _minute(text: str) -> time | None:
    try:
        return clock_time(text)
    except ValueError:
        return None

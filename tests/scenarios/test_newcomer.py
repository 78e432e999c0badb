"""Somebody new types and presses only what a visible message offers, until a real post is shown.

`python -m pytest tests/scenarios/test_newcomer.py -s` prints how many actions that takes.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field

import pytest

from tests.scenarios.house import House, ago
from tests.scenarios.seats import Read, SlackSeat, TelegramSeat, everywhere

MOST = 4
POST = "5 pièges"
COMPETITOR = {"account": "@durand", "namesake": "@durand", "name": "Cabinet Durand"}
HELLO = {"en": "hello", "fr": "bonjour"}
WATCH = re.compile(r"\[(1 \w+|Watch [^\]]+|Suivre [^\]]+)\]")


@dataclass(slots=True)
class Newcomer:
    """Knows a competitor, and nothing of the bot. `alone`: with it, not in a channel."""

    house: House
    seat: SlackSeat | TelegramSeat
    language: str
    alone: bool
    actions: list[str] = field(default_factory=list)

    async def arrives(self) -> Read:
        """Presses Start, or lets the bot into the channel."""
        if isinstance(self.seat, TelegramSeat):
            self.actions.append("/start")
            return await self.seat.say("start")
        if self.alone:
            self.actions.append(HELLO[self.language])
            greeted = await self.house.slack.tell(HELLO[self.language], self.seat.user)
            return await self.seat._heard(greeted.seen, lambda one: "@" in one, 5.0)
        self.actions.append("/invite")
        joined = {"type": "member_joined_channel", "user": "UBOT", "channel": self.seat.channel}
        await self.house.slack.event({**joined, "inviter": self.seat.user})
        return await self.seat.reads("@")

    async def answers(self, welcome: Read, competitor: str) -> Read:
        """With the command that the message spells, or in plain words where it spells none."""
        asked = welcome.lines[1]
        assert "@" in asked
        spelled = re.search(r"/(?:veille )?\w+", asked)
        said = f"{spelled[0]} {competitor}" if spelled else competitor
        self.actions.append(said)
        if isinstance(self.seat, TelegramSeat):
            sent = await self.house.telegram.message(self.seat.channel, self.seat.user, said)
            return await self.seat._heard(sent.seen, _goes_on, 5.0)
        seat, (name, _, words) = self.seat, said.partition(" ")
        typed = await (
            self.house.slack.tell(said, seat.user)
            if self.alone
            else self.house.slack.command(name, words, user=seat.user, channel=seat.channel)
        )
        return await seat._heard(typed.seen, _goes_on, 5.0)

    async def presses(self, read: Read) -> Read:
        """The first button that promises to watch."""
        found = WATCH.search(read.text)
        assert found, read.text
        self.actions.append(f"[{found[1]}]")
        return await self.seat.press(read, found[1], containing=POST)


def _goes_on(read: Read) -> bool:
    """There is something to see or to press."""
    return POST in read or WATCH.search(read.text) is not None


@pytest.mark.parametrize("case", ["account", "namesake", "name"])
@everywhere
async def test_somebody_new_sees_a_real_post_after_four_actions_at_most(
    house: House, platform: str, language: str, case: str
) -> None:
    house.durand()
    if case == "namesake":
        other = house.sky.actor("durand.bsky.social", "Durand Expertise", 310)
        house.sky.post(other, "Une vidéo", ago(days=1))
    seat = house.seat(platform, language)
    assert isinstance(seat, SlackSeat | TelegramSeat)
    new = Newcomer(house, seat, language, alone=case == "name")
    read = await new.answers(await new.arrives(), COMPETITOR[case])
    while POST not in read and len(new.actions) < MOST:
        read = await new.presses(read)
    row = f"{platform:9} {language} {case:9} {len(new.actions)}  {', '.join(new.actions)}"
    sys.stdout.write(f"{row}\n")
    assert POST in read

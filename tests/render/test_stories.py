"""How an announcement that several networks show is told."""

from __future__ import annotations

from dataclasses import replace

from bot.core.message import Aside, Items, Message, Paragraph, plain
from bot.core.model import WatchId
from bot.render.alerts import Shown, alert, burst, rollup
from bot.render.stories import PLACES, also, networks, spread
from tests.render.values import DURAND, EN, FR, HOUR, NOW, shown, stored, visible

FIRST = stored(1, "Our guide is out.", published_at=NOW - HOUR)
COPY = stored(2, "Our guide is out!", network="x", published_at=NOW, url="https://x.example/2")
SITE = stored(3, "Our guide", network="feed", url="https://durand.example/3", published_at=NOW)
TOLD: Shown = replace(shown(FIRST), also=(shown(COPY), shown(SITE)))


def written(message: Message) -> list[str]:
    """The lines of its paragraphs and lists."""
    blocks = (one for one in message.blocks if isinstance(one, Paragraph | Items))
    return [plain(line) for block in blocks for line in block.lines]


def test_an_alert_names_each_network_once_and_leads_to_each_publication() -> None:
    message = alert(EN, TOLD)
    assert message.summary == "Cabinet Durand (Bluesky, X, website): Our guide is out."
    assert [one.url for one in message.posts] == [one.post.url for one in (FIRST, COPY, SITE)]
    assert written(message)[0] == "Cabinet Durand · Bluesky, X, website"
    assert isinstance(message.blocks[-1], Aside)
    assert plain(message.blocks[-1].line).startswith("Bluesky 07:30, X 08:30, website 08:30 · you")
    pair = alert(EN, replace(TOLD, also=(shown(COPY),)))
    assert written(pair)[0] == "Cabinet Durand · Bluesky 07:30, X 08:30"
    assert message.buttons[0].url == FIRST.post.url


def test_a_list_tells_an_announcement_in_one_line_and_counts_it_once() -> None:
    message = burst(FR, [TOLD])
    assert [visible(one) for one in written(message)] == [
        "Cabinet Durand~: +1 publication",
        "«~Our guide is out.~» · aussi~: X, site web",
    ]
    assert len(message.posts) == 3
    assert written(rollup(EN, [TOLD]))[0].endswith("“Our guide is out.” · also on X, website")


def test_of_very_many_copies_the_first_are_named_and_the_rest_counted() -> None:
    every = [stored(number, published_at=NOW) for number in range(1, PLACES + 4)]
    assert plain(spread(EN, every)).endswith(" +3")
    assert plain(also(EN, every)).count("Bluesky") == PLACES
    assert networks(EN, every) == "Bluesky"
    assert also(EN, []) == ()


def test_the_buttons_act_on_every_watch_that_led_to_it() -> None:
    other = replace(DURAND, id=WatchId(2))
    told = replace(TOLD, also=(shown(COPY, other), shown(SITE)))
    message = alert(EN, told)
    commands = {one.label: one.command for one in (*message.buttons, *message.more)}
    assert commands["Mute 24 h"] == "mute watch:1 watch:2 24h"
    assert commands["Stop watching"] == "unwatch watch:1 watch:2"
    assert commands["Digest only"] == "watch watch:1 watch:2 only:digest"

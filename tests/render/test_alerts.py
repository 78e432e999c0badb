"""How a publication is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.message import Message
from bot.render.alerts import ITEMS, alert, burst, catchup, rollup, watch_name
from bot.render.terminal import to_text
from bot.render.words import Words
from connectors.types import Kind, Media, PostKind
from tests.render.values import DAY, DURAND, EN, FR, HOUR, NOW, shown, stored, visible

GUIDE = "La facture électronique devient obligatoire : notre guide en 5 points pour les TPE."


def body(message: Message) -> str:
    """What stands above the buttons."""
    return visible(to_text(replace(message, buttons=(), more=()))).strip()


def test_an_alert_reads_as_agreed_in_english() -> None:
    message = alert(EN, shown(stored(text=GUIDE)))
    assert body(message).split("\n\n") == [
        "Cabinet Durand · Bluesky · new post",
        f"“{GUIDE}”",
        "published at 07:30 · you watch @durand_expertise",
    ]
    assert [one.label for one in message.buttons] == ["Open", "Mute 24 h"]
    assert [one.label for one in message.more] == [
        "Save",
        "More like this",
        "Digest only",
        "Stop watching",
    ]


def test_an_alert_reads_as_agreed_in_french() -> None:
    message = alert(FR, shown(stored(text=GUIDE)))
    assert body(message).split("\n\n") == [
        "Cabinet Durand · Bluesky · nouvelle publication",
        f"«~{GUIDE}~»",
        "publiée à 07:30 · vous suivez @durand_expertise",
    ]
    assert [visible(one.label) for one in message.buttons] == ["Ouvrir", "Pause 24~h"]


def test_an_alert_is_a_sentence_for_those_who_only_hear_it() -> None:
    assert alert(EN, shown(stored(text="Short."))).summary == "Cabinet Durand (Bluesky): Short."
    french = alert(FR, shown(stored(text="Court."))).summary
    assert visible(french) == "Cabinet Durand (Bluesky)~: Court."


def test_the_buttons_act_on_the_watch_that_is_named() -> None:
    message = alert(EN, shown(stored()))
    assert message.buttons[0].url == "https://bsky.example/1"
    commands = [one.command for one in (*message.buttons, *message.more)]
    assert commands == [
        None,
        "mute watch:1 24h",
        "save post:1",
        "search Words",
        "watch watch:1 only:digest",
        "unwatch watch:1",
    ]


def test_what_its_author_deleted_can_not_be_saved() -> None:
    message = alert(EN, shown(replace(stored(), deleted=True)))
    assert all("save" not in (one.command or "") for one in message.more)


@pytest.mark.parametrize(
    ("facts", "head"),
    [
        ({"kind": PostKind.REPOST}, "shared a post"),
        ({"kind": PostKind.REPLY}, "new reply"),
        ({"network": "feed"}, "new article"),
    ],
)
def test_an_alert_says_what_kind_of_publication_it_is(facts: dict[str, object], head: str) -> None:
    assert body(alert(EN, shown(stored(**facts)))).split("\n")[0].endswith(f" · {head}")


def test_an_authors_warning_hides_the_words_and_the_preview() -> None:
    message = alert(EN, shown(stored(text="The secret.", warning="Spoiler")))
    assert "secret" not in to_text(message) + message.summary
    assert "Content warning: Spoiler" in to_text(message)
    assert message.preview_url is None


def test_a_publication_of_another_day_says_which() -> None:
    text = body(alert(EN, shown(stored(published_at=NOW - DAY))))
    assert "published yesterday 08:30" in text


def test_an_undated_publication_is_told_by_when_it_was_seen() -> None:
    assert "seen at 07:31" in body(alert(EN, shown(stored(published_at=None))))


def test_pictures_and_changes_are_counted_not_described() -> None:
    media = (Media("image", "https://a.example/1"), Media("image", "https://a.example/2"))
    text = body(alert(EN, shown(stored(media=media, edited_at=NOW - HOUR / 2))))
    assert "changed by its author today 08:00 · 2 images · you watch" in text


def test_a_long_text_is_cut_at_a_word_and_stays_the_authors() -> None:
    long = "mot " * 300
    quoted = body(alert(EN, shown(stored(text=long)))).split("\n\n")[1]
    assert len(quoted) < 300
    assert quoted.strip("“”….").split() == ["mot"] * quoted.count("mot")


def test_further_publications_are_a_list_with_links_and_reactions() -> None:
    message = burst(FR, [shown(stored(1, "Un.", reactions=12)), shown(stored(2, "Deux."))])
    assert body(message).split("\n") == [
        "Cabinet Durand~: +2 publications",
        "• «~Un.~» (https://bsky.example/1) 12",
        "• «~Deux.~» (https://bsky.example/2)",
    ]


def test_a_catch_up_says_how_many_and_since_when() -> None:
    message = catchup(EN, [shown(stored(number)) for number in range(1, 9)])
    assert message.title == "Cabinet Durand: 8 posts"
    assert "Published since 07:30, gathered in one message." in to_text(message)
    assert message.summary == "Cabinet Durand: 8 posts. Words."


def test_what_a_hashtag_missed_names_the_hashtag_and_each_author() -> None:
    tag = replace(DURAND, target=replace(DURAND.target, kind=Kind.HASHTAG, handle="rgpd"))
    both = [shown(stored(1), tag), shown(stored(2, author_name="Audit Sud"), tag)]
    message = catchup(FR, both)
    assert visible(message.title or "") == "#rgpd~: 2 publications"
    assert "• Audit Sud · «~Words.~»" in body(message)


@given(st.integers(1, 40))
def test_whatever_a_list_does_not_show_it_counts(number: int) -> None:
    message = rollup(EN, [shown(stored(one)) for one in range(1, number + 1)])
    listed = to_text(message).count("https://")
    assert listed == min(number, ITEMS)
    assert len(message.posts) == number
    rest = f"and {number - ITEMS} more" in to_text(message)
    assert rest == (number > ITEMS)


def test_a_roll_up_names_each_author() -> None:
    text = body(rollup(EN, [shown(stored(1)), shown(stored(2, author_name="Audit Sud"))]))
    assert "• Cabinet Durand · “Words.”" in text
    assert "• Audit Sud · “Words.”" in text


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.ACCOUNT, "@durand_expertise"),
        (Kind.HASHTAG, "#durand_expertise"),
        (Kind.FEED, "Durand Expertise"),
    ],
)
def test_what_is_watched_is_called_as_people_know_it(kind: Kind, name: str) -> None:
    watch = replace(DURAND, target=replace(DURAND.target, kind=kind))
    assert watch_name(watch) == name
    assert watch_name(replace(watch, label="Our rival")) == "Our rival"


@pytest.mark.parametrize("words", [EN, FR])
@given(text=st.text(max_size=400), warning=st.none() | st.text(max_size=50))
def test_no_text_of_a_stranger_breaks_an_alert(
    words: Words, text: str, warning: str | None
) -> None:
    message = alert(words, shown(stored(text=text, warning=warning)))
    assert message.summary
    assert len(message.buttons) <= 3

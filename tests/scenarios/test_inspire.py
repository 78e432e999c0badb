"""Examples of model firms, each by its own measure, and the board that keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.fakes.telegram import GROUP, JANE, JEANNE
from tests.scenarios.house import House, ago
from tests.scenarios.seats import Read, Seat, everywhere, in_both_languages
from tests.scenarios.sentences import MORE
from tests.scenarios.test_paid import paid_house

VIDEO = (("video", "https://videos.example/1.mp4", ""),)
INSPIRE = {"en": "inspire", "fr": "idees"}
SAVE = {"en": "save", "fr": "garder"}
BOARD = {"en": "board", "fr": "tableau"}
UNDO = {"en": "Undo", "fr": "Annuler"}
LINK = "https://www.linkedin.com/posts/durand_activity-123"
FIRST = {
    "en": [
        "1. Cabinet Durand · Mastodon · Wed 11 Nov 10:00",
        "“Une vidéo, épisode 1 #tva”",
        "×4.1 its usual: 41 reactions, against a median of 10 over 13 posts",
        "What often works for this account: a video (3 times out of 3), shorter than its usual "
        "(3 times out of 3), #tva (3 times out of 3)",
    ],
    "fr": [
        "1. Cabinet Durand · Mastodon · mer. 11 nov. 10:00",
        "«~Une vidéo, épisode 1 #tva~»",
        "×4,1 par rapport à l'habitude~: 41 réactions, pour une médiane de 10 sur 13 publications",
        "Ce qui réussit souvent à ce compte~: une vidéo (3 fois sur 3), plus court que d'habitude "
        "(3 fois sur 3), #tva (3 fois sur 3)",
    ],
}
IDEAS = {
    "en": "Take the idea, not the words: they are their author's.",
    "fr": "Reprenez l'idée, pas les mots~: ils sont à qui les a écrits.",
}


def successes(house: House) -> None:
    """Ten ordinary publications, three videos that did better, and one that is too young."""
    house.fediverse.add("durand", "Cabinet Durand", 1204)
    for n in range(10):
        words = f"Une publication ordinaire sur les obligations du mois, numéro {n}"
        house.fediverse.post("durand", words, ago(days=4 + 3 * n, hours=5 * n), likes=10)
    for n, likes in enumerate((12, 41, 33)):
        words = f"Une vidéo, épisode {n} #tva"
        house.fediverse.post("durand", words, ago(days=5 + 7 * n), likes=likes, media=VIDEO)
    house.fediverse.post("durand", "Tout juste parue", ago(days=1), likes=500)


async def a_model(house: House, seat: Seat) -> None:
    """A firm that is watched and taken as an example."""
    successes(house)
    await seat.say(f'watch @durand@{house.host} of:"|accounting||Cabinet Durand"')
    await house.looked()
    await seat.say("firm cabinet-durand is model")


def rows(read: Read, begins: str) -> list[str]:
    """The four lines of an example, with its number."""
    lines = [one for one in read.text.split("\n") if one]
    at = next(at for at, one in enumerate(lines) if one.startswith(begins))
    return lines[at : at + 4]


# --- examples


@everywhere
async def test_an_example_says_how_much_better_it_did_and_what_may_be_why(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    seat = house.seat(platform, language)
    await a_model(house, seat)
    shown = await seat.say(INSPIRE[language])
    assert (
        shown.lines[0]
        == (
            {
                "en": "In the last 30 days 2 posts of your model firms stood out:",
                "fr": "Sur les 30 derniers jours, 2 publications de vos modèles sortent du lot~:",
            }[language]
        )
    )
    assert rows(shown, "1. ") == FIRST[language]
    assert "épisode 2" in rows(shown, "2. ")[1]
    assert IDEAS[language] in shown
    assert "Tout juste parue" not in shown
    assert (
        shown.buttons[:2]
        == {
            "en": ["Save 1", "Save 2"],
            "fr": ["Garder 1", "Garder 2"],
        }[language]
    )


@everywhere
async def test_without_models_it_says_how_to_mark_one_and_what_else_there_is(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    successes(house)
    await seat.say(f'watch @durand@{house.host} of:"|accounting||Cabinet Durand"')
    await house.looked()
    asked = await seat.say(INSPIRE[language])
    command = {
        ("slack", "en"): "/veille firm cabinet-durand is model",
        ("slack", "fr"): "/veille entreprise cabinet-durand est modèle",
        ("telegram", "en"): "/firm cabinet-durand is model",
        ("telegram", "fr"): "/entreprise cabinet-durand est modèle",
    }[platform, language]
    assert command in asked.lines[0]
    assert (
        asked.buttons[:2]
        == {
            "en": ["Everyone watched here", "Cabinet Durand is a model"],
            "fr": ["Tout ce qui est suivi ici", "Cabinet Durand est un modèle"],
        }[language]
    )
    everybody = await seat.press(asked, asked.buttons[0], "Durand")
    assert rows(everybody, "1. ") == FIRST[language]
    await seat.say(command.split("/")[1].removeprefix("veille "))
    assert rows(await seat.say(INSPIRE[language]), "1. ") == FIRST[language]


@in_both_languages
async def test_one_firm_a_panel_or_an_account_can_be_asked_about(
    house: House, language: str
) -> None:
    seat = house.seat("telegram", language)
    await a_model(house, seat)
    await seat.say("panel lyon add Cabinet Durand")
    for subject in ("durand", "panel:lyon", f"@durand@{house.host}", "firm:cabinet-durand"):
        shown = await seat.say(f"{INSPIRE[language]} {subject}")
        assert rows(shown, "1. ") == FIRST[language], subject
    week = await seat.say(f"{INSPIRE[language]} durand 7d")
    assert (
        week.lines[0]
        == (
            {
                "en": "No post of Cabinet Durand stood out in the last 7 days.",
                "fr": (
                    "Cabinet Durand~: aucune publication ne sort du lot sur les 7 derniers jours."
                ),
            }[language]
        )
    )
    unknown = await seat.say(f"{INSPIRE[language]} @kpl")
    assert (
        unknown.lines
        == (
            {
                "en": ["I know no firm, panel or account called “kpl” here."],
                "fr": ["Je ne connais ici ni entreprise, ni panel, ni compte du nom de «~kpl~»."],
            }[language]
        )
    )


@in_both_languages
async def test_whoever_cannot_be_judged_is_named_with_the_reason(
    house: House, language: str
) -> None:
    seat = house.seat("slack", language)
    await a_model(house, seat)
    house.fediverse.add("kpl", "KPL")
    house.fediverse.post("kpl", "Bonjour", ago(days=3), likes=5)
    await seat.say(f"watch @kpl@{house.host}")
    await house.looked(2)
    shown = await seat.say(f"{INSPIRE[language]} all")
    assert {
        "en": "Not judged (fewer than 5 posts to judge by): KPL (Mastodon).",
        "fr": "Sans avis possible (moins de 5 publications pour en juger)~: KPL (Mastodon).",
    }[language] in shown


async def test_reactions_are_read_again_after_two_days_so_that_the_ratio_is_right(
    house: House,
) -> None:
    seat = house.seat("slack")
    await a_model(house, seat)
    status = house.fediverse.post("durand", "Un franc succès", house.clock.now(), likes=0)
    await seat.reads("Un franc succès")
    house.fediverse.statuses[status] = replace(house.fediverse.statuses[status], likes=90)
    house.clock.move(timedelta(hours=48, minutes=1))
    await house.app.rereads.tick()

    async def counted() -> bool:
        found = await house.rows("SELECT reactions FROM post WHERE text LIKE 'Un franc%'")
        return [row["reactions"] for row in found] == [90]

    await house.until(counted, "counted for good")
    shown = await seat.say("inspire")
    assert "Tout juste parue" in rows(shown, "1. ")[1]  # it is two days old now
    assert rows(shown, "2. ")[1:3] == [
        "“Un franc succès”",
        "×9 its usual: 90 reactions, against a median of 10 over 15 posts",
    ]


@in_both_languages
async def test_where_reading_again_costs_money_it_says_what_is_judged(
    sqlite_url: str, tmp_path: Path, language: str
) -> None:
    async with paid_house(tmp_path, sqlite_url) as paid:
        paid.durand()
        seat = paid.house.seat("slack", language)
        asked = await seat.say("watch x:durand")
        await seat.press(asked, asked.buttons[0].replace("~", "\u00a0"), "Durand")
        await paid.house.looked()
        shown = await seat.say(f"{INSPIRE[language]} all")
    assert {
        "en": "X: reactions are counted when a post is first read, as reading it again costs "
        "money.",
        "fr": (
            "X~: les réactions sont comptées à la première lecture, car relire une publication "
            "est payant."
        ),
    }[language] in shown


async def test_nothing_that_another_workspace_watches_is_an_example(house: House) -> None:
    jane, jeanne = house.seat("slack"), house.seat("telegram", "fr")
    await a_model(house, jane)
    answer = await jeanne.say("idees tous")
    assert "Durand" not in answer
    [post] = await house.rows("SELECT id FROM post WHERE text LIKE '%pisode 1%'")
    refused = await jeanne.say(f"garder post:{post['id']}")
    assert refused.lines[0].startswith("Je ne connais pas cette publication.")
    assert await house.rows("SELECT id FROM saved") == []


# --- the board


@everywhere
async def test_a_saved_example_is_on_the_board_until_somebody_takes_it_off(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    seat = house.seat(platform, language)
    await a_model(house, seat)
    shown = await seat.say(INSPIRE[language])
    saved = await seat.press(shown, shown.buttons[0], "Durand")
    assert (
        saved.lines[0]
        == (
            {
                (
                    "slack",
                    "en",
                ): "Jane saved a post of Cabinet Durand (Mastodon) to this channel's board.",
                ("slack", "fr"): (
                    "Jeanne garde une publication de Cabinet Durand (Mastodon) dans le tableau "
                    "de ce canal."
                ),
                ("telegram", "en"): "Saved to your board: a post of Cabinet Durand (Mastodon).",
                ("telegram", "fr"): (
                    "Dans votre tableau~: une publication de Cabinet Durand (Mastodon)."
                ),
            }[platform, language]
        )
    )
    note = {"en": "good hook", "fr": "bonne accroche"}[language]
    await seat.say(f'{SAVE[language]} 2 "{note}"')
    board = await seat.say(BOARD[language])
    assert (
        board.lines[0]
        == ({"en": "On the board: 2 posts", "fr": "Dans le tableau~: 2 publications"}[language])
    )
    quotes = [one for one in board.lines if "épisode" in one or note in one]
    assert ["2" in quotes[0], note in quotes[1], "1" in quotes[2]] == [True, True, True]
    assert (
        board.buttons[:2]
        == {
            "en": ["Remove 1", "Remove 2"],
            "fr": ["Retirer 1", "Retirer 2"],
        }[language]
    )
    gone = await seat.press(board, board.buttons[0], "Durand")
    assert await _notes(house) == [""]
    await seat.press(gone, UNDO[language], "Durand")
    assert await _notes(house) == ["", note]
    await seat.press(saved, UNDO[language], "Durand")
    assert await _notes(house) == [note]


async def _notes(house: House) -> list[str]:
    return [row["note"] for row in await house.rows("SELECT note FROM saved ORDER BY saved_at")]


@everywhere
async def test_an_alert_can_be_saved_and_what_its_author_deletes_loses_its_words(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    seat = house.seat(platform, language)
    await seat.say(f"watch @durand@{house.host}")
    await house.looked()
    status = house.fediverse.post("durand", "À garder absolument", house.clock.now())
    alert = await seat.reads("À garder absolument")
    if platform == "telegram":
        alert = await seat.press(alert, MORE[language])
    await seat.press(alert, {"en": "Save", "fr": "Garder"}[language], "Cabinet Durand (Mastodon)")
    assert "À garder absolument" in await seat.say(BOARD[language])
    house.fediverse.delete(status)
    for known in ("missing_at IS NOT NULL", "deleted"):
        house.clock.move(timedelta(hours=2))
        await house.app.rereads.tick()
        await house.until(partial(house.rows, f"SELECT id FROM post WHERE {known}"), known)
    gone = {"en": "(deleted by its author)", "fr": "(supprimée par son auteur)"}[language]
    board = await seat.say(BOARD[language], containing=gone)  # not the alert, edited meanwhile
    assert "À garder absolument" not in board


@everywhere
async def test_a_link_that_was_never_read_is_kept_without_words(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    saved = await seat.say(f"{SAVE[language]} {LINK}?utm_source=mail beau visuel")
    assert {
        "en": "I have never read this post, so I keep its link without its words.",
        "fr": "Je n'ai jamais lu cette publication~: je garde son lien, sans ses mots.",
    }[language] in saved
    again = await seat.say(f"{SAVE[language]} {LINK}/")
    assert again.lines[0].startswith({"en": "Already on ", "fr": "Déjà dans "}[language])
    [row] = await house.rows("SELECT url, note FROM saved")
    assert row == {"url": LINK, "note": "beau visuel"}
    changed = await seat.say(f"{SAVE[language]} {LINK} autre note")
    await seat.press(changed, UNDO[language])
    assert await _notes(house) == ["beau visuel"]


async def test_a_number_is_of_the_examples_that_this_person_was_shown(house: House) -> None:
    jane, jeanne = house.seat("slack", "en"), house.seat("slack", "fr")
    await a_model(house, jane)
    await jane.say("inspire")
    for seat, number in ((jane, 3), (jeanne, 1)):
        refused = await seat.say(f"save {number}")
        assert refused.lines[0].startswith("I have shown you no example with that number")
    assert await house.rows("SELECT id FROM saved") == []
    await jane.say("save 1")
    assert len(await house.rows("SELECT id FROM saved")) == 1


@in_both_languages
async def test_a_long_board_is_shown_ten_at_a_time(house: House, language: str) -> None:
    seat = house.seat("telegram", language)
    for number in range(12):
        await seat.say(f"save https://firm.example/{number}")
    first = await seat.say(BOARD[language])
    assert {"en": "Page 1 of 2.", "fr": "Page 1 sur 2."}[language] in first.lines[0]
    assert "https://firm.example/11" in first
    assert "https://firm.example/1\n" not in first
    second = await seat.press(first, first.buttons[0], "firm.example/0")
    assert "12. firm.example" in second
    await seat.say({"en": "board remove 12", "fr": "tableau retirer 12"}[language])
    urls = [row["url"] for row in await house.rows("SELECT url FROM saved ORDER BY id")]
    assert urls == [f"https://firm.example/{number}" for number in range(1, 12)]


@in_both_languages
async def test_who_may_not_change_the_group_may_look_at_its_board_and_no_more(
    house: House, language: str
) -> None:
    if language == "en":
        house.telegram.world.chats[GROUP].roles |= {JANE.id: "member", JEANNE.id: "creator"}
    seat = house.seat("telegram", language, GROUP)
    before = await house.kept()
    for text in (f"{SAVE[language]} {LINK}", f"{BOARD[language]} remove 1"):
        denied = await seat.say(text)
        assert "Cabinet Martin" in denied.lines[0]
    assert await house.kept() == before
    empty = await seat.say(BOARD[language])
    assert empty.buttons == [{"en": "Examples", "fr": "Exemples"}[language]]


# --- the recap


@everywhere
async def test_a_recap_says_how_much_was_worth_a_look_and_what_was_kept(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await a_model(house, seat)
    status = house.fediverse.post("durand", "Un succès", house.clock.now(), likes=30)
    assert status
    await seat.reads("Un succès")
    await seat.say(f"{SAVE[language]} {LINK}")
    house.clock.move(timedelta(hours=1))
    recap = await seat.say({"en": "digest weekly", "fr": "synthese hebdo"}[language])
    assert {
        "en": (
            "1 post did at least one and a half times as well as its account's usual · "
            "1 saved to the board: linkedin.com"
        ),
        "fr": (
            "1 publication a fait au moins une fois et demie aussi bien que d'ordinaire pour son "
            "compte · 1 gardée dans le tableau~: linkedin.com"
        ),
    }[language] in recap

"""What a channel found, as a file in the channel: what is in it, and what never is."""

from __future__ import annotations

import json

from bot.render.texts import CATALOGUES
from bot.store import posts
from tests.fakes.telegram import GROUP, JANE
from tests.render.test_export_files import Sheets, table
from tests.scenarios.house import House
from tests.scenarios.seats import Seat, everywhere, in_both_languages

VERB = {"en": "export", "fr": "exporter"}
POSTS = {"en": "posts csv", "fr": "publications csv"}
EVIL = "=1+1;@SUM(A1) en une ligne"


async def found(house: House, seat: Seat, *texts: str, name: str = "durand") -> None:
    """Publications of a firm that this channel was told."""
    house.durand()
    if name not in house.fediverse.people:
        house.fediverse.add(name, name.title())
    await seat.say(f"watch @{name}@{house.host}")
    await house.looked(len(await house.rows("SELECT id FROM target")))
    for text in texts:
        house.fediverse.post(name, text, house.clock.now())
        await seat.reads(text[:10])


def files(house: House, platform: str, seat: Seat) -> list[tuple[str, bytes]]:
    """Name and content of what lies in the seat's chat, oldest first."""
    if platform == "slack":
        every = [one for message in house.slack.posts(seat.channel) for one in message.files]  # type: ignore[attr-defined]
        return [(one.name, one.content) for one in every]
    every = [one.media for one in house.telegram.posts(seat.channel) if one.media]  # type: ignore[attr-defined]
    return [(one.name, one.content) for one in every if one.kind == "document"]


async def exported(house: House, platform: str, seat: Seat, command: str) -> tuple[str, bytes]:
    before = len(files(house, platform, seat))
    await seat.say(command)

    async def there() -> bool:
        return len(files(house, platform, seat)) > before

    await house.until(there, "the file")
    return files(house, platform, seat)[-1]


DONE = {
    "en": "Here are the 2 posts found here from Sat 24 Oct to Mon 23 Nov.",
    "fr": "Du sam. 24 oct. au lun. 23 nov., voici les 2 publications trouvées ici.",
}


@everywhere
async def test_what_was_found_comes_as_a_table_to_the_channel(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await found(house, seat, "Facture électronique : le guide #tva", EVIL)
    name, content = await exported(house, platform, seat, f"{VERB[language]} {POSTS[language]}")
    assert any(DONE[language] in one for one in seat.chat())
    assert name.endswith("-2026-11-23.csv")
    rows = table(content, {"en": ",", "fr": ";"}[language])
    assert [next(iter(row)) for row in rows] == ["Date", "Date"]
    head = {key: str(CATALOGUES[language][f"export.column.{key}"]) for key in COLUMN_KEYS}
    texts = {row[head["words"]]: row for row in rows}
    assert set(texts) == {"Facture électronique : le guide #tva", "'=1+1;'@SUM(A1) en une ligne"}
    guide = texts["Facture électronique : le guide #tva"]
    assert guide[head["date"]].startswith("2026-11-23T10:0")
    assert guide[head["date"]].endswith("+01:00")
    assert guide[head["account"]] == "Cabinet Durand"
    assert guide[head["watch"]] == "Cabinet Durand"
    assert guide[head["told_in"]] == {"en": "alert", "fr": "alerte"}[language]
    assert house.host in guide[head["link"]]


COLUMN_KEYS = ("date", "words", "account", "watch", "told_in", "link")
QUESTION = {"en": "What should the file hold?", "fr": "Que doit contenir le fichier¬?"}
CHOICES = {
    "en": ["Posts", "Counts", "Watchlist"],
    "fr": ["Publications", "Chiffres", "Liste suivie"],
}
LISTED = {"en": "Here is the one source watched here.", "fr": "Voici la seule source suivie ici."}


@everywhere
async def test_without_a_word_it_asks_what_and_the_buttons_answer(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    await found(house, seat, "Bonjour à tous, chers clients #tva")
    question = await seat.say(VERB[language])
    assert question.lines == [QUESTION[language]]
    assert question.buttons == CHOICES[language]
    await seat.press(question, CHOICES[language][2], LISTED[language])

    async def there() -> bool:
        return bool(files(house, platform, seat))

    await house.until(there, "the file")
    [(name, content)] = files(house, platform, seat)
    assert name.endswith(".xlsx")
    [_, row] = Sheets(content).cells()
    told = [value for kind, value in row if kind == "text"]
    assert told[:3] == ["Mastodon", {"en": "account", "fr": "compte"}[language], "Cabinet Durand"]


NOTHING = {
    "en": "Nothing was found here from Sat 24 Oct to Mon 23 Nov, so there is no file.",
    "fr": (
        "Du sam. 24 oct. au lun. 23 nov., rien n'a été trouvé ici~: il n'y a donc pas de fichier."
    ),
}


@everywhere
async def test_where_nothing_was_found_there_is_no_file(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    answer = await seat.say(f"{VERB[language]} {POSTS[language]}")
    assert answer.lines[0] == NOTHING[language]
    assert answer.buttons == [{"en": "The last 90 days", "fr": "Les 90 derniers jours"}[language]]
    assert files(house, platform, seat) == []


@in_both_languages
async def test_counts_are_by_account_network_and_hashtag_week_by_week(
    house: House, language: str
) -> None:
    seat = house.seat("telegram", language)
    await found(house, seat, "Une chose et une #TVA", "Autre chose et #tva encore")
    _, content = await exported(house, "telegram", seat, "export counts json")
    rows = json.loads(content)["rows"]
    told = {(row["by"], row["name"], row["posts"], row["accounts"]) for row in rows}
    assert told == {
        ("account", "Cabinet Durand", 2, 1),
        ("network", "", 2, 1),
        ("hashtag", "#tva", 2, 1),
    }
    assert {row["week"] for row in rows} == {"2026-11-23"}


async def test_a_watchlist_goes_out_as_it_can_be_imported_and_in_again(house: House) -> None:
    jane = house.seat("telegram", "en")
    await found(house, jane)
    _, content = await exported(house, "telegram", jane, "export watchlist json")
    [row] = json.loads(content)["watches"]
    assert row["name"] == "Cabinet Durand"
    assert row["chat"] == str(JANE.id)
    for wanted in ("csv", "opml"):
        name, _ = await exported(house, "telegram", jane, f"export watchlist {wanted}")
        assert name.endswith(f".{wanted}")


async def test_a_file_holds_nothing_of_another_channel_or_workspace(house_on_both: House) -> None:
    house = house_on_both
    jane, group = house.seat("telegram", "en"), house.seat("telegram", "en", GROUP)
    await found(house, jane, "Seulement pour Jane, en privé")
    await found(house, group, "Seulement pour le groupe", name="martin")
    await group.say(f"firm Secret add @martin@{house.host}")
    for wanted in ("posts", "counts", "watchlist"):
        for kind in ("json", "csv"):
            _, mine = await exported(house, "telegram", jane, f"export {wanted} {kind}")
            text = mine.decode("utf-8-sig")
            assert "durand" in text.lower()
            for theirs in ("martin", "groupe", "Secret", str(GROUP), house.telegram.token):
                assert theirs.lower() not in text.lower(), (wanted, kind, theirs)
    _, book = await exported(house, "telegram", jane, "export posts xlsx")
    assert all("groupe" not in value for row in Sheets(book).cells() for _, value in row)


async def test_a_month_is_the_last_whole_one_and_days_are_counted_back(house: House) -> None:
    seat = house.seat("telegram", "en")
    await found(house, seat, "Une publication de novembre")
    answer = await seat.say("export month csv")
    assert "from Thu 1 Oct to Sat 31 Oct" in answer
    _, content = await exported(house, "telegram", seat, "export 1d csv")
    assert len(table(content)) == 1


async def test_what_its_author_deleted_is_not_in_the_file(house: House) -> None:
    seat = house.seat("telegram", "en")
    await found(house, seat, "Je reste dans le fichier", "Je vais disparaître bientôt")
    [row] = await house.rows("SELECT id FROM post WHERE text LIKE '%disparaître%'")
    async with house.app.store.begin() as tx:
        await posts.delete(tx, [row["id"]])
    _, content = await exported(house, "telegram", seat, "export posts json")
    assert [row["words"] for row in json.loads(content)["rows"]] == ["Je reste dans le fichier"]


MISTAKES = {
    "en": [
        ("export podcasts", "I did not understand “podcasts” after export."),
        ("export posts opml", "OPML holds lists of what is watched, no posts and no counts."),
    ],
    "fr": [
        ("exporter podcasts", "Je n'ai pas compris «~podcasts~» après exporter."),
        ("exporter publications opml", "Un fichier OPML contient la liste de ce qui est suivi"),
    ],
}


@everywhere
async def test_what_is_not_understood_is_said_with_what_works(
    house: House, platform: str, language: str
) -> None:
    seat = house.seat(platform, language)
    for typed, said in MISTAKES[language]:
        answer = await seat.say(typed)
        assert answer.lines[0].startswith(said)

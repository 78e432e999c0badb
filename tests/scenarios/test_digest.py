"""Reading the daily digest in a channel: news, quiet, and what could not be looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.fakes.telegram import CHANNEL, JANE
from tests.fakes.telegram_model import BOT_ID
from tests.scenarios.house import House
from tests.scenarios.seats import Seat, everywhere

POSTS = ["Facture électronique : notre offre", "5 pièges à éviter", "On recrute", "Bilan 2026"]


async def watching(house: House, jane: Seat, *handles: str) -> None:
    """Each handle is watched in the digest only."""
    house.durand()
    for handle in handles:
        if handle not in house.fediverse.people:
            house.fediverse.add(handle, handle.upper())
        await jane.say(f"watch @{handle}@{house.host} only:digest")
    await house.looked(len(handles))


async def published(house: House, *texts: str) -> None:
    """By Cabinet Durand, the last one first, and seen."""
    before = len(await house.rows("SELECT id FROM post"))
    for number, text in reversed([*enumerate(texts)]):
        house.fediverse.post("durand", text, house.clock.now(), likes=90 - 10 * number)

    async def all_seen() -> bool:
        return len(await house.rows("SELECT id FROM post")) == before + len(texts)

    await house.until(all_seen, "the posts are seen")


async def next_morning(house: House, watched: int = 1, days: int = 0) -> None:
    """Tuesday, 08:30 in Paris: everything is looked at once more, then the digest falls due.

    `days` later than that, if given.
    """
    house.clock.move(timedelta(days=days, hours=22, minutes=28))
    morning = house.clock.now()

    async def looked_at() -> bool:
        sql = "SELECT last_good_at FROM target WHERE last_good_at IS NOT NULL"
        times = [one["last_good_at"] for one in await house.rows(sql)]
        return sum(_instant(one) >= morning for one in times) >= watched

    await house.until(looked_at, "the morning's looks")
    house.clock.move(timedelta(minutes=2))
    await house.app.digests.tick()


@everywhere
async def test_who_was_told_in_an_alert_alone_is_never_said_to_have_published_nothing(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    house.fediverse.add("kpl", "KPL")
    jane = house.seat(platform, language)
    await jane.say(f"watch @durand@{house.host} only:alerts")
    asked = await jane.say(f"watch @kpl@{house.host} -TVA")
    await jane.press(asked, {"en": "Watch it", "fr": "Suivre"}[language])
    await house.looked(2)
    house.fediverse.post("durand", "Notre offre", house.clock.now())
    house.fediverse.post("kpl", "La TVA en 2027", house.clock.now())
    await jane.reads("Notre offre")
    await next_morning(house, 2)
    sentence = {"en": "Nothing to add since", "fr": "Rien à ajouter depuis"}[language]
    digest = await jane.reads(sentence)
    assert "No post" not in digest
    assert "Rien publié" not in digest


def _instant(stored: datetime | str | int) -> datetime:
    """As SQLite or Postgres gives it to a question in plain SQL."""
    if isinstance(stored, int):
        return datetime.fromtimestamp(stored / 1_000_000, UTC)
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@everywhere
async def test_the_digest_comes_at_its_hour_with_the_day_s_posts(
    house_on_both: House, platform: str, language: str
) -> None:
    house = house_on_both
    jane = house.seat(platform, language)
    await watching(house, jane, "durand", "kpl")
    await published(house, *POSTS)
    await next_morning(house, 2)
    digest = await jane.reads({"en": "In short", "fr": "En bref"}[language])
    slash = {"slack": "/veille ", "telegram": "/"}[platform]
    assert (
        digest.lines
        == {
            "en": [
                "Cabinet Durand: “Facture électronique : notre offre”",
                "In short",
                "Cabinet Durand: “Facture électronique : notre offre” (90 reactions)",
                "Cabinet Durand: “5 pièges à éviter” (80 reactions)",
                "Cabinet Durand: “On recrute” (70 reactions)",
                "Cabinet Durand · Mastodon · 4 posts",
                "“Facture électronique : notre offre” 90",
                "“5 pièges à éviter” 80",
                "“On recrute” 70",
                "+1",
                "No post: KPL.",
                "Mon 23 Nov 10:00 → Tue 24 Nov 08:30 · 4 posts from one account",
                f"Tip: {slash}search #einvoicing shows what is said about a subject now.",
            ],
            "fr": [
                "Cabinet Durand~: «~Facture électronique : notre offre~»",
                "En bref",
                "Cabinet Durand~: «~Facture électronique : notre offre~» (90 réactions)",
                "Cabinet Durand~: «~5 pièges à éviter~» (80 réactions)",
                "Cabinet Durand~: «~On recrute~» (70 réactions)",
                "Cabinet Durand · Mastodon · 4 publications",
                "«~Facture électronique : notre offre~» 90",
                "«~5 pièges à éviter~» 80",
                "«~On recrute~» 70",
                "+1",
                "Rien publié~: KPL.",
                "Lun. 23 nov. 10:00 → mar. 24 nov. 08:30 · 4 publications d'un compte",
                f"Astuce~: {slash}chercher #facturation montre ce qui se dit d'un sujet en ce "
                "moment.",
            ],
        }[language]
    )
    whole = {"en": "All 4 posts", "fr": "Les 4 publications"}[language]
    assert digest.buttons == [whole, {"en": "Settings", "fr": "Réglages"}[language]]
    full = await jane.reads(f"{whole}\n")
    assert [text in full for text in POSTS] == [True] * 4
    pressed = await jane.press(digest, whole, containing=f"{whole}\n")
    assert [text in pressed for text in POSTS] == [True] * 4


@everywhere
async def test_a_quiet_day_is_said_in_one_sentence(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand", "kpl")
    await next_morning(house, 2)
    digest = await jane.reads({"en": "Nothing new", "fr": "Rien de nouveau"}[language])
    assert (
        digest.lines
        == {
            "en": [
                "Nothing new since yesterday 10:00: no post from your 2 accounts, all checked at "
                "08:28."
            ],
            "fr": [
                "Rien de nouveau depuis hier 10:00~: aucune publication de vos 2 comptes. "
                "Tout a été consulté à 08:28."
            ],
        }[language]
    )


@everywhere
async def test_quiet_is_not_said_of_what_could_not_be_looked_at(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand", "kpl", "sud")
    house.fediverse.fail("sud", 200)  # a web page where data was asked for

    async def failing() -> bool:
        return bool(await house.rows("SELECT id FROM target WHERE failures > 0"))

    await house.until(failing, "a look that fails")
    await next_morning(house, 2)
    digest = await jane.reads({"en": "No post seen", "fr": "Aucune publication vue"}[language])
    assert (
        digest.lines
        == {
            "en": [
                "No post seen from 2 accounts. 1 account could not be checked "
                "(Mastodon, since yesterday 10:00): SUD."
            ],
            "fr": [
                "Aucune publication vue sur 2 comptes. 1 compte n'a pas pu être consulté "
                "(Mastodon, depuis hier 10:00)~: SUD."
            ],
        }[language]
    )


@everywhere
async def test_digest_now_shows_the_last_day_and_moves_nothing(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand")
    await published(house, "On recrute à Lille")
    shown = await jane.say({"en": "digest now", "fr": "synthese maintenant"}[language])
    assert "On recrute à Lille" in shown
    assert await house.rows("SELECT id FROM digest") == []
    await next_morning(house)
    assert "On recrute à Lille" in (await jane.reads("→")).text
    assert len(await house.rows("SELECT id FROM digest")) == 1


@everywhere
async def test_the_hour_the_days_and_the_end_of_the_digest_are_set_in_words(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    asked = {
        "en": ["digest", "digest 07:45", "settings days mon wed", "digest off"],
        "fr": ["synthese", "synthese 7h45", "reglages jours lun mer", "synthese non"],
    }[language]
    answers = [(await jane.say(one)).lines[0] for one in asked]
    assert (
        answers
        == {
            "en": [
                "The digest comes at 08:30 (Paris time), Monday to Friday. Next: tomorrow 08:30.",
                "The digest comes at 07:45 (Paris time), Monday to Friday. Next: tomorrow 07:45.",
                "The digest comes at 07:45 (Paris time), Monday, Wednesday. "
                "Next: Wed 25 Nov 07:45.",
                "No digest here.",
            ],
            "fr": [
                "La synthèse arrive à 08:30 (heure de Paris), du lundi au vendredi. "
                "Prochaine~: demain 08:30.",
                "La synthèse arrive à 07:45 (heure de Paris), du lundi au vendredi. "
                "Prochaine~: demain 07:45.",
                "La synthèse arrive à 07:45 (heure de Paris), le lundi, le mercredi. "
                "Prochaine~: mer. 25 nov. 07:45.",
                "Pas de synthèse ici.",
            ],
        }[language]
    )


@everywhere
async def test_what_came_out_during_a_pause_is_in_the_digest(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    await jane.say("watch @durand")
    await house.looked()
    muted = await jane.say({"en": "mute 2d", "fr": "pause 2j"}[language])
    assert (
        muted.lines
        == {
            "en": ["No alerts here until Wed 25 Nov 10:00. The digest goes on."],
            "fr": ["Pas d'alertes ici jusqu'au mer. 25 nov. 10:00. La synthèse continue."],
        }[language]
    )
    await published(house, "Paru pendant la pause")
    await house.app.drain()
    assert not any("Paru pendant" in one for one in jane.chat())
    await next_morning(house)
    digest = await jane.reads("Paru pendant la pause")
    assert "→" in digest


async def test_a_telegram_channel_gets_its_digest_silently(house: House) -> None:
    """Steered from a private chat by an administrator of the channel."""
    house.durand()
    jane = house.seat("telegram", "en")
    house.telegram.world.chats[CHANNEL].roles[BOT_ID] = "left"
    await house.telegram.my_chat_member(CHANNEL, "administrator", JANE.id)

    async def known() -> bool:
        return bool(await house.rows("SELECT id FROM channel WHERE name = 'News'"))

    await house.until(known, "the channel is known")
    answer = await jane.say(f"watch @durand@{house.host} only:digest to #News")
    assert answer.lines[0] == "Done, News now watches Cabinet Durand (Mastodon)."
    assert answer.buttons == ["Undo"]
    news = house.seat("telegram", "en", CHANNEL)
    await house.looked()
    await published(house, "Dans le canal")
    await next_morning(house)
    digest = await news.reads("→")
    assert digest.item.silent
    undone = await jane.press(answer, "Undo", containing="Undone")
    assert undone.lines == ["Undone: Cabinet Durand is no longer watched."]


@everywhere
async def test_the_language_changes_at_once(house: House, platform: str, language: str) -> None:
    jane = house.seat(platform, language)
    asked = {"en": "settings language fr", "fr": "reglages langue anglais"}[language]
    assert (await jane.say(asked)).lines == {
        "en": ["Désormais, je parle français ici."],
        "fr": ["From now on I speak English here."],
    }[language]
    listed = await jane.say("list")
    assert listed.lines[0].startswith({"en": "Rien n'est suivi", "fr": "Nothing is"}[language])


@everywhere
async def test_a_recap_is_read_at_once_ordered_and_undone(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand")
    await published(house, "On recrute à Lille", "Bilan 2026")
    asked = {"en": "digest weekly", "fr": "synthese hebdo"}[language]
    title = {
        "en": "The week: 2 posts from one account",
        "fr": "La semaine~: 2 publications d'un compte",
    }[language]
    best = {
        "en": "Cabinet Durand: “On recrute à Lille” (90 reactions)",
        "fr": "Cabinet Durand~: «~On recrute à Lille~» (90 réactions)",
    }[language]
    assert {title, best} <= {*(await jane.say(asked, containing="2 p")).lines}
    ordered = await jane.say(f"{asked} {'on' if language == 'en' else 'oui'}", containing="Un")
    assert (
        ordered.lines
        == {
            "en": ["A recap of the week comes here with each week's first digest."],
            "fr": [
                "Un bilan de la semaine arrive ici avec la première synthèse de chaque semaine."
            ],
        }[language]
    )
    undone = await jane.press(ordered, {"en": "Undo", "fr": "Annuler"}[language], containing=":")
    assert (
        undone.lines
        == {
            "en": ["Undone: the digest is as it was before."],
            "fr": ["Annulé~: la synthèse est comme avant."],
        }[language]
    )
    assert [one["weekly"] for one in await house.rows("SELECT weekly FROM channel")] == [False]


@everywhere
async def test_the_recap_comes_with_the_first_digest_of_the_next_week(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    await watching(house, jane, "durand")
    await jane.say({"en": "digest weekly on", "fr": "synthese hebdo oui"}[language])
    await published(house, "On recrute à Lille")
    await next_morning(house)
    assert len(await house.rows("SELECT id FROM digest")) == 1
    house.clock.move(timedelta(days=6))
    await house.app.digests.tick()
    await house.app.digests.tick()
    recap = await jane.reads({"en": "The week:", "fr": "La semaine"}[language])
    assert any("On recrute à Lille" in line for line in recap.lines)
    assert len(await house.rows("SELECT id FROM digest")) == 3

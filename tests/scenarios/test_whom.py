"""Whom a person means: taken at once, asked about, or said to be nowhere."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.fediverse import Item
from bot.service.finding import PATIENCE
from tests.scenarios.house import House, ago
from tests.scenarios.seats import everywhere, in_both_languages
from tests.scenarios.sentences import ADDED, ALERTS, AND, DIGEST, LATEST, MORE, UNDO, WRONG, ZONE


def two_martins(house: House) -> None:
    house.fediverse.add("martin", "Martin et associés", 310)
    house.fediverse.post("martin", "On recrute", ago(days=40))
    conseil = house.sky.actor("martin.bsky.social", "Martin Conseil", 3200)
    house.sky.post(conseil, "Bonjour", ago(days=1))


@everywhere
async def test_two_accounts_of_one_name_are_asked_about_and_both_can_be_taken(
    house: House, platform: str, language: str
) -> None:
    two_martins(house)
    jane = house.seat(platform, language)
    question = await jane.say("watch @martin -tva")
    assert [house.named(one) for one in question.lines] == {
        "en": [
            "I found 2 accounts. Which one?",
            "Martin Conseil · Bluesky · @martin.bsky.social · 3.2k followers"
            " · last post yesterday 10:00",
            "Martin et associés · Mastodon · @martin@HOST · 310 followers"
            " · last post Wed 14 Oct 11:00",
        ],
        "fr": [
            "2 comptes correspondent. Lequel faut-il suivre¬?",
            "Martin Conseil · Bluesky · @martin.bsky.social · 3,2~k abonnés"
            " · dernière publication hier 10:00",
            "Martin et associés · Mastodon · @martin@HOST · 310 abonnés"
            " · dernière publication mer. 14 oct. 11:00",
        ],
    }[language]
    both = {"en": "Both", "fr": "Les deux"}[language]
    assert question.buttons == ["1 Bluesky", "2 Mastodon", both]
    every = {"en": "Watch all 2", "fr": "Suivre les 2"}[language]
    shown = await jane.press(question, both, containing=every)
    assert await house.rows("SELECT id FROM watch") == []
    await jane.press(shown, every)
    every = f"Martin Conseil (Bluesky) {AND[language]} Martin et associés (Mastodon)"
    answer = await jane.reads(every)
    assert answer.lines[0] == ADDED[platform, language].format(every)
    without = {"en": "Posts without “tva”.", "fr": "Uniquement les publications sans «~tva~»."}
    assert answer.lines.count(without[language]) == 1
    watched = await house.rows("SELECT query FROM watch ORDER BY id")
    assert watched == [{"query": '["not",["word","tva"]]'}] * 2


@everywhere
async def test_what_one_command_added_is_taken_back_with_one_press_or_one_word(
    house: House, platform: str, language: str
) -> None:
    two_martins(house)
    jane = house.seat(platform, language)
    both = f"watch @martin.bsky.social @martin@{house.host}"
    names = f"Martin Conseil {AND[language]} Martin et associés"
    undone = {
        "en": f"Undone: {names} are no longer watched.",
        "fr": f"Annulé~: {names} ne sont plus suivis.",
    }[language]
    await jane.say(both)
    added = await jane.reads(f"{AND[language]} Martin et associés (Mastodon)")
    zone = platform == "telegram"
    assert (ZONE[language] in added.lines) is zone
    assert added.buttons[0] == UNDO[language]
    assert ("Paris" in added.buttons[1]) is zone
    await jane.press(added, UNDO[language], containing=undone)
    assert await house.rows("SELECT id FROM watch WHERE ended_at IS NULL") == []
    await jane.say(both)
    again = await jane.reads(f"{AND[language]} Martin et associés (Mastodon)")
    assert ZONE[language] not in again.lines
    await jane.say("undo", containing=undone)
    assert await house.rows("SELECT id FROM watch WHERE ended_at IS NULL") == []


@everywhere
async def test_several_go_to_the_digest_with_one_press(
    house: House, platform: str, language: str
) -> None:
    two_martins(house)
    jane = house.seat(platform, language)
    await jane.say(f"watch @martin.bsky.social @martin@{house.host}")
    added = await jane.reads(f"{AND[language]} Martin et associés (Mastodon)")
    button, told = {
        "en": ("Digest only", "in the digest only, no more alerts."),
        "fr": ("Synthèse uniquement", "dans la synthèse uniquement, plus d'alertes."),
    }[language]
    if platform == "telegram":  # which asks about the time zone first
        added = await jane.press(added, MORE[language])
    pressed = await jane.press(added, button, containing=told)
    assert pressed.buttons == [{"en": "Undo", "fr": "Annuler"}[language]]
    modes = "SELECT DISTINCT mode FROM watch"
    assert await house.rows(modes) == [{"mode": "digest"}]
    await jane.press(pressed, pressed.buttons[0], containing="Martin et associés")
    assert await house.rows(modes) == [{"mode": "both"}]


@everywhere
async def test_similar_names_are_offered_never_taken(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    jane = house.seat(platform, language)
    answer = await jane.say("watch @duran")
    assert (
        answer.lines[0]
        == {
            "en": "No account is called exactly “@duran”. This one is close:",
            "fr": "Aucun compte ne s'appelle exactement «~@duran~». Celui-ci s'en approche~:",
        }[language]
    )
    assert answer.lines[1].startswith("Cabinet Durand · Mastodon · ")
    yes, find = {
        "en": ("Yes, watch", "Look for “duran”"),
        "fr": ("Oui, suivre", "Chercher «~duran~»"),
    }[language]
    assert answer.buttons == [yes, find]
    assert await house.rows("SELECT id FROM watch") == []
    await jane.press(answer, yes)
    await jane.reads(ADDED[platform, language].format("Cabinet Durand (Mastodon)"))


@everywhere
async def test_a_name_that_nobody_has_is_said_with_who_was_asked_and_who_can_not_be(
    house: House, platform: str, language: str
) -> None:
    answer = await house.seat(platform, language).say("watch @nobody")
    assert (
        answer.lines
        == {
            "en": [
                "I found no “nobody” on Mastodon or Bluesky. I can't look on LinkedIn, X, Facebook "
                "or Instagram here, so they may well be there.",
                "Send me their website: I'll look for its news feed and linked accounts.",
            ],
            "fr": [
                "Je n'ai trouvé aucun compte «~nobody~» sur Mastodon ni Bluesky. Ici, je n'ai pas "
                "accès à LinkedIn, X, Facebook ni Instagram~: il s'y trouve peut-être.",
                "Donnez-moi l'adresse de son site~: j'y chercherai ses actualités et ses comptes.",
            ],
        }[language]
    )
    assert answer.buttons[0] == {"en": "Give the website", "fr": "Indiquer le site"}[language]


@everywhere
async def test_a_network_that_fails_is_named_apart_from_those_that_know_nobody(
    house: House, platform: str, language: str
) -> None:
    house.sky.failing["app.bsky.actor.searchActors"] = 500
    house.sky.failing["app.bsky.actor.getProfile"] = 500
    answer = await house.seat(platform, language).say("watch @nobody")
    assert answer.lines[0].startswith(
        {
            "en": "I found no “nobody” on Mastodon. Bluesky did not answer. I can't look on",
            "fr": "Je n'ai trouvé aucun compte «~nobody~» sur Mastodon. Bluesky n'a pas répondu. "
            "Ici, je n'ai pas accès à",
        }[language]
    )


@everywhere
async def test_an_exact_account_with_a_port_is_watched_without_a_guess(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    answer = await house.seat(platform, language).say(f"watch @durand@{house.host}")
    assert answer.lines == [
        ADDED[platform, language].format("Cabinet Durand (Mastodon)"),
        f"{ALERTS[language]} {DIGEST[language]}",
        LATEST[language],
        *([ZONE[language]] if platform == "telegram" else []),
    ]
    assert answer.buttons[0] == UNDO[language]


@everywhere
async def test_a_pasted_profile_link_is_the_account(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    answer = await house.seat(platform, language).say(f"watch {house.fediverse.origin}/@durand")
    assert answer.lines[0] == ADDED[platform, language].format("Cabinet Durand (Mastodon)")


@everywhere
async def test_a_web_page_leads_to_its_feed(house: House, platform: str, language: str) -> None:
    feed = f"{house.fediverse.origin}/news.rss"
    items = [Item("1", "Notre guide 2027", ago(hours=20), "Texte", f"{house.site.origin}/guide")]
    house.fediverse.feed("/news.rss", "Actualités du Cabinet Nord", items)
    link = f'<link rel="alternate" type="application/rss+xml" href="{feed}">'
    house.site.pages["/"] = f"<html><head>{link}</head><body>Cabinet Nord</body></html>"
    jane = house.seat(platform, language)
    answer = await jane.say(f"watch {house.site.origin}/")
    name = {
        "en": "Actualités du Cabinet Nord (website)",
        "fr": "Actualités du Cabinet Nord (site web)",
    }
    assert answer.lines[0] == ADDED[platform, language].format(name[language])
    await house.looked()
    house.clock.move(timedelta(seconds=1))  # a feed tells whole seconds
    offer = f"{house.site.origin}/offre"
    items.append(Item("2", "Une offre pour les TPE", house.clock.now(), "Texte", offer))
    house.fediverse.feed("/news.rss", "Actualités du Cabinet Nord", items)
    alert = await jane.reads("offre pour les TPE")
    where, kind = {
        "en": (" · website", "new article · published"),
        "fr": (" · site web", "nouvel article · publié"),
    }[language]
    assert alert.lines[0] == f"Actualités du Cabinet Nord{where}"
    assert alert.lines[2].startswith(kind)


@everywhere
async def test_a_hashtag_is_watched_and_what_could_not_be_asked_is_said(
    house: House, platform: str, language: str
) -> None:
    house.fediverse.post("claire", "Bien préparer sa clôture #audit", ago(hours=3))
    answer = await house.seat(platform, language).say("watch #audit")
    assert answer.lines[0] == ADDED[platform, language].format("#audit (Mastodon)")
    assert any(line.startswith("Bluesky") for line in answer.lines)
    assert answer.buttons[0] == UNDO[language]


CLOSED = {
    "linkedin": {
        "en": "LinkedIn lets no tool officially read another company's posts. Instead",
        "fr": "LinkedIn ne permet à aucun outil de lire officiellement les publications d'une "
        "autre entreprise. À la place",
    },
    "x": {
        "en": "X: possible and paid, about $9 a month for 20 accounts at 3 posts a day, with a "
        "ceiling you set.",
        "fr": "X~: possible et payant, environ 9~$ par mois pour 20 comptes à 3 publications par "
        "jour, avec un plafond que vous fixez.",
    },
    "facebook": {
        "en": "Facebook and Instagram: possible once Meta has approved your business (free, often "
        "several weeks).",
        "fr": "Facebook et Instagram~: possible, mais Meta doit d'abord valider votre entreprise "
        "(gratuit, souvent plusieurs semaines).",
    },
    "viadeo": {
        "en": "Viadeo no longer exists as a social network: there is nothing left to watch there.",
        "fr": "Viadeo n'existe plus comme réseau social~: il n'y a plus rien à y suivre.",
    },
}
LINKS = {
    "linkedin": "https://www.linkedin.com/company/durand/",
    "x": "https://x.com/durand",
    "facebook": "https://www.facebook.com/durand",
    "viadeo": "https://www.viadeo.com/fr/company/durand",
}


@everywhere
async def test_networks_that_are_closed_are_recognised_by_name_and_link(
    house: House, platform: str, language: str
) -> None:
    jane = house.seat(platform, language)
    for network, sentence in CLOSED.items():
        for typed in (f"{network}:durand", LINKS[network]):
            answer = await jane.say(f"watch {typed}")
            assert answer.lines[0].startswith(sentence[language]), typed
            assert answer.buttons, typed
    assert await house.rows("SELECT id FROM watch") == []


@in_both_languages
async def test_what_is_watched_already_says_since_when_and_by_whom(
    house: House, language: str
) -> None:
    house.durand()
    other = {"en": "fr", "fr": "en"}[language]
    await house.seat("slack", language).say("watch @durand")
    answer = await house.seat("slack", other).say("watch @durand")
    assert (
        answer.lines
        == {
            "en": ["Cabinet Durand is already watched here since Mon 23 Nov (by Jane)."],
            "fr": ["Cabinet Durand est déjà suivi ici depuis le lun. 23 nov. (par Jeanne)."],
        }[language]
    )


@everywhere
async def test_a_network_that_never_answers_holds_nobody_up_and_is_added_when_it_does(
    house: House, platform: str, language: str
) -> None:
    house.durand()
    namesake = house.sky.actor("durand.bsky.social", "Durand Peinture", 12)
    house.sky.post(namesake, "Chantier du jour", ago(days=2))
    house.sky.awake.clear()
    jane = house.seat(platform, language)
    began = house.clock.monotonic()
    answer = await jane.say("watch @durand")
    assert house.clock.monotonic() - began < PATIENCE / 2  # it would be waited for that long
    silent = {"en": "Bluesky did not answer.", "fr": "Bluesky n'a pas répondu."}[language]
    assert silent in answer.lines
    house.sky.awake.set()
    later = await jane.reads("Durand Peinture")
    assert later.item.verb == "edited"
    assert later.lines[0] == ADDED[platform, language].format("Cabinet Durand (Mastodon)")
    assert later.buttons[:2] == [WRONG[language], "1 Bluesky"]
    assert silent not in later.lines

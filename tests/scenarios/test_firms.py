"""A firm is one thing with many accounts: found from its site, confirmed by a tap."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from bot.demo.fediverse import Item
from tests.fakes.slack import Channel
from tests.fakes.telegram import GROUP
from tests.scenarios.house import House, ago, running_bot
from tests.scenarios.seats import Seat, everywhere, in_both_languages
from tests.scenarios.sentences import ADDED, ALERTS, DIGEST, MORE, UNDO

LIVE = "SELECT id FROM watch WHERE ended_at IS NULL"
FIRMS = "SELECT slug, name, kind, relation, site FROM firm WHERE ended_at IS NULL"
SURE = {"en": "Watch the 3 sure ones", "fr": "Suivre les 3 comptes sûrs"}


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Sites are asked for by another name than networks, so that they are other owners."""
    hosts = "127.0.0.1,localhost"
    async with running_bot(tmp_path, sqlite_url, ALLOWED_PRIVATE_HOSTS=hosts) as running:
        yield running


def site_of(house: House) -> str:
    return house.site.origin.replace("127.0.0.1", "localhost")


def named(house: House, lines: Iterable[str]) -> list[str]:
    """SITE stands for the site, as it is typed or as it is shown."""
    site = site_of(house)
    bare = site.removeprefix("http://")
    return [house.named(one.replace(site, "SITE").replace(bare, "SITE")) for one in lines]


def page(house: House, links: str = "", head: str = "", title: str = "Cabinet Durand") -> None:
    house.site.pages["/"] = (
        f'<html lang="fr"><head><title>{title}</title>{head}</head>'
        f"<body><p>Experts-comptables depuis 1987.</p><footer>{links}</footer></body></html>"
    )


def cabinet_durand(house: House) -> None:
    """A firm on Mastodon, Bluesky and LinkedIn, with a blog, whose site an agency made."""
    site, social = site_of(house), house.fediverse.origin
    house.fediverse.add("durand", "Cabinet Durand", 1204, site=site)
    house.fediverse.post("durand", "Facture électronique : 5 pièges", ago(hours=3))
    house.fediverse.add("pixel", "Agence Pixel", 90)
    sky = house.sky.actor("cabinet-durand.fr", "Cabinet Durand", 310)
    house.sky.post(sky, "On recrute", ago(days=2))
    items = [Item("1", "Notre guide 2027", ago(hours=20), "Texte", f"{site}/guide")]
    house.fediverse.feed("/durand.rss", "Actualités du Cabinet Durand", items)
    house.site.pages["/.well-known/atproto-did"] = sky.did
    feed = f'<link rel="alternate" type="application/rss+xml" href="{social}/durand.rss">'
    links = f"""<a rel="me" href="{social}/@durand">Mastodon</a>
        <a href="https://www.linkedin.com/company/cabinet-durand/">LinkedIn</a>
        <p>Site réalisé par <a href="{social}/@pixel">Agence Pixel</a></p>"""
    page(house, links, feed, "Cabinet Durand | Expert-comptable à Lille")


async def watched_firm(house: House, jane: Seat, language: str) -> None:
    cabinet_durand(house)
    answer = await jane.say(f"watch {site_of(house)}")
    await jane.press(answer, SURE[language])
    await jane.reads(UNDO[language].split()[0])


@everywhere
async def test_a_site_leads_to_its_accounts_each_with_its_proof_and_nothing_is_watched(
    town: House, platform: str, language: str
) -> None:
    cabinet_durand(town)
    answer = await town.seat(platform, language).say(f"watch {site_of(town)}")
    assert (
        named(town, answer.lines)
        == {
            "en": [
                "Cabinet Durand (SITE): I found 4 accounts. I watch those that you choose.",
                "Cabinet Durand · Mastodon · @durand@HOST · 1.2k followers · last post today 07:00"
                " · the site links to it, and it links back",
                "Cabinet Durand · Bluesky · @cabinet-durand.fr · 310 followers"
                " · last post Sat 21 Nov 10:00 · its name is the site's address",
                "Actualités du Cabinet Durand · website · HOST · last post yesterday 14:00"
                " · the site's own news feed",
                "Agence Pixel · Mastodon · @pixel@HOST · 90 followers"
                " · this may be the agency that made the site",
                "The site also names one account that I don't read:",
                "LinkedIn · cabinet-durand"
                " · this network lets no tool read what another firm publishes",
            ],
            "fr": [
                "Cabinet Durand (SITE)~: j'ai trouvé 4 comptes. Je suis ceux que vous choisissez.",
                "Cabinet Durand · Mastodon · @durand@HOST · 1,2~k abonnés"
                " · dernière publication aujourd'hui 07:00"
                " · le site y renvoie, et le compte renvoie au site",
                "Cabinet Durand · Bluesky · @cabinet-durand.fr · 310 abonnés"
                " · dernière publication sam. 21 nov. 10:00 · son nom est l'adresse du site",
                "Actualités du Cabinet Durand · site web · HOST · dernière publication hier 14:00"
                " · le fil d'actualités du site",
                "Agence Pixel · Mastodon · @pixel@HOST · 90 abonnés"
                " · c'est peut-être l'agence qui a fait le site",
                "Le site indique aussi un compte que je ne lis pas~:",
                "LinkedIn · cabinet-durand"
                " · ce réseau ne laisse aucun outil lire ce que publie une autre entreprise",
            ],
        }[language]
    )
    assert answer.buttons == [SURE[language], "1 Mastodon", "2 Bluesky", "⋯"]
    assert await town.rows(LIVE) == []
    assert await town.rows(FIRMS) == []


@everywhere
async def test_the_sure_ones_are_watched_with_one_tap_listed_together_and_undone(
    town: House, platform: str, language: str
) -> None:
    jane = town.seat(platform, language)
    await watched_firm(town, jane, language)
    done = jane.chat()[-1]
    accounts = {
        "en": "Mastodon (@durand@HOST), Bluesky (@cabinet-durand.fr) and website (HOST).",
        "fr": "Mastodon (@durand@HOST), Bluesky (@cabinet-durand.fr) et site web (HOST).",
    }[language]
    first = {
        ("slack", "en"): "Jane added 3 accounts of Cabinet Durand to what this channel watches: ",
        ("slack", "fr"): "Jeanne a ajouté 3 comptes de Cabinet Durand à la veille de ce canal~: ",
        ("telegram", "en"): "Done, I am watching 3 accounts of Cabinet Durand for you: ",
        ("telegram", "fr"): "C'est noté, je surveille 3 comptes de Cabinet Durand~: ",
    }[platform, language]
    assert named(town, done.lines)[0] == first + accounts
    assert done.lines[1] == f"{ALERTS[language]} {DIGEST[language]}"
    assert [firm["kind"] for firm in await town.rows(FIRMS)] == ["accounting"]
    await town.looked(3)
    town.fediverse.post("durand", "Une offre pour les TPE", town.clock.now())
    assert "Cabinet Durand · Mastodon" in await jane.reads("Une offre pour les TPE")
    listed = await jane.say("list")
    assert listed.lines[1] == "Cabinet Durand"
    assert [f"\n{number}. " in listed.text for number in (1, 2, 3, 4)] == [True] * 3 + [False]
    await jane.press(done, done.buttons[0])
    await jane.reads({"en": "Undone", "fr": "Annulé"}[language])
    assert await town.rows(LIVE) == []
    assert await town.rows(FIRMS) == []
    assert await town.rows("SELECT id FROM firm_account") == []


@everywhere
async def test_one_account_is_confirmed_with_its_proof_and_leads_to_its_firm(
    town: House, platform: str, language: str
) -> None:
    cabinet_durand(town)
    jane = town.seat(platform, language)
    await jane.press(await jane.say(f"watch {site_of(town)}"), "2 Bluesky")
    done = await jane.reads(ADDED[platform, language].format("Cabinet Durand (Bluesky)"))
    noted = {
        "en": "Noted as an account of Cabinet Durand (SITE).",
        "fr": "Compte rattaché à Cabinet Durand (SITE).",
    }
    assert named(town, done.lines)[1] == noted[language]
    proofs = await town.rows("SELECT proof FROM firm_account")
    assert [one["proof"] for one in proofs] == ["domain"]
    await town.looked()
    if platform == "telegram":  # which asks about the time zone first
        done = await jane.press(done, MORE[language])
    card = await jane.press(done, "Cabinet Durand", "Bluesky")
    assert (
        named(town, card.lines)[:4]
        == {
            "en": [
                "Cabinet Durand · accounting firm",
                "Website: SITE",
                "Accounts:",
                "Cabinet Durand · Bluesky · @cabinet-durand.fr · last post Sat 21 Nov 10:00"
                " · its name is the site's address",
            ],
            "fr": [
                "Cabinet Durand · cabinet comptable",
                "Site web~: SITE",
                "Comptes~:",
                "Cabinet Durand · Bluesky · @cabinet-durand.fr"
                " · dernière publication sam. 21 nov. 10:00 · son nom est l'adresse du site",
            ],
        }[language]
    )
    labels = {
        "en": ["Competitor", "Partner", "Find more accounts", "⋯"],
        "fr": ["Concurrent", "Partenaire", "Chercher d'autres comptes", "⋯"],
    }
    assert card.buttons == labels[language]
    await jane.press(card, labels[language][0])
    await jane.reads({"en": "noted as: competitor", "fr": "Cabinet Durand~: concurrent"}[language])
    listed = await jane.say("list")
    relation = {"en": "Cabinet Durand (competitor)", "fr": "Cabinet Durand (concurrent)"}
    assert listed.lines[1] == relation[language]


@in_both_languages
async def test_more_accounts_are_looked_for_and_only_new_ones_are_offered(
    town: House, language: str
) -> None:
    cabinet_durand(town)
    jane = town.seat("slack", language)
    await jane.press(await jane.say(f"watch {site_of(town)}"), "1 Mastodon")
    await jane.reads("Cabinet Durand")
    more = await jane.say("firm durand find")
    assert (
        named(town, more.lines)[0]
        == {
            "en": "Cabinet Durand (SITE): I found 3 accounts that aren't noted yet.",
            "fr": "Cabinet Durand (SITE)~: j'ai trouvé 3 comptes qui ne sont pas encore notés.",
        }[language]
    )
    assert "@durand@" not in more.text
    await jane.press(more, "1 Bluesky")
    await jane.reads("Bluesky")
    assert len(await town.rows(FIRMS)) == 1
    owners = await town.rows("SELECT DISTINCT firm_id FROM firm_account")
    assert len(owners) == 1


SAID = {
    "en": {
        "is": ("firm durand is client", "Cabinet Durand is noted as: client."),
        "kind": ("firm durand kind law", "Cabinet Durand is noted as: law firm."),
        "as": (
            'firm durand as "Durand & Fils"',
            "Cabinet Durand is now called Durand & Fils.",
        ),
        "remove": (
            "firm durand remove 1",
            "Cabinet Durand is no longer noted as an account of Cabinet Durand. "
            "What is watched stays watched.",
        ),
        "forget": (
            "firm durand forget",
            "Cabinet Durand is forgotten as a firm. What is watched stays watched.",
        ),
    },
    "fr": {
        "is": ("cabinet durand est cliente", "C'est noté pour Cabinet Durand~: client."),
        "kind": (
            "cabinet durand type avocats",
            "C'est noté pour Cabinet Durand~: cabinet d'avocats.",
        ),
        "as": (
            'entreprise durand nom "Durand & Fils"',
            "Cabinet Durand porte maintenant le nom Durand & Fils.",
        ),
        "remove": (
            "entreprise durand retirer 1",
            "Cabinet Durand n'est plus un compte de Cabinet Durand. Ce qui est suivi le reste.",
        ),
        "forget": (
            "société durand oublier",
            "J'oublie l'entreprise Cabinet Durand. Ce qui est suivi le reste.",
        ),
    },
}


@everywhere
async def test_what_is_said_of_a_firm_is_kept_and_each_word_can_be_undone(
    town: House, platform: str, language: str
) -> None:
    jane = town.seat(platform, language)
    await watched_firm(town, jane, language)
    every = "SELECT * FROM firm", "SELECT firm_id, target_id, proof FROM firm_account ORDER BY 2"
    before = [await town.rows(query) for query in every]
    for typed, sentence in SAID[language].values():
        answer = await jane.say(typed, containing=sentence.split("~")[0])
        assert answer.lines == [sentence]
        assert [await town.rows(query) for query in every] != before
        await jane.press(answer, answer.buttons[0])

        async def undone() -> bool:
            return [await town.rows(query) for query in every] == before

        await town.until(undone, f"{typed} is undone")
    assert len(await town.rows(LIVE)) == 3


@in_both_languages
async def test_all_accounts_of_a_firm_are_watched_and_stopped_by_its_name(
    town: House, language: str
) -> None:
    town.slack.add(Channel("C2", "autre", member=True))
    jane, there = town.seat("slack", language), town.seat("slack", language, "C2")
    await watched_firm(town, jane, language)
    await there.say("watch firm:durand")
    done = await there.reads("Cabinet Durand")
    assert done.buttons == [{"en": "Undo", "fr": "Annuler"}[language], "Cabinet Durand"]
    assert len(await town.rows(LIVE)) == 6
    again = await there.say("watch firm:durand")
    assert again.lines == [
        {
            "en": "All accounts of Cabinet Durand are watched here already.",
            "fr": "Tous les comptes de Cabinet Durand sont déjà suivis ici.",
        }[language]
    ]
    card = await there.say("firm durand")
    assert {
        "en": "Some are also watched in one other channel.",
        "fr": "Comptes suivis aussi dans un autre canal.",
    }[language] in card.lines
    await there.say("unwatch firm:durand")
    await there.reads({"en": "Stopped", "fr": "arrêté"}[language])
    assert len(await town.rows(LIVE)) == 3


@in_both_languages
async def test_an_account_that_another_firm_has_moves_and_says_so(
    town: House, language: str
) -> None:
    cabinet_durand(town)
    jane = town.seat("slack", language)
    await jane.press(await jane.say(f"watch {site_of(town)}"), "1 Mastodon")
    await jane.reads("Cabinet Durand")
    of = 'of:"https://martin.fr|law|name|Martin"'
    answer = await jane.say(f"watch @durand@{town.host} {of}", containing="Martin")
    moved = {
        "en": "Noted as an account of Martin (martin.fr). "
        "It was noted as an account of Cabinet Durand until now.",
        "fr": "Compte rattaché à Martin (martin.fr). "
        "C'était jusqu'ici un compte de Cabinet Durand.",
    }
    assert answer.lines[1] == moved[language]
    await jane.press(answer, answer.buttons[0])

    async def back() -> bool:
        sql = "SELECT name FROM firm JOIN firm_account ON firm_id = firm.id"
        return [one["name"] for one in await town.rows(sql)] == ["Cabinet Durand"]

    await town.until(back, "the account is where it was")
    assert [one["name"] for one in await town.rows(FIRMS)] == ["Cabinet Durand"]


@everywhere
async def test_a_namesake_and_a_silent_account_are_shown_with_their_doubts(
    town: House, platform: str, language: str
) -> None:
    cabinet_durand(town)
    town.fediverse.statuses.clear()
    town.fediverse.post("durand", "Bonne année", ago(days=2000))
    del town.site.pages["/.well-known/atproto-did"]
    page(town, f'<a href="{town.fediverse.origin}/@durand">Mastodon</a>')
    town.sky.actor("durand.bsky.social", "Cabinet Durand", 3)
    answer = await town.seat(platform, language).say(f"watch {site_of(town)}")
    doubts = [one.split(" · ", 3)[3] for one in named(town, answer.lines)[1:]]
    assert (
        doubts
        == {
            "en": [
                "1.2k followers · the site links to it, and it links back"
                " · no post since 2 Jun 2021",
                *["same name only: check · two accounts have this name"] * 2,
            ],
            "fr": [
                "1,2~k abonnés · le site y renvoie, et le compte renvoie au site"
                " · aucune publication depuis le 2 juin 2021",
                *["même nom seulement~: à vérifier · deux comptes portent ce nom"] * 2,
            ],
        }[language]
    )
    assert answer.buttons == ["1 Mastodon", "2 Bluesky", "3 Bluesky"]


@everywhere
async def test_a_firm_that_was_bought_leads_to_its_buyer_and_its_accounts_are_not_offered(
    town: House, platform: str, language: str
) -> None:
    town.sky.actor("buyer.example", "Buyer", 3)
    buyer = town.site.origin
    page(town, head=f'<meta http-equiv="refresh" content="0; url={buyer}/buyer">')
    profile = '<a href="https://bsky.app/profile/buyer.example">Bluesky</a>'
    town.site.pages["/buyer"] = f"<html><body><footer>{profile}</footer></body></html>"
    answer = await town.seat(platform, language).say(f"watch {site_of(town)}")
    shown = [one.replace(buyer.removeprefix("http://"), "BUYER") for one in answer.lines]
    assert (
        named(town, shown)
        == {
            "en": [
                "SITE now leads to BUYER: the accounts that it names are those of BUYER.",
                "Buyer · Bluesky · @buyer.example · 3 followers · the site now belongs to BUYER",
            ],
            "fr": [
                "SITE mène maintenant à BUYER~: les comptes que le site indique sont ceux de"
                " BUYER.",
                "Buyer · Bluesky · @buyer.example · 3 abonnés"
                " · le site appartient maintenant à BUYER",
            ],
        }[language]
    )
    verb = {"en": "Watch", "fr": "Suivre"}[language]
    assert answer.buttons == [f"{verb} {buyer.removeprefix('http://')}"]


@everywhere
async def test_a_site_that_leads_nowhere_says_why_and_what_to_send(
    town: House, platform: str, language: str
) -> None:
    jane, site = town.seat(platform, language), site_of(town)
    page(town, title="localhost is for sale. Buy this domain")
    parked = await jane.say(f"watch {site}")
    page(town, '<a href="https://www.linkedin.com/company/nord">LinkedIn</a>', title="Nord")
    nothing = await jane.say(f"watch {site}")
    town.site.pages["/"] = "x" * 5_300_000
    large = await jane.say(f"watch {site}")
    town.site.moved |= {"/": "/home", "/home": "/"}
    circling = await jane.say(f"watch {site}")
    silent = await jane.say("watch http://localhost:1")
    starts = {
        "en": [
            "SITE is for sale or not built yet:",
            "Nord (SITE): I found no account that I can read, and no news feed.",
            "SITE answers, but with something that I can't read:",
            "SITE answers, but with something that I can't read:",
            "http://localhost:1 does not answer.",
        ],
        "fr": [
            "SITE est à vendre ou pas encore construit~:",
            "Nord (SITE)~: je n'ai trouvé aucun compte que je puisse lire, ni fil d'actualités.",
            "SITE répond, mais je ne peux pas lire sa réponse~:",
            "SITE répond, mais je ne peux pas lire sa réponse~:",
            "http://localhost:1 ne répond pas.",
        ],
    }[language]
    for answer, start in zip((parked, nothing, large, circling, silent), starts, strict=True):
        assert named(town, answer.lines)[0].startswith(start)
    assert nothing.lines[2].startswith("LinkedIn · nord · ")
    assert await town.rows(LIVE) == []


@in_both_languages
async def test_a_site_with_nothing_but_its_feed_is_watched_at_once(
    town: House, language: str
) -> None:
    cabinet_durand(town)
    town.site.pages.clear()
    feed = f"{town.fediverse.origin}/durand.rss"
    head = f'<link rel="alternate" type="application/rss+xml" href="{feed}">'
    page(town, head=head, title="Nord Conseil")
    jane = town.seat("slack", language)
    await jane.say(f"watch {site_of(town)}", containing="Durand")
    assert len(await town.rows(LIVE)) == 1
    assert await town.rows(FIRMS) == []


NAMED = {
    "en": "I read SITE because Cabinet Durand on Mastodon names it; anybody can name a site.",
    "fr": "J'ai lu SITE parce que Cabinet Durand, sur Mastodon, l'indique\u00ac; n'importe qui peut"
    " indiquer un site.",
}


@everywhere
async def test_find_reads_the_site_that_the_likeliest_account_names_and_adds_nothing(
    town: House, platform: str, language: str
) -> None:
    cabinet_durand(town)
    town.sky.actor("durand-bati.example", "Cabinet Durand Bâtiment", 3)
    town.sky.actor("durand-lyon.example", "Cabinet Durand", 12)
    jane = town.seat(platform, language)
    found = await jane.say("find Cabinet Durand", containing=" (localhost")
    told = {
        "en": [
            "Cabinet Durand (SITE): I found 5 accounts. I watch those that you choose.",
            "@durand@HOST · 1.2k followers · last post today 07:00"
            " · the site links to it, and it links back",
            "its name is the site's address",
            "the site's own news feed",
            "@durand-lyon.example · same name only: check",
            "this may be the agency that made the site",
            "Of a similar name",
            "Cabinet Durand Bâtiment · Bluesky · @durand-bati.example",
        ],
        "fr": [
            "Cabinet Durand (SITE)~: j'ai trouvé 5 comptes. Je suis ceux que vous choisissez.",
            "@durand@HOST · 1,2~k abonnés · dernière publication aujourd'hui 07:00"
            " · le site y renvoie, et le compte renvoie au site",
            "son nom est l'adresse du site",
            "le fil d'actualités du site",
            "@durand-lyon.example · même nom seulement~: à vérifier",
            "c'est peut-être l'agence qui a fait le site",
            "D'un nom proche",
            "Cabinet Durand Bâtiment · Bluesky · @durand-bati.example",
        ],
    }[language]
    lines = named(town, found.lines)
    places = [next(n for n, one in enumerate(lines) if part in one) for part in told]
    assert places == sorted(places)
    assert NAMED[language] in lines
    assert found.buttons == [SURE[language], "1 Mastodon", "2 Bluesky", "⋯"]
    assert await town.rows(LIVE) == []
    assert await town.rows(FIRMS) == []
    await jane.press(found, SURE[language])
    await jane.reads(UNDO[language].split()[0])
    assert [one["name"] for one in await town.rows(FIRMS)] == ["Cabinet Durand"]


@in_both_languages
async def test_what_was_found_by_name_stays_where_the_site_that_is_named_tells_nothing(
    town: House, language: str
) -> None:
    site = site_of(town)
    town.fediverse.add("durand", "Cabinet Durand", 1204, site=site)
    town.sky.actor("durand-bati.example", "Cabinet Durand Bâtiment", 3)
    town.site.pages["/"] = "<html><title>Domain for sale</title><p>Buy this domain</p></html>"
    jane = town.seat("slack", language)
    parked = {"en": "is for sale or not built yet", "fr": "est à vendre ou pas encore construit"}
    sold = await jane.say("find Cabinet Durand", containing=parked[language])
    heads = {
        "en": ["Of this name (that alone proves little: check)", "Of a similar name"],
        "fr": ["De ce nom (cela seul ne prouve rien~: à vérifier)", "D'un nom proche"],
    }[language]
    assert [one for one in sold.lines if one in heads] == heads
    town.fediverse.people["durand"].site = "http://localhost:1"
    unread = {"en": "which I couldn't read just now", "fr": "que je n'ai pas pu lire à l'instant"}
    shut = await jane.say("find Cabinet Durand", containing=unread[language])
    assert [one for one in shut.lines if one in heads] == heads
    label = {"en": "Read localhost:1", "fr": "Lire localhost:1"}[language]
    assert label in shut.buttons


@in_both_languages
async def test_firms_stay_within_their_workspace(town: House, language: str) -> None:
    await watched_firm(town, town.seat("slack", language), language)
    jane = town.seat("telegram", language)
    answer = await jane.say("firm durand")
    assert {"en": "I know no firm called", "fr": "Je ne connais ici aucune"}[language] in answer
    empty = await jane.say("firm")
    assert {"en": "No firm is known here yet", "fr": "Aucune entreprise"}[language] in empty


@everywhere
async def test_a_network_that_is_late_is_named_and_its_account_is_added_when_it_answers(
    town: House, platform: str, language: str
) -> None:
    cabinet_durand(town)
    town.sky.awake.clear()
    jane = town.seat(platform, language)
    answer = await jane.say(f"watch {site_of(town)}", within=8)
    silent = {"en": "Bluesky did not answer.", "fr": "Bluesky n'a pas répondu."}[language]
    assert silent in answer.lines
    assert "@durand@" in answer.text
    town.sky.awake.set()
    later = await jane.reads("@cabinet-durand.fr") if platform == "telegram" else None
    if later is not None:
        assert later.item.verb == "edited"
        assert silent not in later.lines


@in_both_languages
async def test_a_name_that_several_firms_have_is_asked_about(town: House, language: str) -> None:
    cabinet_durand(town)
    jane = town.seat("slack", language)
    for kind, account in (("Durand Conseil", "durand"), ("Durand Audit", "pixel")):
        of = f'of:"https://{account}.fr|law|name|{kind}"'
        await jane.say(f"watch @{account}@{town.host} {of}", containing=kind)
    answer = await jane.say("firm durand")
    sentence = {
        "en": "Several firms are called “durand”. Which one?",
        "fr": "Plusieurs entreprises s'appellent «~durand~». Laquelle¬?",
    }
    assert answer.lines == [sentence[language]]
    assert answer.buttons[:2] == ["Durand Audit", "Durand Conseil"]
    listed = await jane.say("list")
    headings = [one for one in listed.lines if one in ("Durand Audit", "Durand Conseil")]
    assert headings == ["Durand Audit", "Durand Conseil"]
    assert "\n1. Agence Pixel" in listed.text


@in_both_languages
async def test_help_says_what_can_be_said_of_a_firm(town: House, language: str) -> None:
    typed = {"en": "help firm", "fr": "aide cabinet"}[language]
    answer = await town.seat("slack", language).say(typed)
    example = {
        "en": "/veille firm durand is competitor",
        "fr": "/veille cabinet durand est concurrent",
    }
    assert example[language] in answer.text


async def test_only_those_who_may_steer_a_channel_change_its_firms(town: House) -> None:
    jane, jeanne = town.seat("telegram", "en", GROUP), town.seat("telegram", "fr", GROUP)
    await watched_firm(town, jane, "en")
    before = await town.rows(FIRMS)
    for typed in ("firm durand is client", "firm durand remove 1", "firm durand forget"):
        denied = await jeanne.say(typed)
        assert denied.lines[0].startswith("Only Jane can change"), typed
    assert "Cabinet Durand" in await jeanne.say("firm durand")
    assert await town.rows(FIRMS) == before

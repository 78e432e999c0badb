"""Comparing firms in the chat, and one firm across its networks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.firms.kinds import FirmKind, Relation
from bot.store import posts
from connectors.types import Media
from tests.scenarios.compared import DAY, Past, a_past
from tests.scenarios.desk import Desk, open_desk
from tests.scenarios.seats import Read, everywhere, in_both_languages

VERB = {"en": "compare", "fr": "comparer"}
CALENDAR = "Découvrez votre nouveau calendrier des échéances"
TU = "Tu crées ta boîte ? On t'explique la TVA, la CFE et tout le reste, et tes congés"
GUIDE = "Facture électronique : notre guide en 5 points est en ligne"


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, sqlite_url) as opened:
        yield opened


async def two_firms(past: Past) -> None:
    await past.firm("Cabinet Durand", "mastodon")
    await past.firm("Fiduciaire Nord", "bluesky")
    await past.habit("Cabinet Durand", "mastodon", 20)
    image = (Media("image", ""),)
    for number in range(12):
        ago = (2 * number + 3) * DAY
        facts = {"reactions": 20 + number, "media": image if number % 2 else ()}
        await past.says("Cabinet Durand", "mastodon", CALENDAR, ago, **facts)
    for number in range(4):
        await past.says("Fiduciaire Nord", "bluesky", TU, (number + 3) * DAY)


TWO = {
    "en": [
        "Cabinet Durand 12 posts, Fiduciaire Nord 4",
        "                posts /week react.",
        "Cabinet Durand     12   2.8   ×1.3",
        "Fiduciaire Nord     4   0.9      –",
        "Best received, against each account's own usual",
        f"Cabinet Durand: “{CALENDAR}” (31 reactions, usual 20)",
        "To learn where you are absent, say which firm is yours, for example: "
        "{slash}firm martin is own",
        "When they publish",
        "Cabinet Durand: Monday (2), Wednesday (2), Thursday (2); 11:00 (9), 10:00 (3)",
        "Fiduciaire Nord: Tuesday (1), Wednesday (1), Thursday (1); 10:00 (4)",
        "What their posts are made of",
        "Cabinet Durand: image 50%, text only 50%",
        "Fiduciaire Nord: text only 100%",
        "Length, hashtags and links of a post",
        "Cabinet Durand: usually 48 characters, hashtags: 0, links: 0",
        "Fiduciaire Nord: usually 80 characters, hashtags: 0, links: 0",
        "How they address people",
        "Cabinet Durand: “vous” 100%, imperative 100%",
        "Fiduciaire Nord: “tu” 100%",
        "Reactions, against each account's own past",
        "Cabinet Durand: 1.3 times its usual",
        "Fiduciaire Nord: fewer than 5 posts to judge by",
        "Share of all posts",
        "Cabinet Durand: 75%",
        "Fiduciaire Nord: 25%",
        "Who is on which network",
        "Bluesky: accounting firms 1 of 2, 1 active",
        "Mastodon: accounting firms 1 of 2, 1 active",
        "Sat 3 Oct to Mon 2 Nov, Paris time. Without replies and shares.",
    ],
    "fr": [
        "Cabinet Durand 12 publications, Fiduciaire Nord 4",
        "                publ. /sem. réact.",
        "Cabinet Durand     12   2,8   ×1,3",
        "Fiduciaire Nord     4   0,9      –",
        "Le mieux accueilli, par rapport à l'habitude de chaque compte",
        f"Cabinet Durand~: «~{CALENDAR}~» (31 réactions, d'habitude 20)",
        "Pour savoir où vous n'êtes pas, indiquez quelle entreprise est la vôtre, par exemple~: "
        "{slash}entreprise martin est nous",
        "Quand ils publient",
        "Cabinet Durand~: lundi (2), mercredi (2), jeudi (2)¬; 11~h (9), 10~h (3)",
        "Fiduciaire Nord~: mardi (1), mercredi (1), jeudi (1)¬; 10~h (4)",
        "De quoi sont faites leurs publications",
        "Cabinet Durand~: image 50~%, texte seul 50~%",
        "Fiduciaire Nord~: texte seul 100~%",
        "Longueur, mots-clés et liens d'une publication",
        "Cabinet Durand~: d'ordinaire 48 signes, mots-clés~: 0, liens~: 0",
        "Fiduciaire Nord~: d'ordinaire 80 signes, mots-clés~: 0, liens~: 0",
        "Leur façon de s'adresser au public",
        "Cabinet Durand~: vouvoiement 100~%, impératif 100~%",
        "Fiduciaire Nord~: tutoiement 100~%",
        "Réactions, par rapport au passé de chaque compte",
        "Cabinet Durand~: 1,3 fois l'habitude",
        "Fiduciaire Nord~: moins de 5 publications pour en juger",
        "Part de toutes les publications",
        "Cabinet Durand~: 75~%",
        "Fiduciaire Nord~: 25~%",
        "Qui est sur quel réseau",
        "Bluesky~: cabinets comptables 1 sur 2, 1 compte actif",
        "Mastodon~: cabinets comptables 1 sur 2, 1 compte actif",
        "Du sam. 3 oct. au lun. 2 nov., heure de Paris. Hors réponses et partages.",
    ],
}


@everywhere
async def test_two_firms_are_told_apart_in_plain_counts(
    desk: Desk, platform: str, language: str
) -> None:
    past = await a_past(desk, platform, language)
    await two_firms(past)
    read = await past.compares("Durand et Nord", verb=VERB[language])
    slash = "/veille " if platform == "slack" else "/"
    assert read.lines[: len(TWO[language])] == [
        one.replace("{slash}", slash) for one in TWO[language]
    ]
    periods = {"en": ["7 days", "90 days"], "fr": ["7 jours", "90 jours"]}
    assert read.buttons == [*periods[language], "Cabinet Durand", "⋯"]


async def test_the_answer_is_the_channels_on_slack(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    await past.compares("Durand, Nord")
    assert any("Cabinet Durand 12 posts" in one for one in past.seat.chat())


async def test_another_period_takes_the_answers_place(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    read = await past.compares("Durand, Nord")
    week = await past.seat.press(read, "7 days", containing="Mon 26 Oct to")
    assert week.lines[0] == "Cabinet Durand, Fiduciaire Nord: about as much (3 to 4 posts)"
    assert len(past.seat.chat()) == 1


# --- one firm across its networks


async def on_three(past: Past) -> None:
    """Six posts on Mastodon, two on Bluesky, one on its site; one announcement on all."""
    await past.firm("Cabinet Durand", "mastodon", "bluesky", "feed")
    await past.daily("Cabinet Durand", "mastodon", 5)
    await past.daily("Cabinet Durand", "bluesky", 1)
    image = {"hashtags": ("TVA",), "media": (Media("image", ""),)}
    first = await past.says("Cabinet Durand", "mastodon", GUIDE, 6 * DAY, **image)
    later = 6 * DAY - timedelta(minutes=35)
    link = {"links": ("https://durand.example",)}
    again = await past.says("Cabinet Durand", "bluesky", f"Découvrez {GUIDE}", later, **link)
    last = await past.says("Cabinet Durand", "feed", GUIDE, 5 * DAY, title="Le guide")
    await past.one_story("Cabinet Durand", first, again, last)


SIDE_BY_SIDE = {
    "en": [
        "Cabinet Durand: Mastodon 6 posts, Website 1",
        "         posts /week",
        "Mastodon     6   1.4",
        "Bluesky      2   0.5",
        "Website      1   0.2",
        "Website: too little to go by: a single post.",
        "The same announcement, network by network",
        f"“{GUIDE}”",
        "Mastodon · Tue 27 Oct 10:00 · 59 characters · hashtags: 1 · image · “nous”",
        "Bluesky · 35 min later · 69 characters · links: 1 · “nous”, imperative",
        "Website · 1 day later · 59 characters · “nous”",
    ],
    "fr": [
        "Cabinet Durand~: Mastodon 6 publications, Site web 1",
        "         publ. /sem.",
        "Mastodon     6   1,4",
        "Bluesky      2   0,5",
        "Site web     1   0,2",
        "Site web~: une seule publication, trop peu pour en juger.",
        "La même annonce, réseau par réseau",
        f"«~{GUIDE}~»",
        "Mastodon · mar. 27 oct. 10:00 · 59 signes · mots-clés~: 1 · image · «~nous~»",
        "Bluesky · 35~min plus tard · 69 signes · liens~: 1 · «~nous~», impératif",
        "Site web · 1 jour plus tard · 59 signes · «~nous~»",
    ],
}


@everywhere
async def test_one_firm_is_told_network_by_network_with_the_same_announcement_side_by_side(
    desk: Desk, platform: str, language: str
) -> None:
    past = await a_past(desk, platform, language)
    await on_three(past)
    read = await past.compares("Durand", verb=VERB[language])
    assert read.lines[:11] == SIDE_BY_SIDE[language]


async def test_one_network_of_a_firm_leads_back_to_all(desk: Desk) -> None:
    past = await a_past(desk)
    await on_three(past)
    read = await past.compares("Durand")
    only = await past.seat.press(read, "Only Mastodon", containing="(Mastodon)")
    assert only.lines[0] == "Cabinet Durand (Mastodon): 6 posts"
    back = await past.seat.press(only, "All networks", containing="Website")
    assert back.lines[0] == SIDE_BY_SIDE["en"][0]


# --- what isn't known

BAD = {
    "new": {
        "en": "KPL Avocats (Bluesky): watched since yesterday only, too short to compare. "
        "From Sun 8 Nov on it can be.",
        "fr": "KPL Avocats (Bluesky)~: suivi trop récent pour comparer (depuis~: hier). "
        "À partir du dim. 8 nov., ce sera possible.",
    },
    "silent": {
        "en": "KPL Avocats: no post.",
        "fr": "KPL Avocats~: aucune publication.",
    },
    "one": {
        "en": "KPL Avocats: too little to go by: a single post.",
        "fr": "KPL Avocats~: une seule publication, trop peu pour en juger.",
    },
    "nowhere": {
        "en": "KPL Avocats: none of its accounts is watched here.",
        "fr": "KPL Avocats~: aucun de ses comptes n'est suivi ici.",
    },
}
TITLES = {
    "new": {
        "en": "Cabinet Durand: 3 posts; too little is known of KPL Avocats",
        "fr": "Cabinet Durand~: 3 publications¬; trop peu d'éléments sur KPL Avocats",
    },
    "silent": {
        "en": "Cabinet Durand 3 posts, KPL Avocats 0",
        "fr": "Cabinet Durand 3 publications, KPL Avocats 0",
    },
    "one": {
        "en": "Cabinet Durand 3 posts, KPL Avocats 1",
        "fr": "Cabinet Durand 3 publications, KPL Avocats 1",
    },
    "nowhere": {
        "en": "Cabinet Durand: 3 posts; too little is known of KPL Avocats",
        "fr": "Cabinet Durand~: 3 publications¬; trop peu d'éléments sur KPL Avocats",
    },
}


async def beside_kpl(past: Past, case: str) -> None:
    await past.firm("Cabinet Durand", "mastodon")
    await past.daily("Cabinet Durand", "mastodon", 3)
    networks = [] if case == "nowhere" else ["bluesky"]
    watched = DAY if case == "new" else 200 * DAY
    await past.firm("KPL Avocats", *networks, kind=FirmKind.LAW, watched=watched)
    if case in ("new", "one"):
        await past.says("KPL Avocats", "bluesky", "Une décision", DAY / 2)


@in_both_languages
@pytest.mark.parametrize("case", list(BAD))
async def test_what_is_not_known_is_a_sentence(desk: Desk, case: str, language: str) -> None:
    past = await a_past(desk, "telegram", language)
    await beside_kpl(past, case)
    read = await past.compares("Durand, KPL", verb=VERB[language])
    assert read.lines[0] == TITLES[case][language]
    assert BAD[case][language] in read.lines
    told = "KPL Avocats –" if case in ("new", "nowhere") else "KPL Avocats"
    assert any(" ".join(one.split()).startswith(told) for one in read.lines)


async def test_nothing_is_compared_or_drawn_of_firms_that_are_all_new(desk: Desk) -> None:
    past = await a_past(desk)
    for name in ("Cabinet Durand", "KPL Avocats"):
        await past.firm(name, "mastodon", watched=DAY)
        await past.daily(name, "mastodon", 5)
    read = await past.compares("Durand, KPL")
    assert read.lines[0] == "Too little is known yet to compare: Cabinet Durand, KPL Avocats"
    assert "Sat 3 Oct" in read
    assert "5" not in " ".join(read.lines[1:3])
    assert "Posts a week" not in read


async def test_the_period_is_as_short_as_what_is_known_of_all(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    await past.firm("KPL Avocats", "bluesky", watched=10 * DAY)
    await past.daily("KPL Avocats", "bluesky", 8)
    read = await past.compares("Durand, KPL")
    assert read.lines[0] == "KPL Avocats 8 posts, Cabinet Durand 4"
    assert "Compared since Fri 23 Oct only: before that, not everything was watched." in read.lines


async def test_words_that_are_no_longer_kept_are_not_taken_for_short_ones(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    async with desk.app.store.begin() as tx:
        await posts.purge_text(tx, desk.clock.now() - 8 * DAY)
    read = await past.compares("Durand, Nord")
    assert read.lines[0] == TWO["en"][0]
    assert "Cabinet Durand: usually 48 characters, hashtags: 0, links: 0" in read.lines
    assert (
        "Cabinet Durand: the words of 9 older posts are no longer kept. "
        "What they are made of and their tone are those of the others." in read.lines
    )


async def test_an_account_that_cannot_be_read_is_not_silent(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    desk.clock.move(3 * 24 * 3600)
    read = await past.compares("Durand, Nord")
    assert read.lines[0].startswith("Too little is known yet")
    assert "Cabinet Durand (Mastodon): could not be read." in read.lines


# --- names

UNKNOWN = {
    "en": (
        "I know no firm or account here that is called “Durnd”. Did you mean Cabinet Durand?",
        "I know no firm or account here that is called “Zyx Partners”.",
        "@zyx is not watched here, so I know nothing of its past. "
        "Once it has been watched for a week, it can be compared.",
        "Yes",
        ["Find Zyx Partners", "Firms"],
        ["Watch @zyx"],
        "I compare five at most, so that it can be read. "
        "For example: {slash}compare durand, martin 30d.",
    ),
    "fr": (
        "Je ne connais ici ni entreprise ni compte du nom de «~Durnd~». "
        "Vouliez-vous dire Cabinet Durand¬?",
        "Je ne connais ici ni entreprise ni compte du nom de «~Zyx Partners~».",
        "@zyx n'est pas suivi ici~: je ne sais rien de son passé. "
        "Après une semaine de suivi, la comparaison sera possible.",
        "Oui",
        ["Trouver Zyx Partners", "Entreprises"],
        ["Suivre @zyx"],
        "Je compare cinq entreprises au plus, pour que cela reste lisible. "
        "Par exemple~: {slash}comparer durand, martin 30d.",
    ),
}


@everywhere
async def test_who_isnt_known_is_said_with_what_can_be_done(
    desk: Desk, platform: str, language: str
) -> None:
    past = await a_past(desk, platform, language)
    await two_firms(past)
    meant, unknown, unwatched, yes, find, watch, many = UNKNOWN[language]
    slip = await past.compares("Durnd, Nord")
    assert slip.lines == [meant]
    compared = await past.seat.press(slip, yes, containing="Fiduciaire Nord")
    assert compared.lines[0] == TWO[language][0]
    nobody = await past.compares("Zyx Partners", containing="Zyx")
    assert (nobody.lines, nobody.buttons) == ([unknown], find)
    stranger = await past.compares("Durand, @zyx", containing="@zyx")
    assert (stranger.lines, stranger.buttons) == ([unwatched], watch)
    slash = "/veille " if platform == "slack" else "/"
    for six in ("a, b, c, d, e, f", "a et b et c et d et e et f"):
        read = await past.compares(six)
        assert read.lines[0] == many.replace("{slash}", slash)


async def test_accounts_are_compared_by_handle_address_and_list(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    await past.account("Martin", "mastodon", of=False)
    await past.daily("Martin", "mastodon", 2)
    for named in ("@martin", "Martin", "mastodon:martin", "@martin@mastodon.example"):
        read = await past.compares(f"Durand, {named}")
        assert read.lines[0] == "Cabinet Durand 12 posts, Martin 2"


async def test_what_another_workspace_watches_is_not_known_here(desk: Desk) -> None:
    ours, theirs = await a_past(desk), await a_past(desk, "telegram")
    await two_firms(theirs)
    await ours.firm("Cabinet Martin", "mastodon")
    assert "I know no firm" in await ours.compares("Nord")
    assert "is not watched here" in await ours.compares("@nord")
    # The same account, watched here since yesterday.
    firm = await ours.firm("Fiduciaire Nord")
    ours.known["Fiduciaire Nord"] = firm
    await ours.join("Fiduciaire Nord", theirs.targets["Fiduciaire Nord", "bluesky"], DAY)
    read = await ours.compares("Nord")
    assert "Fiduciaire Nord (Bluesky): watched since yesterday only" in read


ASKED = {
    "en": "Which firms or accounts shall I compare? Their names with commas between them, "
    "two to five; one alone is compared across its networks.",
    "fr": "Quelles entreprises ou quels comptes faut-il comparer¬? Leurs noms séparés par des "
    "virgules, de deux à cinq¬; une seule est comparée d'un réseau à l'autre.",
}


@everywhere
async def test_without_names_it_offers_what_is_watched(
    desk: Desk, platform: str, language: str
) -> None:
    past = await a_past(desk, platform, language)
    await two_firms(past)
    read = await past.compares("", verb=VERB[language])
    together = {"en": "These 2", "fr": "Ces 2"}[language]
    assert read.lines == [ASKED[language]]
    assert read.buttons == [together, "Cabinet Durand", "Fiduciaire Nord"]
    both = await past.seat.press(read, together, containing="Fiduciaire Nord")
    assert both.lines[0] == TWO[language][0]


async def test_where_nothing_is_watched_there_is_nothing_to_compare(desk: Desk) -> None:
    past = await a_past(desk)
    assert (await past.compares("")).lines[0].startswith("Nothing is watched here yet")


# --- who is where

GAP = {
    "en": "You are absent from Bluesky (others there: 2 of 3).",
    "fr": "Vous n'êtes pas sur Bluesky (les autres~: 2 sur 3).",
}


async def with_own(past: Past) -> None:
    await past.firm("Cabinet Durand", "mastodon", "bluesky")
    await past.firm("Fiduciaire Nord", "bluesky")
    await past.firm("KPL Avocats", "mastodon", "feed", kind=FirmKind.LAW)
    await past.firm("Cabinet Martin", "mastodon", relation=Relation.OWN)
    for name, network in list(past.targets):
        await past.daily(name, network, 2)
    await past.panel("Lyon", "Cabinet Durand", "Fiduciaire Nord", "KPL Avocats", "Cabinet Martin")


@everywhere
async def test_ones_own_gap_is_told_beside_the_others(
    desk: Desk, platform: str, language: str
) -> None:
    past = await a_past(desk, platform, language)
    await with_own(past)
    for asked in ("Martin", "panel:lyon", "Lyon", "Durand, Nord, KPL"):
        read = await past.compares(asked, verb=VERB[language])
        assert GAP[language] in read.lines


async def test_a_website_is_no_network_to_be_absent_from(desk: Desk) -> None:
    past = await a_past(desk)
    await with_own(past)
    read: Read = await past.compares("Martin")
    assert (
        "Mastodon: accounting firms 1 of 2, 1 active, law firms 1 of 1, 1 active, you are there"
        in read
    )
    assert "ebsite" not in read


async def test_of_a_large_panel_those_are_shown_that_publish_most(desk: Desk) -> None:
    past = await a_past(desk)
    names = [f"Cabinet {letter}" for letter in "ABCDEFG"]
    for count, name in enumerate(names, start=2):
        await past.firm(name, "mastodon")
        await past.daily(name, "mastodon", count)
    await past.panel("Lyon", *names)
    read = await past.compares("panel:lyon")
    assert read.lines[0] == "Cabinet G 8 posts, Cabinet C 4"
    assert "Of 7 firms, the 5 that published most." in read.lines
    assert "Mastodon: accounting firms 7 of 7, 7 active" in read.lines
    assert "Cabinet A" not in read


async def test_accounts_of_a_firm_that_are_not_watched_are_offered(desk: Desk) -> None:
    past = await a_past(desk)
    await two_firms(past)
    await past.account("Cabinet Durand", "bluesky", watched=None)
    read = await past.compares("Durand")
    assert "Not watched here, so not counted: Cabinet Durand (Bluesky)." in read.lines
    assert "Watch the other accounts" in read.buttons


@in_both_languages
async def test_help_tells_what_can_be_compared(desk: Desk, language: str) -> None:
    past = await a_past(desk, "telegram", language)
    read = await past.seat.say("help compare")
    begins = {"en": "What can be compared", "fr": "Ce qui peut être comparé"}
    assert read.lines[0].startswith(begins[language])
    assert len(read.lines) == 6

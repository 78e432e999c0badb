"""One announcement told on several networks is one story; other news never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.stories import (
    RECENT_CAP,
    WINDOW,
    Announcement,
    Opened,
    Story,
    assign,
    clusters,
    contradict,
    likeness,
    same,
)
from connectors.types import Post

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPENING = (
    "Notre cabinet ouvre un nouveau bureau à Nantes ! Depuis lundi, une équipe de 8 personnes y "
    "accompagne les petites entreprises de la région : comptabilité, paie, conseil juridique."
)
TEXTS = (
    OPENING,
    "La cour d'appel rappelle que l'employeur doit fixer les objectifs d'une prime en début "
    "d'exercice. À défaut, la part variable est due en entier, même si rien n'est atteint.",
    "L'application mobile évolue : photographiez vos tickets, elle lit le montant, la taxe et le "
    "fournisseur. Plus besoin de saisir vos notes de frais le dimanche soir.",
    "We are opening a second office in Leeds this spring, with a team of nine lawyers who advise "
    "family businesses on succession, property and employment matters.",
    "Épisode 12 de notre podcast : la transmission d'une entreprise familiale, avec une notaire "
    "de Toulouse. Fiscalité, gouvernance, relations entre héritiers : rien n'est laissé de côté.",
)
TAGS = ("#TVA", "#expertcomptable", "#PME2027", "#avocats", "#Lyon", "#business")
EMOJI = ("🚀", "🎉 ", "📌", "⚖️ ", "👉🏽", "")
LINKS = ("", " https://t.co/9fKq2LmA1z", " https://lnkd.in/eXk29dPq", " cabinet.example/blog/un")
FIGURES = st.integers(2, 31)

WORDS = st.sampled_from(("Durand", "lyon", "taxe", "bail", "Nantes", "congé", "3", "8", "mai"))

texts = st.sampled_from(TEXTS)


@st.composite
def decorated(draw: st.DrawFn, text: str) -> str:
    """As a network shows it: emoji, a link, hashtags, and perhaps cut at a word."""
    words = text.split()
    kept = draw(st.integers(len(words) * 2 // 3, len(words)))
    cut = " ".join(words[:kept]) + ("…" if kept < len(words) else "")
    tags = " ".join(draw(st.lists(st.sampled_from(TAGS), max_size=4)))
    ends = draw(st.sampled_from(LINKS))
    return f"{draw(st.sampled_from(EMOJI))}{cut}{ends} {tags}{draw(st.sampled_from(EMOJI))}"


def told(text: str, hours: float = 0, key: str = "1", network: str = "x") -> Announcement:
    return Announcement.told(text, at=NOON + timedelta(hours=hours), key=(network, key))


def are_same(one: str, other: str) -> bool:
    return same(Announcement.told(one), Announcement.told(other))


@given(st.data(), texts)
def test_decoration_and_truncation_leave_an_announcement_the_same(
    data: st.DataObject, text: str
) -> None:
    one, other = data.draw(decorated(text)), data.draw(decorated(text))
    assert are_same(one, other)


@given(st.data())
def test_a_text_may_be_cut_anywhere(data: st.DataObject) -> None:
    text = (
        "La course solidaire du cabinet et de ses clients : 12 500 € collectés à 18h30 pour "
        "l'institut, soit 2,5 % de plus que l'année dernière."
    )
    cut = data.draw(st.integers(len(text) // 2, len(text)))
    assert are_same(text, f"{text[:cut]}…")


@given(st.data(), texts, texts)
def test_two_announcements_stay_two_however_they_are_decorated(
    data: st.DataObject, one: str, other: str
) -> None:
    assume(one != other)
    assert not are_same(data.draw(decorated(one)), data.draw(decorated(other)))


@given(st.data(), st.text(), texts)
def test_which_one_comes_first_makes_no_difference(
    data: st.DataObject, hostile: str, text: str
) -> None:
    one = Announcement.told(data.draw(st.sampled_from((hostile, text))))
    other = Announcement.told(data.draw(decorated(text)) + hostile)
    assert same(one, other) is same(other, one)
    assert likeness(one, other) == likeness(other, one)
    assert contradict(one, other) is contradict(other, one)


@given(st.lists(WORDS), st.lists(WORDS))
def test_moved_and_missing_words_weigh_the_same_from_both_sides(
    one: list[str], other: list[str]
) -> None:
    first, second = (Announcement.told(" ".join(words)) for words in (one, other))
    assert contradict(first, second) is contradict(second, first)


@pytest.mark.parametrize("text", TEXTS[:3])
@pytest.mark.parametrize(
    "shown",
    [
        "{} (1/6)",
        "2/ {}",
        "1\ufe0f\u20e3 {}",
        "{} Appelez-nous au 03 81 00 00 00.",
        "{}\n\nL’article Un bureau est apparu en premier sur Cabinet Durand 2026.",
        "{} Lien en commentaire 👇",
    ],
)
def test_what_a_network_or_a_tool_adds_is_not_said(text: str, shown: str) -> None:
    said, bare = Announcement.told(shown.format(text)), Announcement.told(text)
    assert said.figures == bare.figures
    assert same(said, bare)


def test_a_handle_stands_for_a_name() -> None:
    text = "Premier concours juridique avec {} : deux jours, dix équipes, un seul défi."
    named = text.format("l'université de Nanterre")
    assert are_same(named, text.format("@UParisNanterre"))
    assert are_same(text.format("la Banque Centrale"), text.format("@BCE_fr"))


def test_sentences_in_another_order_say_the_same() -> None:
    one = "Près de deux cents invités pour les trente ans du cabinet hier soir ! Quelle fête."
    other = "Hier soir, trente ans du cabinet : quelle fête ! Près de deux cents invités."
    assert are_same(one, other)


@given(st.lists(FIGURES, min_size=3, max_size=3), st.integers(0, 2), FIGURES)
def test_an_announcement_with_a_changed_figure_is_another(
    figures: list[int], place: int, instead: int
) -> None:
    assume(figures[place] != instead)
    text = (
        "Notre atelier du {} mars sur la transmission accueille {} dirigeants dans nos locaux, "
        "pour un échange de {} minutes avec une notaire et un gestionnaire de patrimoine."
    )
    changed = [*figures[:place], instead, *figures[place + 1 :]]
    assert not are_same(text.format(*figures), text.format(*changed))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("le 18 mars à 11h", "le 18/03 à 11h00"),
        ("on 18 March at 2pm", "on 18/03 at 14:00"),
        ("2,5 millions d'euros", "2,5 M€"),
        ("30 000 €", "30.000 euros"),
        ("12 % des dirigeants", "12% des dirigeants"),
        ("quinze dirigeants", "15 dirigeants"),
        ("l'épisode 3", "l'épisode n° 3"),
        ("le volet II", "le volet 2"),
        ("n° 24-18.302", "n°24-18.302"),
    ],
)
def test_figures_are_equal_however_they_are_written(one: str, other: str) -> None:
    text = "Notre équipe présente {} lors de la conférence annuelle des métiers du droit."
    first, second = (Announcement.told(text.format(figure)) for figure in (one, other))
    assert same(first, second)
    assert first.figures.get("number") == second.figures.get("number")
    assert first.figures.get("time") == second.figures.get("time")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mercredi", "vendredi"),
        ("en mai", "en juin"),
        ("à 11h", "à 11h30"),
        ("à Lyon", "à Reims"),
        ("J-7", "J-5"),
        ("2026", "2027"),
        ("première partie", "deuxième partie"),
        ("T1", "T2"),
        ("avec Sophie Garnier", "avec Julien Ferrand"),
        ("avec un juriste", "avec un comptable"),
        ("ouverte", "pas ouverte"),
    ],
)
def test_one_word_that_tells_makes_it_other_news(one: str, other: str) -> None:
    text = "Notre conférence {} : la transmission d'entreprise et ses pièges, suivie d'un débat."
    assert are_same(text.format(one), text.format(one))
    assert not are_same(text.format(one), text.format(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("pour la paie", "pour la paye"), ("ouverte", "ouvertes")],
)
def test_one_word_in_two_spellings_is_no_other_news(one: str, other: str) -> None:
    text = "Notre conférence {} : la transmission d'entreprise et ses pièges, suivie d'un débat."
    assert are_same(text.format(one), text.format(other))


def test_a_few_words_are_found_in_many_a_text() -> None:
    assert are_same("Bonne année à tous !", "🎉 Bonne année ! #voeux")
    assert not are_same("Bonne année à tous !", f"{TEXTS[1]} À l'année prochaine.")


def test_a_second_part_is_not_the_first_that_has_no_number() -> None:
    first = "La cession de parts sociales expliquée simplement : agrément, prix, formalités."
    assert not are_same(first, f"Deuxième partie. {first}")
    assert are_same(first, f"Première partie. {first}")


@pytest.mark.parametrize(
    "stage", ["Rectificatif.", "Rappel :", "J-1 !", "Reporté !", "Le replay :"]
)
def test_a_reminder_or_a_correction_is_news_again(stage: str) -> None:
    assert not are_same(OPENING, f"{stage} {OPENING}")
    assert are_same(f"{stage} {OPENING}", f"⏰ {stage} {OPENING} #Nantes")


def test_the_thanks_after_an_event_are_not_its_invitation() -> None:
    event = "Notre matinale sur la cybersécurité des cabinets, avec la gendarmerie et l'ordre."
    assert not are_same(f"{event} Inscrivez-vous !", f"{event} Merci à ceux qui sont venus !")


def test_a_title_is_recognised_in_the_text_of_another_network() -> None:
    title = "Facturation électronique : ce qui change pour les petites entreprises"
    feed = Announcement.told("", title=title)
    text = f"{title}. Notre associé fait le point, exemples à l'appui, pour chaque métier."
    assert same(feed, Announcement.told(text))


def test_equal_titles_of_a_column_with_other_texts_are_two_announcements() -> None:
    title = "La minute sociale de notre équipe du mardi"
    first = Announcement.told("Le forfait jours et les heures supplémentaires.", title=title)
    second = Announcement.told("La clause de mobilité et le repos dominical.", title=title)
    assert not same(first, second)


ARTICLE = "https://www.cabinet.example/blog/pacte-dutreil/?utm_source=x#haut"
REWRITTEN = (
    "Pacte Dutreil, donation, holding : quelles options pour transmettre à ses enfants ?",
    "Transmettre son entreprise à ses enfants : donation et pacte Dutreil passés en revue.",
)


def linked(text: str, *links: str) -> Announcement:
    return Announcement.told(text, links=links)


def test_one_article_of_which_two_texts_speak_is_one_announcement() -> None:
    one, other = REWRITTEN
    page = "https://cabinet.example/blog/pacte-dutreil"
    assert same(linked(one, ARTICLE), linked(other, page))
    assert not same(linked(one), linked(other))


@pytest.mark.parametrize(
    "link",
    [
        "https://mon-cabinet.example/",
        "https://www.cabinet.example?utm_campaign=x",
        "https://linktr.ee/cabinet-durand",
        "https://cabinet.example/carrieres",
        "https://bit.ly/a-1",
    ],
)
def test_a_link_that_is_everywhere_proves_nothing(link: str) -> None:
    one, other = REWRITTEN
    assert not same(linked(one, link), linked(other, link))


def test_two_texts_on_one_article_choose_their_words() -> None:
    text = "Forfait en jours sans valeur : {} pour l'employeur et le salarié, point par point."
    one, other = text.format("quelles conséquences"), text.format("gare aux sanctions")
    assert same(linked(one, ARTICLE), linked(other, ARTICLE))
    assert not same(linked(one), linked(other))


def test_one_article_does_not_outweigh_another_figure() -> None:
    text = "Barème kilométrique : {} % de plus pour toutes les voitures des indépendants."
    assert not same(linked(text.format(3), ARTICLE), linked(text.format(4), ARTICLE))


def test_a_link_may_stand_in_the_text_alone() -> None:
    one, other = REWRITTEN
    assert are_same(f"{one} {ARTICLE}", f"{other} ({ARTICLE})")


def test_of_few_words_the_page_is_what_they_tell() -> None:
    news = "Nouvel article sur notre blog des transmissions !"
    tax = "https://cabinet.example/blog/tva-sur-les-acomptes"
    assert same(linked(news, ARTICLE), linked(news, ARTICLE))
    assert same(linked(news, ARTICLE), linked(news, "https://bit.ly/3xRouss"))
    assert not same(linked(news, ARTICLE), linked(news, tax))


def test_what_a_firm_says_of_itself_below_is_no_news() -> None:
    about = (
        "Depuis 1987, le cabinet Morel accompagne les artisans, commerçants et professions "
        "libérales de Franche-Comté : comptabilité, gestion, social, juridique."
    )
    one = "Réforme des retraites : le calendrier se précise."
    other = "Titres-restaurant : la limite d'exonération est relevée."
    assert not are_same(f"{one} {about}", f"{other} {about}")


def test_the_same_words_three_days_later_are_another_announcement() -> None:
    assert same(told(OPENING), told(OPENING, WINDOW / timedelta(hours=1)))
    assert not same(told(OPENING), told(OPENING, 73))


@pytest.mark.parametrize("text", ["", "🎉", "#TVA #PME", "https://cabinet.example/"])
def test_nothing_said_is_like_nothing(text: str) -> None:
    assert not are_same(text, text)


def test_only_the_beginning_of_an_endless_text_counts() -> None:
    assert same(told(OPENING * 30), told(OPENING * 30 + "Le 3 mai. " * 20_000))


def test_an_announcement_is_made_of_a_post() -> None:
    post = Post(
        network="feed",
        key="guid-1",
        url="https://cabinet.example/blog/un",
        author_key="",
        author_handle="",
        author_name="Cabinet Durand",
        text="L'équipe grandit.",
        published_at=None,
        title="Un bureau à Nantes",
        links=("https://cabinet.example/blog/un?utm_source=rss",),
    )
    made = Announcement.of(post, NOON)
    assert (made.key, made.at) == (("feed", "guid-1"), NOON)
    assert made.pages == {"cabinet.example/blog/un"}
    assert made.figures["place"] == {"nantes"}
    assert made.title == ("bureau", "nantes")
    assert made.words == ("bureau", "nantes", "equipe", "grandit")
    later = Announcement.of(replace(post, published_at=NOON + timedelta(days=9)), NOON)
    assert later.at == NOON


def test_a_publication_joins_the_story_that_says_the_same() -> None:
    recent = [Story(7, (told(TEXTS[1]),)), Story(9, (told(OPENING, 1),))]
    assert assign(told(OPENING[:90] + "…", 2), recent) == 9
    assert assign(told(TEXTS[2], 2), recent) is None


def test_of_two_stories_the_nearer_one_is_joined() -> None:
    text = "La transmission d'entreprise : donation, holding, pacte et gouvernance familiale, {}"
    lessons, film = (
        text.format("en cinq leçons."),
        text.format("racontées dans un film d'archives."),
    )
    near, far = Story(1, (told(lessons, 1),)), Story(2, (told(film),))
    new = told(f"{lessons} #holding", 2)
    assert same(far.first, new)
    assert assign(new, [far, near]) == assign(new, [near, far]) == 1


def test_a_cut_text_does_not_bring_two_dates_together() -> None:
    text = (
        "Notre matinale sur la transmission d'entreprise revient dans nos locaux, avec une "
        "notaire et un banquier"
    )
    cut, march, april = told(f"{text}…"), told(f"{text}, le 12 mars."), told(f"{text}, le 9 avril.")
    assert same(march, cut)
    assert same(cut, april)
    assert assign(april, [Story(1, (march, cut))]) is None


def test_a_story_is_open_for_72_hours_from_its_first_publication() -> None:
    story = Story(1, (told(OPENING), told(OPENING, 48, "2")))
    assert assign(told(OPENING, 71, "3"), [story]) == 1
    assert assign(told(OPENING, 96, "3"), [story]) is None


def test_what_one_look_brings_is_one_story() -> None:
    first, second = told(OPENING), told(f"{OPENING} #Nantes", 1, network="bluesky")
    other = told(TEXTS[1], 0.5, "3")
    chosen = clusters([second, other, first], [Story(4, (told(TEXTS[2]),))])
    assert chosen[first.key] == chosen[second.key] == Opened(first.key)
    assert chosen[other.key] == Opened(other.key)


@given(st.data())
def test_stories_do_not_depend_on_the_order_in_which_publications_arrive(
    data: st.DataObject,
) -> None:
    of_look = [
        told(data.draw(decorated(text)), number % 3, str(number), network)
        for number, text in enumerate(data.draw(st.lists(texts, max_size=8)))
        for network in ("x", "linkedin")
    ]
    recent = [
        Story(number, (told(data.draw(decorated(text)), -number % 7, f"r{number}"),))
        for number, text in enumerate(data.draw(st.lists(texts, max_size=4)))
    ]
    expected = clusters(of_look, recent)
    assert (
        clusters(data.draw(st.permutations(of_look)), data.draw(st.permutations(recent)))
        == expected
    )
    assert expected.keys() == {one.key for one in of_look}


def test_only_the_latest_stories_are_compared() -> None:
    recent = [
        Story(n, (told(f"{OPENING} {n}", n / 10, f"r{n}"),)) for n in range(1, RECENT_CAP + 2)
    ]
    early, late = told(f"{OPENING} 1", 21), told(f"{OPENING} 2", 21, "2")
    assert clusters([early, late], recent) == {early.key: Opened(early.key), late.key: 2}

"""panel and import: what is typed, and what buttons say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import (
    Ask,
    Bad,
    Help,
    Import,
    ImportAction,
    Mode,
    Ok,
    Panel,
    PanelAction,
    Search,
    Term,
    TermKind,
    Unwatch,
    Watch,
    parse,
    render,
)

ADD, REMOVE = PanelAction.ADD, PanelAction.REMOVE


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("panel", Panel()),
        ("/panneau", Panel()),
        ("panel all", Panel()),
        ("panel cabinets-lyon", Panel("cabinets-lyon")),
        ("/groupe cabinets de Lyon", Panel("cabinets de Lyon")),
        (
            "panel cabinets-lyon add durand, martin & fils",
            Panel("cabinets-lyon", ADD, ("durand", "martin & fils")),
        ),
        ("panel lyon ajouter durand; durand", Panel("lyon", ADD, ("durand",))),
        ('panel "add" remove "a, b"', Panel("add", REMOVE, ("a, b",))),
        ("groupe lyon retirer durand", Panel("lyon", REMOVE, ("durand",))),
        (
            'panel lyon nom "Cabinets de Lyon"',
            Panel("lyon", PanelAction.NAME, value="Cabinets de Lyon"),
        ),
        ("panel lyon oublier", Panel("lyon", PanelAction.FORGET)),
        ("panel starter:lawyers", Panel(starter="lawyers")),
        ("help panel", Help("panel")),
        ("/panel help", Help("panel")),
    ],
)
def test_panels_in_both_languages(text: str, command: Panel | Help) -> None:
    assert parse(text) == Ok(command)


@pytest.mark.parametrize("text", ["groupe bpce", "panneau solaire", "groupes de parole"])
def test_words_of_everyday_speech_are_looked_for(text: str) -> None:
    read = parse(text)
    assert isinstance(read, Ok)
    assert isinstance(read.command, Search)


@pytest.mark.parametrize(
    ("text", "question", "answer", "command"),
    [
        ("panel lyon add", "panel_add", "durand, petit", Panel("lyon", ADD, ("durand", "petit"))),
        ("panel lyon remove", "panel_remove", "durand", Panel("lyon", REMOVE, ("durand",))),
        ("panel lyon as", "panel_as", "Le Rhône", Panel("lyon", PanelAction.NAME, (), "Le Rhône")),
        ("/import", "import_list", "a.fr\nb.fr", Import("a.fr\nb.fr")),
        ("import into panel:lyon", "import_list", "a.fr\nb.fr", Import("a.fr\nb.fr", "lyon")),
    ],
)
def test_what_is_missing_is_asked_for(
    text: str, question: str, answer: str, command: Panel | Import
) -> None:
    asked = parse(text)
    assert isinstance(asked, Ask)
    assert asked.question == question
    assert parse(f"{asked.before} {answer}") == Ok(command)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("watch panel:cabinets-lyon", "cabinets-lyon"),
        ('suivre groupe:"Cabinets de Lyon"', "Cabinets de Lyon"),
    ],
)
def test_a_panel_is_watched_by_its_name(text: str, name: str) -> None:
    assert parse(text) == Ok(Watch((Term(TermKind.NAMED, name, "panel"),)))
    only = Watch((Term(TermKind.NAMED, name, "panel"),), only=Mode.BOTH)
    assert parse(f"{text} only:both") == Ok(only)
    stopped = text.replace("watch", "unwatch").replace("suivre", "retirer")
    assert parse(stopped) == Ok(Unwatch((Term(TermKind.NAMED, name, "panel"),)))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/import Durand\n\tMartin;durand.fr", Import("Durand\n\tMartin;durand.fr")),
        ("import\nDurand\tdurand.fr", Import("Durand\tdurand.fr")),
        ("veille importer a.fr, b.fr", Import("a.fr, b.fr")),
        ("/import@VeilleurBot a.fr\nb.fr", Import("a.fr\nb.fr")),
        ('/importer dans panel:"Les Lyonnais"\na.fr', Import("a.fr", "Les Lyonnais")),
        ("/import a.fr\nb.fr into panel:lyon", Import("a.fr\nb.fr", "lyon")),
        ("import into lyon a.fr", Import("a.fr", "lyon")),
        ('import starter:law into panel:"x y"', Import(into="x y", starter="law")),
        ("import draft:7 add", Import(draft=7, action=ImportAction.ADD)),
        ("/import help", Help("import")),
    ],
)
def test_a_list_keeps_its_lines_and_tabs(text: str, command: Import | Help) -> None:
    assert parse(text) == Ok(command)


def test_links_that_slack_made_of_names_are_read_as_they_were_typed() -> None:
    text = "veille import\n<http://durand.fr|durand.fr>;R&amp;D\n<mailto:a@durand.fr|a@durand.fr>"
    assert parse(text, slack=True) == Ok(Import("durand.fr;R&D\na@durand.fr"))


def test_words_after_import_without_a_list_are_looked_for() -> None:
    read = parse("import export entreprises")
    assert isinstance(read, Ok)
    assert isinstance(read.command, Search)


@pytest.mark.parametrize(
    "text",
    ["import draft:7 take", "/import draft:x add", "import draft:7 add 3", "/import draft:0 add"],
)
def test_a_tap_that_no_button_makes_is_refused(text: str) -> None:
    read = parse(text)
    assert isinstance(read, Bad)
    assert read.reason == "bad_draft"


def test_a_list_may_be_longer_than_other_commands_but_not_endless() -> None:
    rows = "\n".join(f"Cabinet {number};cabinet{number}.fr" for number in range(500))
    assert parse(f"/import {rows}") == Ok(Import(rows))
    too_long = parse(f"/import {rows}\n" + "x" * 20_000)
    assert isinstance(too_long, Bad)
    assert too_long.reason == "too_long"
    assert isinstance(parse(f"/watch {rows}"), Bad)


@pytest.mark.timeout(20)
def test_a_long_list_is_read() -> None:
    for filler in ("import ", '"', "into panel:x ", "a;", "\n", "@", "draft:1 "):
        parse("/import " + filler * (19_000 // len(filler)))


words = st.text(st.sampled_from("abé-&.' ,;"), min_size=1, max_size=12).map(str.strip)
names = words.filter(lambda text: any(map(str.isalnum, text)))
plain_names = names.map(lambda text: " ".join(text.split()))
panels = st.one_of(
    st.builds(Panel, st.just("") | plain_names),
    st.builds(
        Panel,
        plain_names,
        st.sampled_from([ADD, REMOVE]),
        st.lists(plain_names, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(Panel, plain_names, st.just(PanelAction.NAME), value=plain_names),
    st.builds(Panel, plain_names, st.just(PanelAction.FORGET)),
    st.builds(Panel, starter=st.sampled_from(["law", "agencies"])),
)
numbers = st.integers(1, 99)
taps = st.one_of(
    st.builds(
        Import, draft=numbers, action=st.sampled_from([ImportAction.ADD, ImportAction.ALERTS])
    ),
    st.builds(Import, draft=numbers, action=st.just(ImportAction.CHOOSE), entry=numbers),
    st.builds(
        Import,
        draft=numbers,
        action=st.just(ImportAction.TAKE),
        entry=numbers,
        choice=st.integers(0, 20),
    ),
    st.builds(Import, into=st.just("") | plain_names, starter=st.just("law")),
    st.builds(Import, st.sampled_from(["a.fr", "Durand;durand.fr\nMartin\tx"]), plain_names),
)


@given(panels | taps)
def test_what_is_written_is_read_back_the_same(command: Panel | Import) -> None:
    assert parse(render(command)) == Ok(command)

"""Lists of firms as people have them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.pasted import MOST, read_list
from bot.core.pasted_cells import LONGEST, Entry
from bot.core.starters import STARTERS
from connectors.website.domains import domain_of


def entries(text: str) -> list[Entry]:
    return list(read_list(text).entries)


@pytest.mark.parametrize(
    "text",
    ["Durand\nMartin\n", "- Durand\n- Martin", "• Durand\r\n• Martin", "1. Durand\n2) Martin"],
)
def test_a_list_has_one_firm_a_line_whatever_its_marks(text: str) -> None:
    assert entries(text) == [Entry("Durand"), Entry("Martin")]


@pytest.mark.parametrize("between", [";", ",", "\t", " ; "])
def test_each_cell_of_a_row_says_by_itself_what_it_is(between: str) -> None:
    cells = ["Durand", "durand.fr", "concurrent", "avocats", "@durand@piaille.fr"]
    [one] = entries(between.join(cells))
    assert one == Entry(
        "Durand", "durand.fr", ("@durand@piaille.fr",), Relation.COMPETITOR, FirmKind.LAW
    )


@pytest.mark.parametrize(
    ("cell", "entry"),
    [
        ("https://durand.fr/", Entry(site="https://durand.fr/")),
        ("www.durand.fr", Entry(site="www.durand.fr")),
        ("@durand", Entry(accounts=("@durand",))),
        ("durand.bsky.social", Entry(accounts=("durand.bsky.social",))),
        ("x:durand", Entry(accounts=("x:durand",))),
        (
            "https://bsky.app/profile/durand.fr",
            Entry(accounts=("https://bsky.app/profile/durand.fr",)),
        ),
        ("Cabinet Durand & Fils", Entry("Cabinet Durand & Fils")),
        ('"Durand"', Entry("Durand")),
        ("12 rue Durand", Entry("12 rue Durand")),
    ],
)
def test_one_cell_alone_is_a_firm(cell: str, entry: Entry) -> None:
    assert entries(cell) == [entry]


@pytest.mark.parametrize("row", ["contact@durand.fr", "#tva", "concurrent", "…", "<opml>", "<a/>"])
def test_what_names_no_firm_is_told_as_not_read(row: str) -> None:
    pasted = read_list(row)
    assert (pasted.entries, pasted.unread) == ((), (row,))


def test_a_comma_within_a_name_is_no_column() -> None:
    [one] = entries("Durand, Martin et associés, durand.fr")
    assert (one.name, one.site) == ("Durand, Martin et associés", "durand.fr")


@pytest.mark.parametrize("line", ["a.fr, b.fr, c.fr", "@a; @b; @c", "Durand, Martin, Petit"])
def test_cells_of_one_sort_in_one_line_are_several_firms(line: str) -> None:
    assert len(entries(line)) == 3


def test_the_first_row_may_name_the_columns_and_others_are_left_alone() -> None:
    text = '\ufeffEntreprise;Ville;Site web;Relation\n"Durand; associés";Lyon;durand.fr;partenaire'
    [one] = entries(text)
    assert one == Entry("Durand; associés", "durand.fr", relation=Relation.PARTNER)


def test_a_first_row_that_only_looks_like_a_header_is_a_firm() -> None:
    assert [one.name for one in entries("Groupe Durand\nMartin")] == ["Groupe Durand", "Martin"]
    assert [one.name for one in entries("nom\nDurand")] == ["Durand"]


def test_a_quotation_mark_that_is_never_closed_swallows_no_line() -> None:
    assert [one.name for one in entries('"Durand\nMartin\nPetit')] == ["Durand", "Martin", "Petit"]


def test_a_firm_that_stands_twice_counts_once() -> None:
    assert len(entries("Durand;durand.fr\nDURAND;durand.fr\nMartin")) == 2


def test_no_more_rows_are_read_than_the_limit_and_the_rest_is_counted() -> None:
    pasted = read_list("\n".join(f"firm {number}" for number in range(MOST + 7)))
    assert (len(pasted.entries), pasted.beyond) == (MOST, 7)


def test_a_formula_is_a_name_and_nothing_is_run() -> None:
    [one] = entries("'=cmd|' /C calc'!A0;durand.fr")
    assert (one.name, one.site) == ("=cmd|' /C calc'!A0", "durand.fr")


def test_an_export_is_read_as_firms_with_their_accounts() -> None:
    account = {"network": "mastodon", "handle": "durand@piaille.fr", "url": "https://p.fr/@durand"}
    feed = {"network": "feed", "handle": "durand.fr", "url": "https://durand.fr/rss"}
    firm = {"slug": "durand", "name": "Durand", "site": "https://durand.fr", "kind": "law"}
    whole = {
        "watches": [],
        "firms": [{**firm, "relation": "client", "accounts": [account, feed, 7]}, "x"],
        "panels": [{"name": "Lyon", "firms": ["durand"]}],
    }
    assert entries(json.dumps(whole)) == [
        Entry(
            "Durand",
            "https://durand.fr",
            ("@durand@piaille.fr", "https://durand.fr/rss"),
            Relation.CLIENT,
            FirmKind.LAW,
            "Lyon",
        )
    ]


def test_a_table_of_ours_is_read_by_its_columns() -> None:
    out = io.StringIO()
    row = {"panel": "lyon", "firm": "Durand", "relation": "own", "firm_kind": "agency"}
    row |= {"site": "https://durand.fr", "network": "mastodon", "kind": "account"}
    row |= {"handle": "durand@piaille.fr", "name": "Durand on Mastodon", "url": "https://p.fr/@d"}
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    [one] = entries(out.getvalue())
    assert one == Entry(
        "Durand",
        "https://durand.fr",
        ("@durand@piaille.fr",),
        Relation.OWN,
        FirmKind.AGENCY,
        "lyon",
    )


def test_the_feeds_of_a_reader_are_read_wherever_it_has_put_them() -> None:
    text = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Law">
        <outline text="Blog" type="rss" xmlUrl="https://durand.fr/rss"/></outline>
        <outline title="News" xmlUrl="https://martin.fr/rss"/></body></opml>"""
    assert entries(text) == [
        Entry("Blog", accounts=("https://durand.fr/rss",)),
        Entry("News", accounts=("https://martin.fr/rss",)),
    ]


def test_entities_of_a_file_are_not_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><opml><body><outline text="&b;"/></body></opml>'
    assert entries(bomb) == []


nasty = st.text(st.sampled_from("ab;,\t\n\"'=@#<>[]{}:./ é\u00a0\ufeff|&-1"), max_size=60)


@given(nasty | st.text(max_size=80))
def test_any_text_is_read_and_nothing_grows_out_of_hand(text: str) -> None:
    pasted = read_list(text)
    for one in pasted.entries:
        assert one.name or one.site or one.accounts
        assert len(one.name) <= LONGEST
    assert len(pasted.entries) + len(pasted.unread) <= MOST


@pytest.mark.parametrize("text", ["[" * 50_000, '{"firms": ' * 20_000, "<a>" * 6_000, '"' * 19_999])
def test_deep_and_endless_texts_are_refused_calmly(text: str) -> None:
    assert len(read_list(text).entries) <= 1


@pytest.mark.parametrize("key", ["accountants", "lawyers", "agencies"])
def test_a_list_to_begin_with_has_a_dozen_sites_of_different_owners(key: str) -> None:
    starter = STARTERS[key]
    sites = [domain_of(one.site) for one in starter.entries]
    assert 10 <= len(set(sites)) == len(sites) <= 15
    assert all(one.relation is Relation.MODEL and one.kind for one in starter.entries)
    assert all(tag.isalnum() for tag in starter.tags)

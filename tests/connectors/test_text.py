from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.text import (
    KEY_CAP,
    TEXT_CAP,
    clean,
    hashtags_in,
    html_links,
    html_to_text,
    links_in,
    mentions_in,
    one_line,
    short_key,
    unique,
    web_url,
)

SHARED = Path(__file__).parents[2] / ".." / "shared"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("<p>Fish &amp; chips&nbsp;! &lt;b&gt;</p>", "Fish & chips\xa0! <b>"),
        (
            '<a href="https://ex.org/a/b"><span class="invisible">https://</span>'
            '<span class="ellipsis">ex.org/a</span><span class="invisible">/b</span></a>',
            "ex.org/a",
        ),
        ('<p class="quote-inline">RE: <a href="#">x</a></p><p>said</p>', "said"),
        ("<script>alert('<p>')</script>seen<style>p{}</style>", "seen"),
        ("<!-- <b>no</b> -->yes", "yes"),
        ('<img alt="a > b">after', "after"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("  lots \n of\tspace  ", "lots of space"),
        ("<pre>a\nb</pre>", "a\nb"),
        ('<a class="mention hashtag" href="/tags/x">#<span>tag</span></a>', "#tag"),
        ("<b>bold</b> <i>it</i>", "bold it"),
        ("unclosed <b", "unclosed <b"),
        ("", ""),
    ],
)
def test_html_reads_as_a_reader_would_see_it(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_text_is_capped() -> None:
    assert len(html_to_text("<p>" + "word " * 100_000)) <= TEXT_CAP
    assert html_to_text("<p>abcdef</p>", limit=3) == "abc"


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<",
        "<a ",
        '<a "',
        "<!--",
        "<b> </b>",
        "&#",
        "<a href='",
        '<p class="x',
        "#a",
        "#·",
        "@a.",
        "\n ",
    ],
)
@pytest.mark.timeout(30)  # by the square of its length, hours
def test_hostile_html_comes_to_an_end(piece: str) -> None:
    html_to_text(piece * (400_000 // len(piece)))
    html_links(piece * (400_000 // len(piece)))
    hashtags_in(piece * (400_000 // len(piece)))
    mentions_in(piece * (400_000 // len(piece)))


@given(st.text())
def test_any_text_is_survived_and_never_keeps_control_characters(text: str) -> None:
    shown = html_to_text(text)
    assert not any(ord(char) < 32 and char != "\n" for char in shown)
    assert "\n\n\n" not in shown
    html_links(text)
    links_in(text)


@given(st.text(alphabet="abc <>&;\"'/p=!-", max_size=200))
def test_escaped_text_comes_back(text: str) -> None:
    import html

    shown = html_to_text(f"<p>{html.escape(text)}</p>")
    assert shown == clean(text).replace("\n", " ")


def test_links_of_html_leave_mentions_and_hashtags_out() -> None:
    html = (
        '<a href="https://ex.org/?a=1&amp;b=2">x</a> <a class="mention hashtag" href="https://m/t">'
        "#t</a><a href='javascript:alert(1)'>j</a><a href=\"https://ex.org/?a=1&amp;b=2\">y</a>"
    )
    assert html_links(html) == ("https://ex.org/?a=1&b=2",)


def test_links_of_plain_text_lose_the_punctuation_after_them() -> None:
    text = "See https://ex.org/a, (https://ex.org/b) and http://ex.org/c_(d)."
    assert links_in(text) == ("https://ex.org/a", "https://ex.org/b", "http://ex.org/c_(d)")


def test_hashtags_are_words_after_a_mark() -> None:
    assert hashtags_in("#Élan a#b ##c #2026 #fin_2 ＃日本 x/#y #fin_2 #FIN_2") == (
        "Élan",
        "fin_2",
        "日本",
    )


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("💡#TVA et ✌️#Bilan", ("TVA", "Bilan")),
        ("salarié·e·s : #salarié·e·s.", ("salarié·e·s",)),
        ("(#un)#deux,#trois", ("un", "deux", "trois")),
        ("#1er et #2026_1 et #_", ("1er",)),
        ("#http://example.org, https://example.org/#ancre", ()),
        ("＃ｆａｃｔｕｒｅ #cafe\u0301", ("ｆａｃｔｕｒｅ", "cafe\u0301")),
        ("#️⃣facture #️⃣ #\u200d", ()),
        ("#می‌خواهم", ("می‌خواهم",)),
        (f"#{'a' * 100} #{'b' * 101}", ("a" * 100,)),
    ],
)
def test_a_hashtag_ends_where_its_word_does(text: str, tags: tuple[str, ...]) -> None:
    assert hashtags_in(text) == tags


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("Merci @durand, @Martin_1 et (@durand)", ("durand", "Martin_1")),
        ("RT@durand vu par@martin", ("durand",)),
        ("@nom.bsky.social et .@durand.", ("nom.bsky.social", "durand")),
        ("durand@example.org, @durand@social.example", ()),
        ("https://social.example/@durand @https://example.org", ()),
        ("@andréa @" + "a" * 31, ()),
        ("株式会社@durandの発表", ("durand",)),
    ],
)
def test_a_mention_is_a_handle_and_no_address(text: str, handles: tuple[str, ...]) -> None:
    assert mentions_in(text) == handles


@pytest.mark.parametrize(
    ("kind", "read", "cases"), [("hashtags", hashtags_in, 65), ("mentions", mentions_in, 23)]
)
def test_the_corpus_of_hashtags_and_mentions_is_read_as_it_expects(
    kind: str, read: Callable[[str], tuple[str, ...]], cases: int
) -> None:
    corpus = SHARED / "corpora" / "twitter-text-hashtags-mentions.json"
    if not corpus.exists():
        pytest.skip("the corpus of hashtags and mentions isn't beside this checkout")
    expected = json.loads(corpus.read_text("utf-8"))[kind]
    wrong = [case["text"] for case in expected if read(case["text"]) != unique(case["expected"])]
    assert (len(expected), wrong) == (cases, [])


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "//ex.org", "https://", "http://[x", "https://a b", 3, None, "x" * 9],
)
def test_what_is_no_web_address_is_not_linked(bad: object) -> None:
    assert web_url(bad) == ""


def test_names_stay_on_one_line() -> None:
    assert one_line(" Jane\n\n\x07Doe ") == "Jane Doe"


def test_unique_keeps_the_first_spelling() -> None:
    assert unique(["Tax", "tax", "TVA"], ignore_case=True) == ("Tax", "TVA")
    assert unique(["a", "A", "a", "b"], cap=2) == ("a", "A")


def test_naughty_strings_are_survived() -> None:
    corpus = SHARED / "corpora" / "naughty-strings.json"
    if not corpus.exists():
        pytest.skip("the corpus of naughty strings isn't beside this checkout")
    for text in json.loads(corpus.read_text("utf-8")):
        html_to_text(text).encode("utf-8")
        one_line(text).encode("utf-8")


@given(st.text(), st.text(min_size=1, max_size=3), st.integers(0, 1500))
def test_keys_fit_an_index_and_short_ones_stay(start: str, unit: str, times: int) -> None:
    key = start + unit * times
    short = short_key(key)
    size = len(key.encode(errors="surrogatepass"))
    assert len(short.encode(errors="surrogatepass")) <= KEY_CAP
    assert (short == key) == (size <= KEY_CAP)
    assert short_key(short) == short


@given(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5))
def test_long_keys_that_differ_at_their_end_stay_apart(one: str, other: str) -> None:
    assert (short_key("k" * 2000 + one) == short_key("k" * 2000 + other)) == (one == other)

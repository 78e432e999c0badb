"""Random messages, hostile ones included, for the property tests of the renderers."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.message import Aside, Button, Details, Fixed, Items, Message, Paragraph, PostRef, Span

HOSTILE = [
    "</b><script>",
    "<blockquote>",
    "&nbsp;&lt;b&gt;&#0;",
    "<!channel> <@U1>",
    "\x1b[2J\x1b]8;;http://evil.example\x07",
    "\u202egnp.exe",
    "\u200b\u200d\ufeff",
    "\x00\ud800",
    "a\nb\r\nc\u2028d",
    "😀" * 3000,
    "mot " * 2000,
    "",
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
links = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "https://a.example/?q=1&b=\"'<x>",
            "http://b.example/é",
            "javascript:alert(1)",
            "https://",
            "https://[",
            "ftp://c.example",
            "https://d.example/ x",
            "tg://user?id=1",
            "https://e.example/" + "x" * 3000,
        ]
    ),
)
spans = st.builds(Span, text=texts, strong=st.booleans(), link=links)
lines = st.lists(spans, max_size=3).map(tuple)
many = st.lists(lines, max_size=8).map(tuple)
ids = st.text("abcXYZ019_-", min_size=1, max_size=10)
buttons = st.one_of(
    st.builds(Button, label=texts, command=st.just("list"), id=ids),
    st.builds(Button, label=texts, url=links),
)
menus = st.lists(st.lists(buttons, max_size=6).map(tuple), max_size=8).map(tuple)
blocks = st.one_of(
    st.builds(Paragraph, lines=many),
    st.builds(Items, lines=many, numbered=st.booleans(), start=st.integers(1, 50), menus=menus),
    st.builds(Details, title=lines, lines=many),
    st.builds(Fixed, lines=many),
    st.builds(Aside, line=lines),
)
messages = st.builds(
    Message,
    summary=texts,
    title=st.none() | texts,
    blocks=st.lists(blocks, max_size=5).map(tuple),
    buttons=st.lists(buttons, max_size=4).map(tuple),
    more=st.lists(buttons, max_size=6).map(tuple),
    posts=st.lists(st.builds(PostRef, texts, texts, texts), max_size=2).map(tuple),
    language=st.sampled_from(["en", "fr"]),
    preview_url=links,
)

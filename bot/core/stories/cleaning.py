"""A text without what each network hangs on it: links, tags at the end, feet, threads' marks."""

from __future__ import annotations

import re
import unicodedata

from bot.core.words.fold import unaccented

TEXT_CAP = 4000

_QUOTES = re.compile("[’ʼ′`´]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")
_KEYCAP = re.compile("[0-9]\u20e3")
_LINK = re.compile(r"https?://\S{1,2000}|\b[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}/\S{1,200}")
_MAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_HOST = re.compile(r"(?<![\w@.])[a-z\d-]{1,60}(?:\.[a-z\d-]{1,60}){0,3}\.[a-z]{2,12}\b")
_PHONE = re.compile(r"(?:\+\d\d ?(?:\(0\) ?)?\d|\b0\d)(?:[ .]?\d\d){4}\b")
_FOOT = re.compile(
    r"(?:L'article .{1,200}? est apparu en premier sur|The post .{1,200}? appeared first on"
    r"|Continue reading|Lire la suite|Read more|\[\.\.\.\]).{0,100}\Z",
    re.DOTALL,
)
_INCLUSIVE = re.compile(r"(?<=\w)(?:·\w{1,6}){1,2}|(?<=\w)\((?:e|s|es|ne|trice)\)")
_THREAD = re.compile(r"\(?\b\d{1,2}/\d{1,2}\)?\W{0,5}\Z|\A\(?\d{1,2}/(?:\d{1,2}|n)?\)?\s")
# A word that was cut, and a figure before it: of 12 000, 12 may be left.
_CUT = re.compile(r"(?:\b\d[\d .,:/]{0,20})?\w{0,60}\.\.\.\s{0,5}\Z")
_SITE = re.compile(r"\s[|•]\s[^|•]{1,80}\Z")


def cleaned(text: str) -> str:
    """Unaccented, case kept. Linear in the text, of which the first 4,000 characters count."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", _QUOTES.sub("'", text[:TEXT_CAP])))
    plain = _KEYCAP.sub(" ", plain)
    for noise in (_FOOT, _LINK, _MAIL, _HOST, _PHONE):
        plain = noise.sub(" ", plain)
    plain = _INCLUSIVE.sub("", plain).strip()
    for noise in (_THREAD, _CUT):
        plain = noise.sub("", plain).strip()
    return unaccented(_without_last_tags(plain))


def without_site(title: str) -> str:
    """A feed's title without the blog's name behind it."""
    return _SITE.sub("", title)


def _without_last_tags(text: str) -> str:
    """Tags in the sentence are words of it; those behind it are decoration."""
    while True:
        before, mark, tail = text.rpartition("#")
        tag, *behind = tail.split() or [""]
        if not mark or not tag or any(char.isalnum() for word in behind for char in word):
            return text
        text = before.rstrip()

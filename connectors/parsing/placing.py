"""Where on its page a link stands: in its frame, in its text, or in the words of who made it.

Runs in the limited process. What surrounds a link is followed a bounded number of steps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connectors.website.types import Place

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

STEPS = 60  # ancestors looked at
RUN = 300  # characters before a link within its own line
CLASS_CAP = 300

_BLOCK_TAGS = """
    address article aside body br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hr html li main nav ol p section table td th tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_CREDITS = re.compile(
    r"r[ée]alis(?:é|ée|ation)\b|(?:conçu|créé|développé|propulsé|hébergé)e?\s+(?:par|avec)\b"
    r"|conception\b|(?:création|design)\s+(?:du\s+site|web|graphique)|webdesign|agence\s+web"
    r"|(?:powered|designed?|developed|built|made|created|hosted|website|site|theme)\s+(?:by|with)\b"
    r"|\b(?:thème|theme)\s*:|\bweb\s+design\b",
    re.IGNORECASE,
)
_CREDIT_CLASSES = frozenset({"credit", "credits", "site-credit", "made-by", "powered-by"})
_FOOTER = re.compile(r"footer|colophon|pied-?de-?page|bottom-?bar", re.IGNORECASE)
_HEADER = re.compile(r"header|masthead|navbar|top-?bar|en-?tete|site-nav", re.IGNORECASE)
# The head and foot of one publication, comment or card are not the page's.
_OF_A_PART = re.compile(
    r"(?:entry|post|article|comment|card|modal|panel|quote|widget|section|block)s?[-_]",
    re.IGNORECASE,
)
_EMBEDS = re.compile(
    r"twitter-timeline|twitter-(?:tweet|follow)|fb-(?:page|post)|instagram-(?:media|feed)"
    r"|tiktok-embed|bluesky-embed|mastodon-embed|text-post-media|reddit-embed|elfsight|juicer"
    r"|flockler|taggbox|walls-io|curator-feed|sb_instagram|^sbi?_|^cff|^ctf",
    re.IGNORECASE,
)


def place_of(link: LexborNode) -> Place | None:
    """None: within a quotation or an embedded publication, which is somebody else's."""
    if _is_credit(link):
        return Place.CREDIT
    place = Place.BODY
    node: LexborNode | None = link
    for _ in range(STEPS):
        if node is None or node.tag in ("body", "html"):
            break
        if node.tag == "blockquote":
            return None
        names = _names(node)
        if names & _CREDIT_CLASSES:
            return Place.CREDIT
        if node.tag == "article" or any(_EMBEDS.search(name) for name in names):
            return Place.BODY
        place = _frame(node, names) or place
        node = node.parent
    return place


def within_text(link: LexborNode) -> bool:
    """Does it stand in an article or a quotation, whose author may be anybody?"""
    node: LexborNode | None = link
    for _ in range(STEPS):
        if node is None:
            return False
        if node.tag in ("article", "blockquote"):
            return True
        node = node.parent
    return False


def _frame(node: LexborNode, names: set[str]) -> Place | None:
    """The outermost one counts: a footer may hold a navigation of its own."""
    role = (node.attributes.get("role") or "").lower()
    own = [name for name in names if not _OF_A_PART.match(name)]
    if node.tag == "footer" or role == "contentinfo" or any(map(_FOOTER.search, own)):
        return Place.FOOTER
    if node.tag in ("header", "nav") or role in ("banner", "navigation"):
        return Place.HEADER
    return Place.HEADER if any(map(_HEADER.search, own)) else None


def _names(node: LexborNode) -> set[str]:
    attributes = node.attributes
    classes, ident = attributes.get("class") or "", attributes.get("id") or ""
    return set(f"{classes[:CLASS_CAP]} {ident[:CLASS_CAP]}".lower().split())


def _is_credit(link: LexborNode) -> bool:
    """Do the words before it on its own line say that somebody made the site?"""
    return _CREDITS.search(_before(link)) is not None


def _before(link: LexborNode) -> str:
    """The text of the line that runs up to the link, from the nearest block's edge."""
    said: list[str] = []
    size, node = 0, link
    for _ in range(STEPS):
        before = node.prev
        if before is None:
            parent = node.parent
            if parent is None or parent.tag in _BLOCKS:
                break
            node = parent
            continue
        if before.tag in _BLOCKS:
            break
        words = before.text_content if before.is_text_node else before.text()
        said.append(words or "")
        size += len(said[-1])
        if size > RUN:
            break
        node = before
    return "".join(reversed(said))[-RUN:]

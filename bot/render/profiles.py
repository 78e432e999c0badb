"""What an account changed in its profile, and who answers to its name now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.excerpt import first_words
from bot.core.message import Button, Line, Message, Paragraph, Span, line
from bot.core.model import StoredPost
from bot.render.alerts import reference, said
from bot.render.words import Words

CHANGED, TAKEN = "profile.changed", "notice.broken.taken"
"""Keys in the payloads of these notices."""
PINNED = 110  # characters of a pinned post
_LINKS = frozenset({"links_added", "links_removed"})


def changed(words: Words, payload: Mapping[str, Any], pinned: StoredPost | None) -> Message:
    """One line. `payload`: made by bot.service.profiles. `pinned`: the post, where it is known."""
    changes: Sequence[Mapping[str, str]] = payload.get("changes", ())
    text = words(
        "profile.line",
        name=payload.get("name", ""),
        network=words.network(str(payload["network"])),
        what=words.joined([_what(words, one, pinned) for one in changes], "and"),
    )
    links = [link for one in changes for link in _links(one)]
    return Message(
        summary=text,
        blocks=(Paragraph((_linked(text, links),)),),
        buttons=tuple(_buttons(words, str(payload["url"]), changes)),
        more=(Button(words("profile.off"), command="settings profiles off"),),
        posts=(reference(pinned.post),) if pinned else (),
        language=words.language,
    )


def _what(words: Words, change: Mapping[str, str], pinned: StoredPost | None) -> str:
    kind, now, before = change["kind"], change["now"], change["before"]
    if kind == "pinned":
        return _pinned(words, pinned)
    if kind == "bio" and not (now and before):
        key = "profile.bio.first" if now else "profile.bio.none"
        return words(key, text=words.quote(now or before))
    if kind in _LINKS:
        every = (now or before).split()
        return words(f"profile.{kind}", n=len(every), links=words.names(every))
    if kind == "new_account":
        return words("profile.new_account", network=words.network(change["network"]), link=now)
    if kind == "handle":
        return words("profile.handle", now=now, before=before)
    return words(f"profile.{kind}", now=words.quote(now), before=words.quote(before))


def _pinned(words: Words, pinned: StoredPost | None) -> str:
    if pinned is None or not (pinned.deleted or pinned.post.text or pinned.post.title):
        return words("profile.pinned.unread")
    return words("profile.pinned", text=said(words, pinned, PINNED))


def _links(change: Mapping[str, str]) -> Iterator[str]:
    """Addresses that are shown as they are, and lead where they say."""
    if change["kind"] in ("links_added", "new_account"):
        yield from change["now"].split()


def _linked(text: str, links: Sequence[str]) -> Line:
    spans: list[Span] = []
    for link in links:
        before, found, text = text.partition(link)
        spans += [Span(before), Span(found, link=found or None)]
    return tuple(span for span in (*spans, Span(text)) if span.text)


def _buttons(words: Words, url: str, changes: Sequence[Mapping[str, str]]) -> Iterator[Button]:
    yield Button(words("alert.open"), url=url)
    link = next((one["now"] for one in changes if one["kind"] == "new_account"), None)
    if link is not None:
        yield Button(words("profile.watch"), command=f"watch {link}")


def taken_over(words: Words, payload: Mapping[str, Any]) -> Message:
    """A question: the name of a watched account is another's now."""
    facts = {"name": payload["name"], "network": words.network(str(payload["network"]))}
    if by := payload.get("by"):
        facts["who"] = words.quote(first_words(str(by["name"]), PINNED))
        if by["followers"] is not None:
            count = words.compact(by["followers"])
            facts["who"] += ", " + words("account.followers", count=count, n=by["followers"])
    text = words("taken.by" if by else "taken.somebody", **facts)
    stop = Button(words("alert.stop"), command=f"unwatch watch:{payload['watch']}")
    new = [Button(words("taken.watch"), command=by["command"])] if by else []
    return Message(
        summary=text,
        blocks=(Paragraph((line(text),)),),
        buttons=(*new, stop),
        language=words.language,
    )

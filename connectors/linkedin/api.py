"""The questions that LinkedIn's API is asked: https://learn.microsoft.com/en-us/linkedin"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from connectors.errors import ConnectorError, NotPossible, TargetGone
from connectors.linkedin.posts import Element, Organization
from connectors.payload import many, one
from connectors.types import Conversation, Request

URN = "urn:li:organization:"
PAGE = 50
MOST_RIGHTS = 100  # that one answer lists

# Roles whose holder may read a page's posts.
_ROLES = frozenset(
    {"ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"}
)
# The second was the spelling of versions before 2023-05.
_EDGES = ("COMPANY_FOLLOWED_BY_MEMBER", "CompanyFollowedByMember")
_NO_COUNT = frozenset({200, 400, 403, 404})


class Listing(msgspec.Struct, frozen=True):
    """What a finder answers."""

    elements: list[Any]


class Found(msgspec.Struct, frozen=True):
    """What a question for several ids answers."""

    results: dict[str, Any]


class Right(msgspec.Struct, frozen=True, rename="camel"):
    """A role that the token's member holds. The page's field has had three names."""

    role: str = ""
    organization: str = ""
    organization_target: str = ""
    organizational_target: str = ""

    def reads(self, urn: str) -> bool:
        pages = (self.organization, self.organization_target, self.organizational_target)
        return self.role in _ROLES and urn in pages


class Size(msgspec.Struct, frozen=True, rename="camel"):
    first_degree_size: int


@dataclass(frozen=True, slots=True)
class Api:
    """`base`: without a slash at its end. `version`: YYYYMM."""

    base: str
    version: str

    def posts(self, urn: str, start: int = 0) -> Conversation[tuple[Sequence[Element], int, bool]]:
        """The posts that can be read, how many there were, and whether that was all of them.

        Raises NotPossible for a page that the token doesn't administer.
        """
        asked = [("q", "author"), ("author", urn), ("count", str(PAGE))]
        asked += [("start", str(start))] if start else []
        answer = yield self.request(
            "posts",
            *asked,
            ("sortBy", "LAST_MODIFIED"),
            method="FINDER",
            accept=frozenset({200, 403}),
        )
        if answer.status == 403:
            raise NotPossible("linkedin_posts")
        listed = one(answer.json(), Listing).elements
        elements, complete = many(listed, Element)
        return elements, len(listed), complete

    def post(self, urn: str) -> Conversation[tuple[int, Element | None]]:
        """The status and the post: 404 where it is gone, 403 where it may not be read."""
        path = f"posts/{quote(urn, safe='')}"
        answer = yield self.request(path, accept=frozenset({200, 403, 404}))
        found = one(answer.json(), Element) if answer.status == 200 else None
        return answer.status, found

    def organization(self, name: str) -> Conversation[Organization | None]:
        """https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api"""
        try:
            if name.isascii() and name.isdigit():
                # Parentheses that are part of the grammar must not be encoded.
                answer = yield self.request(f"organizationsLookup?ids=List({name})")
                results = one(answer.json(), Found).results
                return one(results[name], Organization) if name in results else None
            answer = yield self.request("organizations", ("q", "vanityName"), ("vanityName", name))
            found = many(one(answer.json(), Listing).elements, Organization)[0]
        except TargetGone:
            return None
        return found[0] if found else None

    def rights(self, count: int) -> Conversation[Sequence[Right] | None]:
        """The roles of the token's member; None: the token may not ask.

        https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-access-control-by-role
        """
        asked = (("q", "roleAssignee"), ("state", "APPROVED"), ("count", str(count)))
        answer = yield self.request("organizationAcls", *asked, accept=frozenset({200, 403}))
        if answer.status == 403:
            return None
        return many(one(answer.json(), Listing).elements, Right)[0]

    def administers(self, urn: str) -> Conversation[bool | None]:
        """None: it can't be told in one answer."""
        rights = yield from self.rights(MOST_RIGHTS)
        if rights is not None and any(right.reads(urn) for right in rights):
            return True
        return False if rights is not None and len(rights) < MOST_RIGHTS else None

    def followers(self, urn: str) -> Conversation[int | None]:
        """https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api#retrieve-organization-follower-count"""
        path = f"networkSizes/{quote(urn, safe='')}"
        for edge in _EDGES:
            try:
                answer = yield self.request(path, ("edgeType", edge), accept=_NO_COUNT)
                if answer.status == 200:
                    return one(answer.json(), Size).first_degree_size
            except ConnectorError:
                return None
        return None

    def request(
        self,
        path: str,
        *params: tuple[str, str],
        method: str = "",
        accept: frozenset[int] = frozenset({200}),
    ) -> Request:
        headers = {
            "Accept": "application/json",
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        headers |= {"X-RestLi-Method": method} if method else {}
        url = f"{self.base}/{path}"
        return Request(url, headers=headers, params=params, accept=accept, auth=True)

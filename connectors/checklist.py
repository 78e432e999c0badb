"""What was checked of each network, kept as data: the conformance tests and docs read it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


class Point(enum.StrEnum):
    """What can be said of every network."""

    AUTH = "auth"
    PACE = "pace"
    DELETED = "deleted"
    RENAMED = "renamed"
    SUSPENDED = "suspended"
    RATE_LIMITED = "rate limited"
    EMPTY_PAGE = "empty page"
    PAGING = "paging"
    EDITS = "edits"
    LIMITS = "known limits"


class Grade(enum.StrEnum):
    DONE = "done"
    TODO = "todo"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Check:
    """`how`: one plain sentence: how it is done, what is to do, or why it can't apply.

    A `source` (a vendor's page) is given for the pace and wherever a number stands.
    """

    grade: Grade
    how: str
    source: str = ""


Checklist: TypeAlias = Mapping[Point, Check]


def done(how: str, source: str = "") -> Check:
    return Check(Grade.DONE, how, source)


def todo(how: str, source: str = "") -> Check:
    return Check(Grade.TODO, how, source)


def exempt(how: str, source: str = "") -> Check:
    return Check(Grade.EXEMPT, how, source)

"""Who acts: a person with posts, a resident, or the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Party id of the resident behind a demand; no body has this id.
REQUESTER: Final = 0


@dataclass(frozen=True, slots=True)
class Post:
    """任职: one role held at one body."""

    role: str
    body: int


@dataclass(frozen=True, slots=True)
class Actor:
    """操作人: a person (None for residents and the clock) with the posts held at this moment."""

    person: int | None
    posts: tuple[Post, ...]
    district: int

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.posts)

    @property
    def bodies(self) -> frozenset[int]:
        return frozenset(post.body for post in self.posts)

    def at(self, role: str, body: int) -> bool:
        """Does the actor hold this role at this body?"""
        return Post(role, body) in self.posts


def resident(district: int) -> Actor:
    """The resident behind a demand, known by number and code alone."""
    return Actor(None, (Post("requester", REQUESTER),), district)


def clock(district: int) -> Actor:
    """The ticker, the only actor of acts that happen by time."""
    return Actor(None, (Post("clock", REQUESTER),), district)

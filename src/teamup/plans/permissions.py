"""Who may do what with a plan: one table, asked at every door."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to a plan."""

    OWNER = "owner"
    EDITOR = "editor"
    COMMENTER = "commenter"
    VIEWER = "viewer"


class Deed(StrEnum):
    """What somebody wants to do with a plan."""

    READ = "read"
    COMMENT = "comment"
    EDIT = "edit"  # answers, steps, self-check rounds, activities, restoring, naming a version
    SEND = "send"  # the report by mail
    AGREE = "agree"  # put a version to both sides
    SET_UP = "set up"  # name and zone, version of the course
    SHARE = "share"  # read-only links
    MANAGE = "manage"  # people, the key, browsers
    DELETE = "delete"


_ALL = frozenset(Role)
_WRITERS = frozenset({Role.OWNER, Role.EDITOR})
_OWNERS = frozenset({Role.OWNER})

MAY: Mapping[Deed, frozenset[Role]] = {
    Deed.READ: _ALL,
    Deed.COMMENT: _WRITERS | {Role.COMMENTER},
    Deed.EDIT: _WRITERS,
    Deed.SEND: _WRITERS,
    Deed.AGREE: _WRITERS,
    Deed.SET_UP: _WRITERS,
    Deed.SHARE: _OWNERS,
    Deed.MANAGE: _OWNERS,
    Deed.DELETE: _OWNERS,
}


def may(role: Role, deed: Deed) -> bool:
    """Say whether somebody with this role may do this."""
    return role in MAY[deed]

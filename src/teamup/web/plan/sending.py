"""What a plain form sends with every save: a key of its own, and the revision it started from."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from teamup.plans.errors import AnswerRejected, Fault
from teamup.web.plan.reading import revision_of


def read_key(post: Mapping[str, str], name: str = "save") -> UUID:
    """Return a posted form's save key. Raises `AnswerRejected` for one without: a retry would count twice."""
    try:
        return UUID(post.get(name, ""))
    except ValueError as error:
        raise AnswerRejected(Fault(_("This form is out of date. Reload the page and try again."))) from error


def read_base(post: Mapping[str, str], name: str = "base") -> int:
    """Return the revision a form started from. Raises `AnswerRejected`: leaving it out never means "overwrite"."""
    return revision_of(post.get(name, ""))

"""Why a case was chosen, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from teamup.catalog.model import Course
from teamup.plans.tailoring import Pick

_LABELS = {"setting": "settings", "form": "forms", "lead": "leads", "state": "states", "caution": "topics"}


def reason_of(pick: Pick, course: Course) -> str:
    """Return one line such as "Like yours: downtown, police-led" or "A caution on cameras"."""
    said = {kind: _label(course, kind, value) for kind, value in reversed(pick.reasons)}
    like = [
        said[kind].lower() if kind != "state" else said[kind] for kind in ("setting", "form", "state") if kind in said
    ]
    if "lead" in said:
        like.append(said["lead"].lower())
    lines = [_("Like yours: %(what)s") % {"what": ", ".join(like)}] if like else []
    if "caution" in said:
        lines.append(_("A caution on %(topic)s") % {"topic": said["caution"].lower()})
    if "topic" in said and not lines:
        lines.append(_("Shows this step: %(lesson)s") % {"lesson": said["topic"]})
    return ". ".join(lines) or _("A classic of this step")


def _label(course: Course, kind: str, value: str) -> str:
    return course.labels.get(_LABELS.get(kind, ""), {}).get(value, value)

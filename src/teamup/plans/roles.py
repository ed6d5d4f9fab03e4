"""What a role may do, in words. The table of permissions is read, so that sentences and doors say the same."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from teamup.catalog.model import Side
from teamup.plans.permissions import Deed, Role, may

DEEDS: Mapping[Deed, Promise] = {
    Deed.READ: lazy("read the plan"),
    Deed.COMMENT: lazy("comment"),
    Deed.EDIT: lazy("write answers and steps"),
    Deed.SEND: lazy("e-mail the report"),
    Deed.AGREE: lazy("put it to both sides for agreement"),
    Deed.SET_UP: lazy("change its name and settings"),
    Deed.SHARE: lazy("share it by link"),
    Deed.MANAGE: lazy("invite and remove people"),
    Deed.DELETE: lazy("delete it"),
}
NAMES: Mapping[Role, Promise] = {
    Role.OWNER: lazy("Owner"),
    Role.EDITOR: lazy("Editor"),
    Role.COMMENTER: lazy("Commenter"),
    Role.VIEWER: lazy("Viewer"),
}
SIDES: Mapping[Side, Promise] = {
    Side.POLICE: lazy("Police"),
    Side.SECURITY: lazy("Security"),
    Side.JOINT: lazy("Both sides"),
}


def may_sentence(role: Role) -> str:
    """Return what a role may do, such as "May read the plan and comment."."""
    told = [str(DEEDS[deed]) for deed in Deed if may(role, deed)]
    if len(told) == 1:
        return _("May %(deed)s.") % {"deed": told[0]}
    return _("May %(deeds)s and %(last)s.") % {"deeds": ", ".join(told[:-1]), "last": told[-1]}


def place_words(role: str, side: str) -> str:
    """Return a role and a side within a sentence, such as "editor, for security"."""
    sides = {Side.POLICE: _("for the police"), Side.SECURITY: _("for security"), Side.JOINT: _("for both sides")}
    return f"{str(NAMES[Role(role)]).lower()}, {sides[Side(side)]}"

"""People and their addresses: who signs in with an address, who is new, and what they say of themselves.

Only addresses that their owners have shown to be theirs are ever kept, so an address leads to one person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from teamup.accounts.errors import AddressTaken, BadDetails
from teamup.accounts.models import User
from teamup.delivery import addresses
from teamup.delivery.digests import Mailbox
from teamup.plans import lifecycle, people

LONGEST_NAME, LONGEST_ORGANIZATION = people.LONGEST_NAME, people.LONGEST_ORGANIZATION
MOST_ADDRESSES = 10


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who has shown that an address is theirs."""

    user: User
    is_new: bool


def clean_address(typed: str) -> str:
    """Return the one address in `typed` in lower case, as people are found by it. Raises `BadAddress`."""
    return addresses.clean(typed).lower()


def display(user: User) -> str:
    """Return the name that others see."""
    return user.get_full_name()


def find(address: str) -> User | None:
    """Return who signs in with this address, or None."""
    kept = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    if kept is not None:
        return User.objects.get(pk=kept.user_id)
    return User.objects.filter(email=address).first()


def arrive(*, address: str, time_zone: str, now: datetime) -> Arrival:
    """Return who signs in with this address, which they have shown to be theirs; somebody new is made a person."""
    try:
        with transaction.atomic():
            return _arrive(address, time_zone, now)
    except IntegrityError:
        # The same person, a moment ago and elsewhere.
        with transaction.atomic():
            return _arrive(address, time_zone, now)


def _arrive(address: str, time_zone: str, now: datetime) -> Arrival:
    user = find(address)
    is_new = user is None
    if user is None:
        zone = lifecycle.valid_zone(time_zone)
        user = User.objects.create_user(address, time_zone=zone, joined_at=now)
    if not EmailAddress.objects.filter(user_id=user.pk, email=address).exists():
        has_primary = EmailAddress.objects.filter(user_id=user.pk, primary=True).exists()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=not has_primary)
    return Arrival(user, is_new)


def addresses_of(user: User) -> Sequence[EmailAddress]:
    """Return the addresses a person signs in with, the first one first."""
    return list(EmailAddress.objects.filter(user_id=user.pk).order_by("-primary", "email"))


def check_can_add(user: User, address: str) -> None:
    """Raise `AddressTaken` when the person has this address already, or as many as they may.

    Whether somebody else has it is not said here: only who can read its mail learns that.
    """
    own = [one.email for one in addresses_of(user)]
    if address in own:
        raise AddressTaken(_("%(address)s is yours already.") % {"address": address})
    if len(own) >= MOST_ADDRESSES:
        raise AddressTaken(_("Ten addresses are as many as one account has. Remove one first."))


def add_address(user: User, address: str) -> None:
    """Let a person sign in with an address that they have shown to be theirs.

    Raises `AddressTaken` when somebody else signs in with it.
    """
    check_can_add(user, address)
    try:
        with transaction.atomic():
            if find(address) is not None:
                raise AddressTaken(_taken(address))
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=False)
    except IntegrityError as error:
        raise AddressTaken(_taken(address)) from error


def _taken(address: str) -> str:
    said = _("Another account signs in with %(address)s. Sign in with it, and remove it there first.")
    return said % {"address": address}


@transaction.atomic
def make_first(user: User, address: str) -> str:
    """Make an address the one that mail goes to; return the one before. Raises `AddressTaken` if it is not theirs."""
    own = EmailAddress.objects.select_for_update().filter(user_id=user.pk)
    wanted = own.filter(email=address).first()
    if wanted is None:
        raise AddressTaken(_("This is not one of your addresses."))
    before = user.email
    own.filter(primary=True).update(primary=False)
    own.filter(pk=wanted.pk).update(primary=True)
    User.objects.filter(pk=user.pk).update(email=address)
    user.email = address
    return before


@transaction.atomic
def remove_address(user: User, address: str) -> None:
    """Take an address off a person. Raises `AddressTaken` for the one that mail goes to."""
    own = EmailAddress.objects.select_for_update().filter(user_id=user.pk)
    if own.filter(email=address, primary=True).exists() or address == user.email:
        raise AddressTaken(_("Mail goes to this address. Choose another one for that first."))
    own.filter(email=address).delete()


def mailboxes(user_ids: Collection[UUID]) -> dict[UUID, Mailbox]:
    """Return where these people get mail, in one query; who has closed their account gets none."""
    found = User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", "email", "time_zone")
    return {user_id: Mailbox(address, lifecycle.valid_zone(zone)) for user_id, address, zone in found}


def describe(*, user: User, name: str, organization: str, title: str, time_zone: str) -> None:
    """Keep what a person says of themselves, for plans they join from now on. Raises `BadDetails`."""
    lines = {"name": (name, LONGEST_NAME), "organization": (organization, LONGEST_ORGANIZATION)}
    lines["title"] = (title, LONGEST_NAME)
    for field, (typed, most) in lines.items():
        line = " ".join(typed.replace("\x00", "").split())
        if len(line) > most:
            raise BadDetails(_("Shorten this to %(most)s letters: “%(start)s…”") % {"most": most, "start": line[:30]})
        setattr(user, field, line)
    if lifecycle.valid_zone(time_zone) != time_zone:
        raise BadDetails(_("Choose a time zone from the list."))
    user.time_zone = time_zone
    user.save(update_fields=["name", "organization", "title", "time_zone"])


def introduce(*, user: User, name: str, organization: str, title: str) -> None:
    """Keep what somebody new says of themselves when they join their first plan, cut to what is kept of it."""
    user.name = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    user.organization = " ".join(organization.replace("\x00", "").split())[:LONGEST_ORGANIZATION]
    user.title = " ".join(title.replace("\x00", "").split())[:LONGEST_NAME]
    user.save(update_fields=["name", "organization", "title"])

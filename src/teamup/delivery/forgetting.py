"""Forgetting a person who leaves for good: their addresses, and mail to them that has not gone out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from teamup.delivery import addresses
from teamup.delivery.models import Letter, LetterState, Notice, SenderCode

FORGOTTEN = "…"


def forget(own: Iterable[str]) -> None:
    """Forget these addresses wherever mail was sent to them or in their name.

    What stays of a letter is that it went out, and when.
    """
    for address in own:
        letters = Letter.objects.filter(address__iexact=address)
        letters.filter(due_at__isnull=False).update(
            state=LetterState.FAILED, due_at=None, task_id=None, sealed="", reason=_("Its address was forgotten.")
        )
        letters.update(address="", masked=FORGOTTEN, note="")
        Letter.objects.filter(reply_to__iexact=address).update(reply_to="")
        Notice.objects.filter(address__iexact=address).delete()
        codes = Q(address__iexact=address) | Q(address_hash=addresses.hash_of(address))
        SenderCode.objects.filter(codes).delete()


def rename(plan_id: UUID, names: Iterable[str], former: str) -> None:
    """Replace these names of who sent letters from a plan."""
    Letter.objects.filter(plan_id=plan_id, created_by__in=list(names)).update(created_by=former)


def dates_of(own: Iterable[str]) -> Iterable[Letter]:
    """Return the letters to these addresses that are still known, in order."""
    to = Q(pk__in=[])
    for address in own:
        to |= Q(address__iexact=address)
    return Letter.objects.filter(to).order_by("created_at").iterator(chunk_size=500)

"""The record of agreement: who confirmed which version for which side, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teamup.plans import words
from teamup.plans.agreed import AgreementRecord, Signature
from teamup.plans.state import PlanState
from teamup.report.document import (
    Block,
    Bullets,
    Cell,
    ColumnKind,
    Fact,
    Facts,
    Field,
    Note,
    NoteKind,
    Paragraphs,
    Part,
    Table,
    TableColumn,
)
from teamup.report.parts.cells import side_label

AGREEMENT = "agreement"


def what_it_is() -> str:
    """Return what a record of agreement is, and what it is not."""
    return _("This is a record that the people named agreed. It is no legal signature, and makes no contract.")


def fact_of(state: PlanState) -> Fact | None:
    """Return the line of the cover that says what both sides agreed to, or None."""
    record = state.plan.agreement
    if record is None:
        return None
    said = _("By both sides on %(day)s, version %(number)s")
    note = since_said(record) if record.since is not None else _short(record)
    facts = {"day": words.of_day(record.agreed_on), "number": record.number}
    return Fact(_("Agreed"), Cell(said % facts, note=note))


def _short(record: AgreementRecord) -> str:
    return _("Fingerprint %(start)s…") % {"start": spaced(record.fingerprint)[:19]} if record.fingerprint else ""


def part_of(state: PlanState) -> Iterator[Part]:
    """Yield the record of agreement as a part of the document, where there is one."""
    record = state.plan.agreement
    if record is not None:
        yield Part(AGREEMENT, 0, _("Record of agreement"), "", (Field("", tuple(_blocks(record))),))


def _blocks(record: AgreementRecord) -> Iterator[Block]:
    said = _("Agreed by %(names)s on %(day)s, version %(number)s.")
    names = [one.name for one in record.signatures]
    facts = {"names": _listed(names), "day": words.of_day(record.agreed_on), "number": record.number}
    yield Paragraphs(said % facts)
    columns = (
        TableColumn(_("Side"), ColumnKind.SIDE, 2),
        TableColumn(_("Confirmed by"), width=3),
        TableColumn(_("Title and organization"), width=4),
        TableColumn(_("On"), ColumnKind.DATE, 2),
    )
    yield Table(_("Who confirmed this version"), columns, tuple(map(_row, record.signatures)))
    yield Facts((Fact(_("Version"), Cell(record.version)), Fact(_("Fingerprint"), Cell(_fingerprint(record)))))
    if record.since is not None:
        yield Paragraphs(since_said(record))
        if record.since:
            yield Bullets(tuple(f"{one.lesson}: {', '.join(one.answers)}" for one in record.since))
    yield Note(NoteKind.INFO, _("What this is"), what_it_is())


def _fingerprint(record: AgreementRecord) -> str:
    return spaced(record.fingerprint) or _("Printed in the edition that was agreed to: this one leaves something out.")


def spaced(fingerprint: str) -> str:
    """Return a fingerprint in groups of four, as people compare it."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, len(fingerprint), 4))


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _row(one: Signature) -> tuple[Cell, ...]:
    side = side_label(one.side)
    about = ", ".join(filter(None, (one.title, one.organization)))
    return (Cell(side.label, side=side), Cell(one.name), Cell(about), Cell(words.of_day(one.on)))


def since_said(record: AgreementRecord) -> str:
    """Return how much changed since, in a sentence."""
    if not record.changed:
        return _("Nothing has changed since.")
    said = ngettext("%(n)d answer has changed since.", "%(n)d answers have changed since.", record.changed)
    return said % {"n": record.changed}

"""Who agrees and who signs: the organizations that a plan names for each side, and the executives behind it."""

from __future__ import annotations

from collections.abc import Iterator

from teamup.catalog.conditions import holds
from teamup.catalog.memorandum import Memorandum, Party, Reference
from teamup.catalog.model import CellKind, Column, Kind, Side
from teamup.plans import words
from teamup.plans.state import PlanState
from teamup.report.document import Piece, Signer
from teamup.report.kinds.answered import Row, question_at, rows_of, said_at
from teamup.report.kinds.wording import Run, gap_of
from teamup.report.parts.cells import names_sides, side_label


def parties_of(memorandum: Memorandum, state: PlanState) -> tuple[Run, ...]:
    """Return each party with its side; where a side names none, what is missing."""
    return tuple(
        (Piece(f"{party.label}: "), name)
        for party in memorandum.parties
        for name in tuple(map(Piece, organizations_of(party, state))) or (gap_of(party.gap),)
    )


def organizations_of(party: Party, state: PlanState) -> tuple[str, ...]:
    """Return the organizations of one side, each once, in the order in which the plan names them.

    A unit ("Riverton Police Department, downtown district") is not a party beside its own organization.
    """
    found: dict[str, str] = {}
    for path in party.organizations:
        for name in _names(path, party.side, state):
            if not any(name.casefold().startswith(known) for known in found):
                found[name.casefold()] = name
    return tuple(found.values())


def _names(path: str, side: str, state: PlanState) -> Iterator[str]:
    question = question_at(state, path.partition(".")[0])
    if question is None:
        return
    listed = rows_of(state, question.id) if question.kind is Kind.ROWS else (None,)
    for row in listed:
        if row is None or _is_of(row, side):
            yield from filter(None, [" ".join(said_at(Reference(path), state, row).split())])


def _is_of(row: Row, side: str) -> bool:
    """Say whether a row is of one side; rows that name no sides are of every one."""
    column = _side_column(row)
    return column is None or row.cells.get(column.id) == side


def _side_column(row: Row) -> Column | None:
    choices = (column for column in row.question.columns if column.kind is CellKind.CHOICE)
    return next((column for column in choices if names_sides(column.options)), None)


def signers_of(memorandum: Memorandum, state: PlanState) -> tuple[Signer, ...]:
    """Return a place to sign for each executive who may sign, and for each organization that none of them is of.

    A side that names neither has one place, with its gap.
    """
    return tuple(signer for party in memorandum.parties for signer in _signers(party, state))


def _signers(party: Party, state: PlanState) -> Iterator[Signer]:
    side = side_label(Side(party.side))
    left = list(organizations_of(party, state))
    people = list(_people(party, state))
    for name, office in people:
        own = next((it for it in left if it.casefold() in office.casefold()), "")
        if own:
            left.remove(own)
        yield Signer(side, Piece(own) if own else gap_of(party.gap), name, office)
    for organization in left:
        yield Signer(side, Piece(organization))
    if not people and not organizations_of(party, state):
        yield Signer(side, gap_of(party.gap))


def _people(party: Party, state: PlanState) -> Iterator[tuple[str, str]]:
    signers = party.signers
    if signers is None:
        return
    for row in rows_of(state, signers.rows):
        if _is_of(row, party.side) and (signers.where is None or holds(signers.where, row.cells.get)):
            columns = (row.question.column(name) for name in (signers.name, signers.office))
            said = [words.of_cell(column, row.cells.get(column.id), state) for column in columns if column]
            name, office = (" ".join(text.split()) for text in said)
            if name or office:
                yield name, office

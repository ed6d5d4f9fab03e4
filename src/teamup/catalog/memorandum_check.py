"""Does every answer that a memorandum draws on exist, and is there a word for each that may be missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from teamup.catalog import schema
from teamup.catalog.asked import Known, condition_faults
from teamup.catalog.conditions import Condition, questions_of
from teamup.catalog.memorandum import NOTE, OWN, ROW, THIS, Reference, note_of, sentence_of
from teamup.catalog.memorandum_schema import ClauseDoc, MemorandumDoc, PartyDoc, WordingDoc
from teamup.catalog.model import Kind, Side

MEMORANDUM = "memorandum.yaml"
Found = tuple[str, str, str]
"""File, id of the item at fault, message."""
LISTED = (Kind.ROWS, Kind.LIST, Kind.CHECKLIST, Kind.MATRIX, Kind.CHOICES, Kind.RANK)
WITH_CELLS = (Kind.ROWS, Kind.MATRIX)


def faults(memorandum: MemorandumDoc | None, known: Known) -> Iterator[Found]:
    """Yield what is wrong with a memorandum, if there is one."""
    if memorandum is None:
        return
    for item_id, message in _all(memorandum, known):
        yield MEMORANDUM, item_id, message


def _all(memorandum: MemorandumDoc, known: Known) -> Iterator[tuple[str, str]]:
    yield from _option_faults(memorandum, known)
    yield from (("", message) for party in memorandum.parties for message in _party_faults(party, known))
    for wording in memorandum.asks:
        yield from (("", message) for message in _wording_faults(wording, known))
    for kind in memorandum.kinds:
        yield from ((kind.id, message) for message in _note_faults(kind.remark))
    for clause in memorandum.clauses:
        yield from ((clause.id, message) for message in _clause_faults(clause, known))


def _option_faults(memorandum: MemorandumDoc, known: Known) -> Iterator[tuple[str, str]]:
    """Yield where the clauses are not those of the checklist, or the kinds not those of the choice."""
    wanted = (
        ("clauses_of", memorandum.clauses_of, Kind.CHECKLIST, [clause.id for clause in memorandum.clauses], True),
        ("kind_of", memorandum.kind_of, Kind.CHOICE, [kind.id for kind in memorandum.kinds], False),
    )
    for key, question_id, kind, ids, needs_all in wanted:
        question = known.questions.get(question_id)
        if not question_id:
            continue
        if question is None or question.kind is not kind:
            yield "", f"{key} names “{question_id}”, and there is no such {kind}."
            continue
        options = [option.id for option in question.options]
        for item_id, times in Counter(ids).items():
            if times > 1:
                yield item_id, f"“{item_id}” stands {times} times in {MEMORANDUM}. Keep one."
            if item_id not in options:
                yield item_id, f"“{question_id}” has no option “{item_id}”. Use one of: {', '.join(options)}."
        for option in options:
            if needs_all and option not in ids:
                yield "", f"“{question_id}” asks for the clause “{option}”, and {MEMORANDUM} has none. Add it."
    if sum(clause.place == "signatures" for clause in memorandum.clauses) != 1:
        yield "", "Give exactly one clause the places to sign: place: signatures."


def _party_faults(party: PartyDoc, known: Known) -> Iterator[str]:
    for path in party.organizations:
        yield from path_faults(known, path)
    if party.signers is None:
        return
    question = known.questions.get(party.signers.rows)
    if question is None or question.kind is not Kind.ROWS:
        yield f"The signers of {party.side} are in “{party.signers.rows}”, and there are no such rows."
        return
    for column in (party.signers.name, party.signers.office):
        yield from path_faults(known, f"{question.id}.{column}")
    yield from _where_faults(question, party.signers.where, known)


def _clause_faults(clause: ClauseDoc, known: Known) -> Iterator[str]:
    yield from _note_faults(clause.remark)
    for wording in clause.says:
        yield from _wording_faults(wording, known)
    for question_id in (*clause.tables, *clause.cautions):
        if question_id not in known.questions:
            yield f"“{clause.id}” names “{question_id}”, and there is no such question."
    if not any(_always_speaks(wording) for wording in clause.says) and not clause.place:
        yield f"“{clause.id}” says nothing in an empty plan. Give it a gap: what is missing, and who knows it."


def _always_speaks(wording: WordingDoc) -> bool:
    """Say whether a paragraph says something, or what is missing, whatever a plan has answered."""
    if wording.when is not None:
        return False
    references = (sentence_of(text).references for text in wording.say)
    return bool(wording.gap) or (
        not wording.each and any(all(r.gap or r.path == THIS for r in found) for found in references)
    )


def _wording_faults(wording: WordingDoc, known: Known) -> Iterator[str]:
    yield from _note_faults(wording.gap)
    if not (wording.say or wording.items or wording.gap):
        yield "A paragraph says nothing. Give it say, items or a gap."
    if bool(wording.each) is not bool(wording.items):
        yield "Items need a question whose rows they list: each. And a question that is listed needs items."
    if wording.when is not None:
        yield from condition_faults(known, wording.when)
    listed = known.questions.get(wording.each)
    if wording.each and (listed is None or listed.kind not in LISTED):
        yield f"each names “{wording.each}”, which has no rows or options to list."
        listed = None
    if listed:
        yield from _where_faults(listed, wording.where, known)
    for text in wording.say:
        yield from _text_faults(text, known, None)
    for text in wording.items:
        yield from _text_faults(text, known, listed)


def _note_faults(text: str) -> Iterator[str]:
    if set(note_of(text, "")) & set("{}"):
        yield f"“{text}” may say {{this}}, and no other name in braces."


def _where_faults(question: schema.QuestionDoc, where: Condition | None, known: Known) -> Iterator[str]:
    for path, values in questions_of(where) if where else ():
        yield from path_faults(known, _cell_path(question, path), values)


def _cell_path(question: schema.QuestionDoc, column: str) -> str:
    row = f"{question.rows[0].id}." if question.kind is Kind.MATRIX and question.rows else ""
    return f"{question.id}.{row}{column}"


def _text_faults(text: str, known: Known, listed: schema.QuestionDoc | None) -> Iterator[str]:
    sentence = sentence_of(text)
    if "{" in sentence.text or "}" in sentence.text:
        yield f"“{text}” has a brace too many, or one that holds no name. Write {{question|what is missing}}."
    for reference in sentence.references:
        yield from _reference_faults(reference, known, listed)


def _reference_faults(reference: Reference, known: Known, listed: schema.QuestionDoc | None) -> Iterator[str]:
    question_id, *keys = reference.path.split(".")
    if reference.path in OWN:
        if listed is None and reference.path in (ROW, NOTE):
            yield f"{{{reference.path}}} stands for a row. Use it in items."
    elif listed and question_id == listed.id and listed.kind in WITH_CELLS:
        yield from path_faults(known, _cell_path(listed, ".".join(keys)))
    else:
        yield from path_faults(known, reference.path)


def path_faults(known: Known, path: str, values: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield what is wrong with a path to an answer: its question, a part of it, or a value it should have."""
    question_id, *keys = path.split(".")
    question = known.questions.get(question_id)
    if question is None or question.kind is Kind.AUTOMATIC:
        yield f"“{path}” stands for an answer, and there is no such question."
        return
    for choices in _steps(question):
        if keys and choices and keys[0] in choices:
            keys.pop(0)
        elif keys or (choices and question.each_side):
            yield f"“{path}” leads nowhere. “{question_id}” has: {', '.join(choices) or 'no parts'}."
            return
    options = _options(question, path)
    for value in values:
        if options and value not in options:
            yield f"“{path}” can never be “{value}”. Use one of: {', '.join(options)}."


def _steps(question: schema.QuestionDoc) -> list[list[str]]:
    """Return what each step of a path into an answer may be."""
    sides = [[Side.POLICE.value, Side.SECURITY.value]] if question.each_side else []
    columns = [column.id for column in (*question.columns, *question.parts)]
    match question.kind:
        case Kind.MATRIX:
            return [*sides, [row.id for row in question.rows], columns]
        case Kind.ROWS | Kind.GROUP:
            return [*sides, columns]
        case Kind.CHECKLIST:
            return [*sides, [option.id for option in question.options]]
        case Kind.YES_NO:
            return [*sides, ["answer", "why"]]
        case _:
            return sides or [[]]


def _options(question: schema.QuestionDoc, path: str) -> list[str]:
    """Return the options of the column that a path ends at."""
    last = path.rsplit(".", 1)[-1]
    column = next((column for column in (*question.columns, *question.parts) if column.id == last), None)
    return [option.id for option in column.options] if column else []

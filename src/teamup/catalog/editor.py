"""JSON Schemas of a pack's files, so that an editor explains each key and marks a slip while it is typed.

They say what each file may hold. Whether all that is named exists, only `check` knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from teamup.catalog import library_schema, memorandum_schema, schema, shapes

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SHAPES: Mapping[str, type[shapes.Doc]] = {
    "pack": schema.PackDoc,
    "opening": schema.QuestionsDoc,
    "report": schema.ReportDoc,
    "cases": library_schema.CasesDoc,
    "resources": library_schema.ResourcesDoc,
    "sources": library_schema.SourcesDoc,
    "glossary": library_schema.GlossaryDoc,
    "activities": library_schema.ActivitiesDoc,
    "memorandum": memorandum_schema.MemorandumDoc,
    "section": schema.SectionDoc,
    "story": library_schema.StoryDoc,
    "lesson": schema.LessonDoc,
    "questions": schema.QuestionsDoc,
    "check": library_schema.ChecksDoc,
}
"""The kinds of file, by the name of the file; `lesson` is the front matter of lesson.md."""

KEYS: Mapping[str, str] = {
    "activities": "The ready-made activities.",
    "also": "Other forms of the term in the text. One in capitals matches as it is written.",
    "ask": "The one question about the situation.",
    "asks": "Questions for counsel that stand on top of the memorandum.",
    "audience": "Whom it helps most: police, security or both.",
    "automatic": "A part that the report makes itself: summary, actions, todo or examples.",
    "caption": "What happens in this picture.",
    "captions": "The captions of a video: a WebVTT file in the pack's folder media.",
    "card": "The case in one or two sentences.",
    "cases": "Real partnerships, by id; in cases.yaml the cases themselves.",
    "caution": "What to be careful about, shown under the prompt.",
    "cautionary": "Topics that call for a case that went wrong; at a case, the topics it warns about.",
    "cautions": "Topics that call for a cautionary case; at a clause, questions whose cautions are for counsel.",
    "checks": "The knowledge checks of the lesson.",
    "clauses": "The clauses of the memorandum, in their order; the ids are options of clauses_of.",
    "clauses_of": "The id of the checklist whose options are the clauses.",
    "columns": "The typed columns of a table, or of a matrix.",
    "confidence": "verified, or memory where it is told from memory and worded so.",
    "core": "True for the questions of the 15-minute path.",
    "cost": "The cost band: none, under_1k, 1k_10k, 10k_50k or over_50k.",
    "cost_note": "What the money goes to.",
    "counsel": "True where counsel must be asked.",
    "drafts_steps": "Which columns of a row become the fields of an action step.",
    "drawing": "The name of a drawing.",
    "due": "Days after the start of the activity; in drafts_steps, the column with the due date.",
    "each": "The question whose rows or options are listed, one item each.",
    "each_side": "True: police and security answer apart. It is permanent, as the kind is.",
    "effort": "low, medium or high.",
    "evidence": "What is known of its effect, told honestly.",
    "evidence_source": "The id of a source in sources.yaml.",
    "example": "An example answer, behind a click.",
    "exclusive": "True for “none of these”: it clears the other options.",
    "existing": "How much a plan that strengthens a partnership needs it: needed, optional or off.",
    "facts": "Single facts of the case.",
    "families": "Ids of activity families in pack.yaml's labels.",
    "family": "The id of an activity family in pack.yaml's labels.",
    "file": "A video, mp4 or webm, in the pack's folder media.",
    "for_what": "What it is good for, in a sentence.",
    "form": "An id of forms in pack.yaml's labels.",
    "founded": "When it began.",
    "gap": "What stands in brackets when there is nothing else: what is missing, and who knows it.",
    "heading": "What the question is called in the report: the prompt asks, the heading names.",
    "help": "How to answer, shown under the prompt.",
    "high": "The highest step of a scale.",
    "high_label": "What the highest step means.",
    "id": "What this is called for ever. Reword freely; never reuse an id for something else.",
    "intro": "The opening words.",
    "items": "The sentences of each item; {question.column}, {row} and {note} stand for its cells.",
    "kind": "What kind of answer it takes. It is permanent: another kind needs another id.",
    "kind_of": "The id of the choice that says what kind of agreement it is.",
    "kinds": "What an agreement is called, by the options of kind_of; the first is used while nobody has chosen.",
    "known_as_of": "The year the case is known as of, in quotes.",
    "label": "The words of this option, row or column.",
    "labels": "Words for settings, forms, leads, families, topics and problems.",
    "languages": "The languages the pack is written in.",
    "lead": "Who leads: an id of leads in pack.yaml's labels; in drafts_steps, the column with the lead side.",
    "leads": "Which side usually leads.",
    "leads_to": "The lesson that mends a weak topic of the self-check: section/lesson.",
    "legal": "A legal caution.",
    "lesson": "What a planner can learn from the case.",
    "lessons": "The folders of the lessons, in order.",
    "license": "The license of the words.",
    "low": "The lowest step of a scale.",
    "low_label": "What the lowest step means.",
    "max_length": "The most letters.",
    "max_rows": "The most rows.",
    "max_words": "The most words; 0 for no limit.",
    "means": "What the term means, in plain words.",
    "measures": "How people will see that it works.",
    "name": "The name of the partnership; at signers, the column with the name.",
    "needed": "True for a column that no row should lack.",
    "new": "How much a plan that starts a partnership needs it: needed, optional or off.",
    "note": "Anything to know about the source.",
    "number": "The number shown: 2.4 for a lesson, 2 for a section.",
    "office": "The column with the office of who signs.",
    "options": "The choices: {id: label}, or a list with id and label. Quote yes, no, on and off.",
    "options_from": "The id of a rows or list question whose rows are the options.",
    "organizations": "The answers that name the organizations of this side: question.part.",
    "owner": "The column with the owner of the step.",
    "panels": "The pictures, in order.",
    "part": "The part of the report that the answer feeds; an id of report.yaml.",
    "parties": "The sides of the agreement, in the order they sign.",
    "partners": "The column with those who help.",
    "parts": "The parts of the report in order; at a group question, its small fields.",
    "paths": "new, existing or both.",
    "place": "City and state; at a clause, what it holds beside its words: parties or signatures.",
    "problems": "Ids of problems in pack.yaml's labels.",
    "prompt": "The question as it is asked.",
    "publisher": "Who published it.",
    "question": "The id of the question the rule stands at; empty for the foot of the worksheet.",
    "questions": "The questions, in the order they are asked.",
    "remark": "A note for counsel, and no part of the wording.",
    "resources": "Ids of resources; in resources.yaml the resources themselves.",
    "right": "True for exactly one choice.",
    "roles": "Which question plays which role for the rules: path, side, name, mission, objectives and so on.",
    "rows": "The rows of a matrix: {id: label}; at signers, the question whose rows name them.",
    "rows_hint": "How many empty rows are offered at first.",
    "rules": "Cautions that appear when answers call for them.",
    "say": "Sentences; {question.part|what is missing} stands for an answer.",
    "says": "The paragraphs of the clause.",
    "sections": "The folders of the sections, in order; at a resource, the sections it belongs to.",
    "see": "Ids of related terms.",
    "settings": "Ids of settings in pack.yaml's labels; empty for any.",
    "show_when": "When the question is asked: a condition over other answers. What it hides is kept.",
    "shows": "The picture in words, for those who do not see it.",
    "side": "police, security or joint; at an option of the opening, the voice this choice sets.",
    "signers": "The rows that name who signs for this side.",
    "situation": "A small situation to judge.",
    "source": "The id of a source in sources.yaml.",
    "sources": "Where it comes from; in sources.yaml the sources themselves.",
    "start": "Days after the start of the activity; in drafts_steps, the column with the start date.",
    "state": "The state, in two letters.",
    "status": "The column with the status of the step.",
    "steps": "The typical steps.",
    "summary": "In a sentence or two, what it is about.",
    "tables": "Questions whose answers stand under the clause as tables.",
    "private": "True for contacts, money and legal notes: left out of what the public gets.",
    "tags": "Topics that call for a cautionary case beside this question.",
    "term": "The word of the field.",
    "terms": "The glossary.",
    "text": "The words.",
    "this": "What the agreement calls itself in a sentence: this memorandum.",
    "title": "The title.",
    "today": "The note beside what was typed about an agreement that is in force.",
    "topics": "The lessons it helps with, by their folder.",
    "transcript": "All that is said in a video, and what is shown where it matters.",
    "type": "What it is: publication, organization, law, grant, tool or training.",
    "unless_typed": "True where the paragraph gives way to a line that people typed for the clause themselves.",
    "unsettled": "True where the items are still to be agreed: they stand in brackets.",
    "url": "The address on the web, with https.",
    "version": "Three numbers, such as 1.2.0. Raise it with every change that is published.",
    "video": "A video of your own, with captions and a transcript.",
    "voiced": "The questions that must ask police and security in their own words.",
    "what": "What it is; in drafts_steps, the column that says what will be done.",
    "when": "When the caution appears: a condition over answers.",
    "where": "Which rows count: a condition over their columns.",
    "why": "What comes of the choice; in drafts_steps, the column with the objective.",
    "wide": "True for a column that wants the room of a whole line.",
    "year": "The year, in quotes.",
}
"""What each key of a pack's files is for."""


def schema_files() -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of one schema for each kind of file."""
    for name in SHAPES:
        yield f"{name}.schema.json", json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file ("questions"), with words for each key."""
    found = SHAPES[name].model_json_schema()
    found["$defs"] = {**{key: _explained(part) for key, part in found.get("$defs", {}).items()}, **COMMON}
    linked: dict[str, Any] = _linked(_explained(found))
    return {"$schema": DIALECT, **linked, "title": f"{name} of a Team Up course"}


def _linked(part: Any) -> Any:
    """Return a part of a schema with each named shape as a link to its definition."""
    if isinstance(part, list):
        return [_linked(item) for item in part]
    if not isinstance(part, dict):
        return part
    linked = {key: _linked(inner) for key, inner in part.items() if key != "shape" or not isinstance(inner, str)}
    return {**linked, "$ref": f"#/$defs/{part['shape']}"} if isinstance(part.get("shape"), str) else linked


def _explained(part: dict[str, Any]) -> dict[str, Any]:
    keys = {
        key: {"description": KEYS[key], **{k: v for k, v in inner.items() if k != "title"}}
        for key, inner in part.get("properties", {}).items()
    }
    return {**part, **({"properties": keys} if keys else {})}


COMMON: Mapping[str, dict[str, Any]] = {
    "Words": {
        "description": "Words, or a mapping of voices to words; the most specific voice wins.",
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {voice: {"type": "string"} for voice in sorted(shapes.VARIANTS)},
                "required": ["default"],
                "additionalProperties": False,
            },
        ],
    },
    "Condition": {
        "description": "Question ids with the value, or list of values, that makes the condition hold; "
        "or any, all, not, answered, unanswered.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "any": {"type": "array", "items": {"$ref": "#/$defs/Condition"}, "minItems": 1},
            "all": {"type": "array", "items": {"$ref": "#/$defs/Condition"}, "minItems": 1},
            "not": {"$ref": "#/$defs/Condition"},
            "answered": {"type": "string"},
            "unanswered": {"type": "string"},
        },
        "additionalProperties": {
            "anyOf": [
                {"type": ["string", "integer"]},
                {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1},
            ]
        },
    },
}
"""The two forms that pydantic cannot tell from our own checks: words by voice, and conditions."""

"""The memorandum: clauses from the plan, gaps in brackets, notes apart, places to sign, a notice on every page."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

import docx as reader
import pypdf
import pytest
from docx.oxml.ns import qn

from teamup.catalog import load
from teamup.catalog.memorandum import note_of
from teamup.catalog.model import Course, Path, Side
from teamup.catalog.source import read_pack
from teamup.plans.state import PlanState
from teamup.report import docx, pdf, pool
from teamup.report.document import Clause, PlanDocument, Remarks, Signatures, Table
from teamup.report.errors import RenderError
from teamup.report.kinds import mou
from teamup.report.letters import show
from teamup.report.pdf import Paper
from teamup.report.word.xml import clean
from tests.catalog.test_memorandum import MEMORANDUM
from tests.factories import a_small_pack, a_state
from tests.report.awkward import TEXTS, an_awkward_plan
from tests.report.golden import golden
from tests.report.pdftext import fold, tree_of
from tests.report.plans import TODAY, a_full_plan, a_plan_state, an_empty_plan, opening
from tests.report.small import FULL
from tests.report.test_docx import lines_of, text_of

J = Side.JOINT
NOTICE = "Draft for counsel. Not legal advice."
TINY = FilePath(__file__).parents[1] / "content" / "tiny-pack"
SPONSORS = [
    {"id": "s1", "name": "Elena Brandt", "office": "Chief, Riverton Police Department", "side": "police"},
    {"id": "s2", "name": "Tom Okafor", "office": "Director, Mercy Hospital", "side": "security", "answer": "agreed"},
    {"id": "s3", "name": "Pat Gone", "office": "Mayor", "side": "police", "answer": "declined"},
]


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch) -> None:
    monkeypatch.setattr(pool, "SECONDS", 100.0)


def built(state: PlanState) -> PlanDocument:
    return mou.build(state, today=TODAY)


def a_plan(path: Path = Path.NEW, sides: dict[tuple[str, Side], Any] | None = None, **given: Any) -> PlanState:
    return a_plan_state({**opening(path), **{(q, J): v for q, v in given.items()}, **(sides or {})})


def blocks(document: PlanDocument, kind: type) -> Iterator[Any]:
    every = (block for part in document.parts for field in part.fields for block in field.blocks)
    return (block for block in every if isinstance(block, kind))


def clause(document: PlanDocument, title: str) -> list[str]:
    """Return what a clause says: its paragraphs, and its items with a dash."""
    (found,) = (block for block in blocks(document, Clause) if block.title == title)
    said = []
    for provision in found.provisions:
        said.append("".join(piece.text for piece in provision.pieces))
        said += ["- " + "".join(piece.text for piece in item) for item in provision.items]
    return said


def gaps(document: PlanDocument) -> list[str]:
    runs = [run for c in blocks(document, Clause) for p in c.provisions for run in (p.pieces, *p.items)]
    return [piece.text for run in runs for piece in run if piece.gap]


def remarks(document: PlanDocument, title: str = "") -> list[str]:
    found = (block for block in blocks(document, Remarks) if not title or block.title == title)
    return [f"{remark.title}: {remark.text}" for block in found for remark in block.items]


def opened(document: PlanDocument, paper: Paper = Paper.LETTER) -> Any:
    return reader.Document(io.BytesIO(docx.render(document, paper)))


def pages_of(document: PlanDocument, paper: Paper = Paper.LETTER) -> list[str]:
    file = io.BytesIO(pdf.render(document, paper))
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


def words_of(document: PlanDocument) -> Iterator[str]:
    """Yield every text of the draft itself."""
    for block in blocks(document, Clause):
        yield block.title
        for provision in block.provisions:
            yield from (piece.text for run in (provision.pieces, *provision.items) for piece in run)
    for block in blocks(document, Remarks):
        yield from (text for remark in block.items for text in (remark.title, remark.text, remark.source))
    for block in blocks(document, Signatures):
        yield from (t for signer in block.signers for t in (signer.organization.text, signer.name, signer.office))


def test_the_line_that_people_typed_comes_first_and_as_typed():
    line = "Fewer break-ins,\nand a person who answers at night"

    said = clause(built(a_plan(mou_clauses={"purpose": line}, mission="Home safe.")), "Purpose")

    assert said[:2] == [line, "The parties work together for this purpose: Home safe."]


def test_other_answers_become_sentences_of_the_clause():
    rhythm = {"how_often": "two_weeks", "day_time": "Tuesdays at 8", "chair": "Lt. Ruiz"}
    goals = [{"id": "g1", "goal": "Fewer break-ins"}, {"id": "g2", "goal": "A safe walk."}]
    document = built(a_plan(meeting_rhythm=rhythm, goals=goals))

    assert "The parties meet every two weeks. Day and time: Tuesdays at 8. Who chairs: Lt. Ruiz." in clause(
        document, "Policy"
    )
    assert clause(document, "Purpose")[2:] == ["Their goals are:", "- Fewer break-ins.", "- A safe walk."]


def test_each_side_speaks_of_its_own_limits():
    limits = {("role_limits", Side.POLICE): "We never order a search.", ("role_limits", Side.SECURITY): "We observe."}

    said = clause(built(a_plan(sides=limits)), "Roles")

    assert "What the police will not do, and will not ask of security staff: We never order a search." in said
    assert "What security staff will not do, and will not ask of the police: We observe." in said


def test_what_is_missing_stands_in_brackets_and_says_whom_to_ask():
    document = built(a_plan(liaison_police={"person": "Sgt. Pike"}))

    assert "The police liaison is Sgt. Pike. The backup is [name or post; ask the chief or sheriff]." in clause(
        document, "Roles"
    )
    assert len(gaps(document)) > 40
    assert all(gap.startswith("[") and gap.endswith("]") and "; ask " in gap for gap in gaps(document))


def test_a_gap_gives_way_to_the_answer_and_to_a_line_that_says_it():
    gap = "[day on which it begins, and day on which it ends; ask the executives of both sides]"

    assert clause(built(a_plan()), "Term") == [gap]
    assert clause(built(a_plan(mou_clauses={"term": "Two years"})), "Term") == ["Two years"]
    assert clause(built(a_plan(mou_clauses={"term": ""})), "Term") == [gap]


def test_what_is_not_settled_is_a_gap_with_its_owner_and_a_question_on_top():
    items = [
        {"id": "l1", "issue": "joint_action", "question": "Who gives orders?", "owner": "City attorney"},
        {"id": "l2", "issue": "insurance", "question": "Is the walk covered?", "status": "settled"},
    ]
    document = built(a_plan(liability_items=items))

    assert "[Joint action: Who gives orders? Ask: City attorney.]" in gaps(document)
    assert "[Is the walk covered?]" in gaps(document)
    top = remarks(document, "For counsel")
    assert "Open point of liability: Joint action: Who gives orders? Owner: City attorney." in top
    assert not any("Is the walk covered" in remark for remark in top)


def test_sharing_and_budget_stand_under_their_clauses_as_tables():
    sharing = {"video": {"to_police": "conditions", "conditions": "Request in writing"}}
    budget = [{"id": "b1", "line": "Lights", "amount": "1200", "who_pays": "security", "kind": "cash"}]

    tables = list(blocks(built(a_plan(info_types=sharing, budget=budget)), Table))

    assert [table.caption for table in tables][:2] == [
        "Table to clause 11: What may be shared",
        "Table to clause 12: Budget",
    ]


def test_parties_are_the_organizations_of_each_side_once():
    founders = [
        {"id": "f1", "organization": "riverton police department", "side": "police"},
        {"id": "f2", "organization": "Riverton Police Department, downtown district", "side": "police"},
        {"id": "f3", "organization": "The Downtown Church", "side": "other"},
    ]

    said = clause(built(a_plan(founders=founders)), "Parties and authority")

    assert said[:3] == [
        "The parties to this memorandum are:",
        "- For the police: Riverton Police Department",
        "- For private security: Riverton Building Owners Association",
    ]


def test_there_is_a_place_to_sign_for_each_executive_and_each_party():
    (found,) = blocks(built(a_plan(executive_sponsors=SPONSORS, mou_clauses={"term": ""})), Signatures)

    assert [(s.side.side, s.organization.text, s.name) for s in found.signers] == [
        (Side.POLICE, "Riverton Police Department", "Elena Brandt"),
        (Side.SECURITY, found.signers[1].organization.text, "Tom Okafor"),
        (Side.SECURITY, "Riverton Building Owners Association", ""),
    ]
    assert found.signers[1].organization.gap


def test_a_side_that_names_nobody_has_a_place_with_its_gap():
    (found,) = blocks(built(an_empty_plan()), Signatures)

    assert [signer.side.side for signer in found.signers] == [Side.POLICE, Side.SECURITY]
    assert all(signer.organization.gap and not signer.name for signer in found.signers)


def test_an_empty_plan_makes_a_skeleton_with_every_clause():
    state = an_empty_plan()
    document = built(state)

    options = state.index.questions["mou_clauses"].options
    assert [c.title for c in blocks(document, Clause)] == [option.label.default for option in options]
    assert [c.number for c in blocks(document, Clause)] == [str(n) for n in range(1, len(options) + 1)]
    assert all(c.provisions for c in blocks(document, Clause))
    assert len(pages_of(document)) <= 6
    assert not remarks(document, "Not in this draft")


def test_clauses_that_nobody_asked_for_are_named_at_the_end_with_what_the_plan_has_for_them():
    state = a_plan(mou_clauses={"purpose": "", "term": ""}, values={"picks": ["privacy"]})
    document = built(state)

    assert [c.title for c in blocks(document, Clause)] == ["Purpose", "Term", "Signatures"]
    left_out = remarks(document, "Not in this draft")
    assert len([it for it in left_out if not it.startswith(("Ask counsel", "Caution"))]) == 21
    assert any(it.startswith("Ask counsel: Your draft does not say that police powers stay") for it in left_out)
    policy = "Policy: When and how the agreement is used, and by whose leave. The plan has answers for it: Values."
    assert policy in left_out


def test_notes_for_counsel_cite_their_sources_and_stand_once():
    sharing = {"criminal_history": {"to_security": "conditions"}, "video": {"to_police": "allowed"}}
    document = built(a_plan(info_types=sharing))

    told = [remark for block in blocks(document, Remarks) for remark in block.items]
    assert any(remark.title == "Ask counsel" and remark.source for remark in told)
    assert len({remark.text for remark in told}) == len(told)


@pytest.mark.parametrize(
    ("kind", "title", "this"),
    [
        (None, "Draft memorandum of understanding", "this memorandum"),
        ("letter", "Draft letter of commitment", "this letter"),
        ("contract", "Draft agreement", "this agreement"),
        ("gone", "Draft memorandum of understanding", "this memorandum"),
    ],
)
def test_it_is_called_what_the_people_chose(kind, title, this):
    document = built(a_plan(agreement_kind=kind))

    assert document.meta.subtitle == title
    assert clause(document, "Parties and authority")[0] == f"The parties to {this} are:"


def test_for_an_agreement_in_force_lines_are_compared_with_its_text():
    said = {"mou_clauses": {"insurance": "Out of date since 2024"}}

    assert any("In force today" in it for it in remarks(built(a_plan(Path.EXISTING, **said)), "For counsel"))
    assert not any("In force today" in it for it in remarks(built(a_plan(Path.NEW, **said)), "For counsel"))


def test_what_a_condition_hides_or_a_course_no_longer_knows_is_not_said():
    rows = [{"id": "r1", "tier": "gone", "who": "Guards"}]

    assert "- [level; ask the liaisons]: Guards." in clause(built(a_plan(tiers=rows)), "User procedures")


@pytest.mark.parametrize("paper", list(Paper))
def test_the_notice_stands_on_each_page_of_the_pdf(paper):
    pages = pages_of(built(a_full_plan()), paper)

    assert len(pages) > 3
    assert all(NOTICE in " ".join(page.split()) for page in pages)


def test_the_notice_stands_in_the_footer_of_every_page_in_word():
    (section,) = opened(built(a_full_plan())).sections

    assert NOTICE in text_of(section.footer._element)
    assert not section.different_first_page_header_footer
    assert opened(built(a_full_plan())).settings.odd_and_even_pages_header_footer is False


def styles_in(book: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines_of(book):
        style, _colon, text = line.partition(": ")
        found.setdefault(style, []).append(text)
    return found


def test_in_word_clauses_are_numbered_by_a_list_and_notes_and_gaps_have_styles_of_their_own():
    document = built(a_plan(mou_clauses={"purpose": "Home\n\nsafe"}))
    book = opened(document)

    styles = styles_in(book)
    assert styles["PlanClause"] == ["Purpose", "Signatures"]
    assert styles["PlanClauseText"][0] == "Home"
    assert styles["PlanClauseMore"] == ["safe"]
    told = sum(len(block.items) + bool(block.title) for block in blocks(document, Remarks))
    assert len(styles["PlanCounselNote"]) == told
    runs = [run for run in book.element.body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}") is not None]
    marked = [run for run in runs if run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}").get(qn("w:val")) == "PlanGap"]
    assert all(text_of(run).startswith("[") and text_of(run).endswith("]") for run in marked)
    assert len([run for run in marked if text_of(run) in gaps(document)]) == len(gaps(document))
    levels = [it.get(qn("w:val")) for it in book.part.numbering_part.element.iter(qn("w:lvlText"))]
    assert {"%1.", "%1.%2", "(%3)"} <= set(levels)


def test_in_word_places_to_sign_are_in_rows_that_no_page_tears():
    book = opened(built(a_plan(executive_sponsors=SPONSORS)))

    rows = [row for table in book.tables for row in table.rows if "Signature" in text_of(row._tr)]
    assert len(rows) == 2
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_in_word_it_says_what_it_is_in_its_properties():
    found = opened(built(a_plan(agreement_kind="letter"))).core_properties

    assert found.title == "Draft letter of commitment: Riverton Downtown Safety Partnership"
    assert (found.subject, found.author) == ("Draft letter of commitment", "Team Up")


def lost(document: PlanDocument, said: str, shown: Any) -> list[str]:
    return [text for text in words_of(document) if fold(shown(text)) not in said]


@pytest.mark.parametrize("seed", [11, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(100, 160))])
def test_awkward_plans_open_and_no_word_is_lost(seed):
    document = built(an_awkward_plan(seed, lessons=20))

    in_word = fold(text_of(opened(document).element.body))
    in_pdf = fold(tree_of(pdf.render(document)).words())

    assert lost(document, in_word, clean) == []
    assert lost(document, in_pdf, show) == []


def test_odd_texts_are_never_markup():
    document = built(a_plan(mou_clauses=dict(zip(("purpose", "scope", "roles", "cost"), TEXTS, strict=False))))

    assert lost(document, fold(text_of(opened(document).element.body)), clean) == []


def test_an_answer_that_this_edition_has_not_is_in_no_byte_of_it():
    secret = "Zanzibar"
    given = {"mou_clauses": {"cost": secret}, "mission": secret, "liaison_police": {"person": secret}}
    hidden = built(a_plan())

    assert secret in str(built(a_plan(**given)))
    assert secret not in str(hidden)
    assert "The parties work together for this purpose: [purpose" in clause(hidden, "Purpose")[0]


def test_the_same_plan_and_day_give_the_same_bytes():
    state = a_full_plan()

    assert docx.render(built(state)) == docx.render(built(state))
    assert pdf.render(built(state)) == pdf.render(built(state))


def test_every_gap_of_the_course_says_whom_to_ask():
    memorandum = an_empty_plan().course.memorandum
    assert memorandum

    wordings = [wording for c in memorandum.clauses for wording in c.says]
    texts = [w.gap for w in wordings if w.gap] + [r.gap for w in wordings for r in w.references if r.gap]
    assert [text for text in (*texts, *(p.gap for p in memorandum.parties)) if "; ask " not in text] == []
    assert all("{" not in note_of(kind.remark, "") for kind in memorandum.kinds)


def test_a_course_without_one_does_not_offer_it():
    state = a_state({}, course=load.build(read_pack(TINY)))

    assert not mou.fits(state)
    with pytest.raises(RenderError, match="no memorandum"):
        built(state)


@lru_cache(maxsize=1)
def a_course_with_one() -> Course:
    """Return the small course, whose words stay the same, with a memorandum."""
    memorandum = copy.deepcopy(MEMORANDUM)
    memorandum["clauses"][0]["says"] += [
        {
            "say": "Who leads:",
            "each": "objectives",
            "items": ["{objectives.owner|owner; ask them}: {objectives.measure}."],
        },
        {"say": "Open:", "each": "ideas", "items": "{row}", "unsettled": True},
    ]
    return load.build(a_small_pack(**{"memorandum.yaml": memorandum}))


@pytest.fixture
def golden_document() -> PlanDocument:
    ratings = {"police": {"self_check": {"trust": {"rating": 4}}}}
    return built(
        a_state(
            {**FULL, "clauses": {"term": "Two years\n\nand no more", "cost": ""}}, course=a_course_with_one(), **ratings
        )
    )


def test_a_word_document_says_what_people_agreed_it_should_say(golden_document):
    lines = lines_of(opened(golden_document))

    golden("mou.docx.txt", "\n".join(line.replace("\n", " / ") for line in lines) + "\n")


def test_a_pdf_says_what_people_agreed_it_should_say(golden_document):
    pages = pages_of(golden_document)

    golden("mou.pdf.txt", "\n\n".join("\n".join(line.rstrip() for line in page.splitlines()) for page in pages) + "\n")

"""The drawings: well-formed, inside their sheet, the same each time, and with no number that their table has not."""

from __future__ import annotations

import io
import itertools
import random
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx as reader
import pytest
from django.template.loader import render_to_string

from teamup.catalog.model import Path, Side
from teamup.report import docx, htmlfile, letters, pdf, pool
from teamup.report.build import build
from teamup.report.document import (
    Axis,
    Bar,
    Block,
    Field,
    PlanDocument,
    Position,
    Positions,
    Quadrants,
    Radar,
    Ratings,
    Share,
    Shares,
    SideLabel,
    Table,
    Tick,
    Timeline,
)
from teamup.report.drawing import DRAWN, Drawable, drawings_of
from teamup.report.drawing.words import fitted, width_of, wrapped
from teamup.report.errors import RenderError
from teamup.report.word import pictures
from tests.report.awkward import TEXTS
from tests.report.pdftext import tree_of
from tests.report.plans import TODAY, a_full_plan, a_plan_state, opening

J = Side.JOINT
POLICE, SECURITY = SideLabel(Side.POLICE, "Police"), SideLabel(Side.SECURITY, "Security")
SIDES = (POLICE, SECURITY, SideLabel(J, "Both"), None)
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
AMOUNTS = (0.0, 1.0, 1000.0, 12.5, 999_999_999_999.0, -3.5, -1000.0)


def a_radar(rng: random.Random, axes: int) -> Radar:
    rating = lambda: rng.choice([None, 1, 2, 3.4, 5])  # noqa: E731
    return Radar(
        "Both sides",
        rng.choice(TEXTS),
        POLICE,
        SECURITY,
        1,
        5,
        tuple(Axis(n, rng.choice(TEXTS)[:200], rating(), rating()) for n in range(1, axes + 1)),
    )


def some_shares(rng: random.Random, bars: int) -> Shares:
    def share() -> Share:
        amounts = (rng.choice(AMOUNTS), rng.choice(AMOUNTS))
        return Share(rng.choice(TEXTS), rng.choice(SIDES), amounts, tuple(f"${one:,}" for one in amounts), "$5")

    return Shares("Who pays", rng.choice(TEXTS), ("Start-up", "Y" * 90), "Total", tuple(share() for _ in range(bars)))


def some_positions(rng: random.Random, spots: int) -> Positions:
    columns, rows = rng.randint(1, 6), rng.randint(1, 4)
    crowd = rng.random() < 0.3
    return Positions(
        "Stakeholders",
        rng.choice(TEXTS),
        "Status",
        "Influence",
        tuple(f"Column {n} " + "long " * 9 for n in range(columns)),
        tuple(f"Row {n}" for n in range(rows)),
        tuple(
            Position(n, rng.choice(TEXTS)[:200], *((0, 0) if crowd else (rng.randrange(columns), rng.randrange(rows))))
            for n in range(1, spots + 1)
        ),
        ((0, 0),),
        "Talk to these first",
    )


def a_timeline(rng: random.Random, bars: int) -> Timeline:
    def bar() -> Bar:
        begin, end = sorted((rng.random(), rng.choice([0.0, 1.0, rng.random()])))
        side = rng.choice([one for one in SIDES if one])
        return Bar(rng.choice(TEXTS)[:90], "May 1, 2027", side, begin, rng.choice([begin, end]))

    ticks = tuple(Tick("Jan", "2027" if n == 0 else "", n / 13) for n in range(14))
    every = tuple(side for side in SIDES if side)
    return Timeline("Steps", date(2027, 1, 1), date(2028, 1, 1), ticks, tuple(bar() for _ in range(bars)), every)


def generated() -> Iterator[Drawable]:
    rng = random.Random(4)
    for axes in (1, 2, 3, 11, 12, 40, 90):
        yield a_radar(rng, axes)
    yield replace(a_radar(rng, 12), axes=tuple(Axis(n, "Trust", None, None) for n in range(12)))
    for bars in (1, 5, 20):
        yield some_shares(rng, bars)
    yield replace(some_shares(rng, 1), bars=(Share("Nobody", None, (0.0, 0.0), ("$0", "$0"), "$0"),))
    for spots in (0, 1, 30, 30, 30, 300):
        yield some_positions(rng, spots)
    for bars in (1, 28, 29, 300):
        yield a_timeline(rng, bars)


DRAWABLES = tuple(generated())


@pytest.mark.parametrize("show", [str, letters.drawable], ids=["page", "paper"])
def test_a_drawing_is_well_formed_and_has_no_style_of_its_own(show):
    made = [one.svg for block in DRAWABLES for one in drawings_of(block, show=show)]

    roots = [ET.fromstring(svg) for svg in made]
    assert all(root.get("role") == "img" and root.get("aria-label") is not None for root in roots)
    assert not any("style" in element.attrib or element.tag == f"{SVG}style" for r in roots for element in r.iter())
    assert not any("url(" in svg or "id=" in svg for svg in made)


def test_nothing_is_drawn_outside_the_sheet():
    for block in DRAWABLES:
        for one in drawings_of(block, show=letters.drawable):
            root = ET.fromstring(one.svg)
            _x, _y, width, height = map(float, root.attrib["viewBox"].split())
            out = [spot for spot in _spots(root) if not (-1 <= spot[0] <= width + 1 and -1 <= spot[1] <= height + 1)]
            assert out == [], type(block)


def _spots(root: ET.Element) -> Iterator[tuple[float, float]]:
    """Yield the corners of all that is drawn; hidden numbers are for narrow screens, which let them stand out."""
    for element in root.iter():
        at = {name: float(value) for name, value in element.attrib.items() if NUMBER.fullmatch(value)}
        match element.tag.removeprefix(SVG):
            case "rect":
                yield at["x"], at["y"]
                yield at["x"] + at["width"], at["y"] + at["height"]
            case "circle":
                yield at["cx"] - at["r"], at["cy"] - at["r"]
                yield at["cx"] + at["r"], at["cy"] + at["r"]
            case "line":
                yield at["x1"], at["y1"]
                yield at["x2"], at["y2"]
            case "polygon":
                yield from (tuple(map(float, pair.split(","))) for pair in element.attrib["points"].split())
            case "text" if "display" not in element.attrib:
                yield from _ends_of(element, at)
            case "path" if element.get("class") == "ch-hatch":
                yield from zip(*[map(float, NUMBER.findall(element.attrib["d"]))] * 2, strict=True)


def _ends_of(element: ET.Element, at: dict[str, float]) -> Iterator[tuple[float, float]]:
    wide = width_of(element.text or "", at["font-size"])
    before = {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0.0)
    yield at["x"] - before, at["y"] - at["font-size"] * 0.8
    yield at["x"] - before + wide, at["y"]


def test_names_and_numbers_never_meet():
    for block in DRAWABLES:
        if isinstance(block, Positions):
            (one,) = drawings_of(block)
            root = ET.fromstring(one.svg)
            discs = [_disc(element) for element in root.iter(f"{SVG}rect") if element.get("rx") == "10"]
            assert len(discs) == len(block.spots)
            assert all(_are_apart(*pair) for pair in itertools.combinations(discs, 2))


def _are_apart(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or abs(one[1] - other[1]) >= 20


def _disc(element: ET.Element) -> tuple[float, float, float]:
    x, y, width = (float(element.attrib[name]) for name in ("x", "y", "width"))
    return x, y, x + width


def test_the_same_block_is_drawn_the_same():
    assert [drawings_of(block) for block in DRAWABLES] == [drawings_of(block) for block in generated()]


def test_typed_words_cannot_end_a_drawing():
    chart = Positions("c", 't" <x>', "x", "y", ("</text><script>",), ("&amp;",), (Position(1, "</svg><b>", 0, 0),))

    (one,) = drawings_of(chart)

    assert "<script" not in one.svg
    assert "<b>" not in one.svg
    assert ET.fromstring(one.svg).get("aria-label") == 't" <x>'


def test_a_bar_a_thousand_times_smaller_can_still_be_seen():
    shares = (Share("A", POLICE, (1_000_000.0,), ("$1,000,000",), ""), Share("B", SECURITY, (1.0,), ("$1",), ""))

    (one,) = drawings_of(Shares("c", "t", ("Once",), "Total", shares))

    bars = [element for element in ET.fromstring(one.svg).iter(f"{SVG}rect") if element.get("class") == "ch-s"]
    assert [float(element.attrib["width"]) for element in bars] == [1.5]


@pytest.mark.parametrize("text", [*TEXTS, "", "word", "W" * 50, "two words"])
def test_words_are_cut_where_their_room_ends(text):
    line = fitted(text, 90, 13)

    assert width_of(line, 13) <= 90
    assert line in ("", " ".join(text.split())) or line.endswith("…")
    assert all(width_of(row, 13) <= 90 for row in wrapped(text, 90, 13, 3))


def full(path: Path = Path.EXISTING) -> PlanDocument:
    return build(a_full_plan(path), today=TODAY)


def fields_with(document: PlanDocument, kind: type[Block]) -> list[Field]:
    return [f for part in document.parts for f in part.fields if any(isinstance(b, kind) for b in f.blocks)]


def test_a_full_plan_has_each_chart_before_its_table():
    document = full()

    followed = {
        type(block): type(after)
        for part in document.parts
        for found in part.fields
        for block, after in itertools.pairwise(found.blocks)
        if isinstance(block, Radar | Shares | Positions)
    }
    assert followed == {Radar: Ratings, Shares: Table, Positions: Table}
    assert fields_with(document, Quadrants)
    assert any(
        found.heading == "Who brings what, and what is lacking" for part in document.parts for found in part.fields
    )


def test_a_short_document_has_the_timeline_alone():
    state = a_plan_state({**opening(time_available="minutes_15"), ("stakeholders", J): STAKEHOLDERS})

    document = build(state, today=TODAY)

    drawn = {type(b) for part in document.parts for f in part.fields for b in f.blocks if isinstance(b, DRAWN)}
    assert document.meta.short
    assert drawn <= {Timeline}


def test_the_radar_has_the_numbers_of_its_table():
    (found,) = fields_with(full(), Radar)
    radar = next(b for b in found.blocks if isinstance(b, Radar))
    ratings = next(b for b in found.blocks if isinstance(b, Ratings))

    assert [(a.number, a.police, a.security) for a in radar.axes] == [
        (row.number, row.police, row.security) for row in ratings.rows
    ]
    assert all(row.label.startswith(axis.label) for axis, row in zip(radar.axes, ratings.rows, strict=True))


def test_two_rated_statements_are_no_radar():
    rated = {"trust": {"rating": 4}, "means": {"rating": 2}}
    state = a_plan_state({**opening(Path.EXISTING), ("self_check", Side.POLICE): rated})

    assert not fields_with(build(state, today=TODAY), Radar)


BUDGETS: tuple[list[dict[str, Any]], ...] = (
    [{"id": "a", "line": "x", "when": "startup", "amount": "5400", "who_pays": "security"}],
    [
        {"id": "a", "line": "x", "when": "startup", "amount": "0", "who_pays": "police"},
        {"id": "b", "line": "y", "when": "yearly", "amount": "999999999999", "who_pays": "joint"},
        {"id": "c", "line": "z", "amount": "12.50"},
        {"id": "d", "line": "z", "when": "yearly", "amount": "-3.5", "who_pays": "grant"},
    ],
    [{"id": "a", "line": "x", "who_pays": "police"}],
)


@pytest.mark.parametrize("rows", BUDGETS)
def test_the_bars_have_the_numbers_of_their_table(rows):
    (found,) = fields_with(build(a_plan_state({**opening(), ("budget", J): rows}), today=TODAY), Shares)
    shares = next(b for b in found.blocks if isinstance(b, Shares))
    table = found.blocks[-1]
    assert isinstance(table, Table)

    heads = [column.label for column in table.columns]
    for bar, row in zip(shares.bars, table.rows, strict=True):
        said = dict(zip(heads, (cell.text for cell in row), strict=True))
        assert bar.label == row[0].text
        assert [said[series] for series in shares.series] == list(bar.said)
        assert said["Total"] == bar.total
        assert all(words in "".join(one.svg for one in drawings_of(shares)) for words in bar.said)


STAKEHOLDERS: list[dict[str, Any]] = [
    {"id": "s1", "organization": "Riverton Police", "influence": "high", "status": "joined"},
    {"id": "s2", "organization": " ".join(["Transit"] * 20), "influence": "high", "status": "listed"},
    {"id": "s3", "organization": "Corner shops", "influence": "low", "status": "declined"},
    {"id": "s4", "organization": "Hospital", "influence": "high", "status": "invited"},
    {"id": "s5", "organization": "Residents"},
]


def the_map(rows: list[dict[str, Any]]) -> tuple[Positions, Table]:
    (found,) = fields_with(build(a_plan_state({**opening(), ("stakeholders", J): rows}), today=TODAY), Positions)
    chart, table = found.blocks
    assert isinstance(chart, Positions)
    assert isinstance(table, Table)
    return chart, table


def test_the_map_and_its_table_name_the_same_parties_in_the_same_places():
    chart, table = the_map(STAKEHOLDERS)

    assert chart.columns == ("Not asked yet", "Invited", "Joined", "Declined", "Not said yet")
    assert chart.rows == ("High", "Medium", "Low", "Not said yet")
    assert [[cell.text for cell in row] for row in table.rows] == [
        [str(spot.number), name, chart.rows[spot.row], chart.columns[spot.column]]
        for spot, name in zip(
            chart.spots,
            [" ".join(["Transit"] * 20), "Hospital", "Riverton Police", "Corner shops", "Residents"],
            strict=True,
        )
    ]
    assert [spot.number for spot in chart.spots if (spot.column, spot.row) in chart.first] == [1, 2]


def test_the_map_says_in_words_whom_to_talk_to_first():
    chart, _table = the_map(STAKEHOLDERS)
    won, _table = the_map([{**row, "status": "joined"} for row in STAKEHOLDERS])

    assert "Talk first to: Transit" in chart.text
    assert "Hospital" in chart.text
    assert "Everyone with the most influence has been won" in won.text


def matrix_of(rows: list[dict[str, Any]], needs: list[dict[str, Any]]) -> list[list[str]]:
    answers = {
        **opening(),
        ("stakeholders", J): STAKEHOLDERS,
        ("resources_have", J): rows,
        ("resources_need", J): needs,
    }
    document = build(a_plan_state(answers), today=TODAY)
    found = [f for part in document.parts for f in part.fields if f.heading.startswith("Who brings what")]
    (table,) = (block for one in found for block in one.blocks if isinstance(block, Table))
    return [[c.label for c in table.columns], *([cell.text for cell in row] for row in (*table.rows, *table.totals))]


def test_the_matrix_counts_what_each_member_brings_and_what_is_needed():
    have = [
        {"id": "a", "kind": "people", "what": "x", "side": "police", "member": "s1"},
        {"id": "b", "kind": "people", "what": "y", "side": "police", "member": "s1"},
        {"id": "c", "kind": "space", "what": "z", "side": "security", "member": "s4"},
        {"id": "d", "kind": "data", "what": "z", "side": "security"},
        {"id": "e", "kind": "data", "what": "z", "member": "gone"},
        {"id": "f", "what": "no kind"},
    ]
    need = [{"id": "g", "kind": "money", "what": "m"}, {"id": "h", "kind": "data", "what": "d"}]

    assert matrix_of(have, need) == [
        ["Who brings it", "People", "Space", "Data", "Money"],
        ["Riverton Police", "2", "", "", ""],
        ["Hospital", "", "1", "", ""],
        ["Security", "", "", "1", ""],
        ["Nobody named yet", "", "", "1", ""],
        ["Still needed", "", "", "1", "1"],
    ]


def test_charts_are_left_out_where_there_is_nothing_to_compare():
    document = build(a_plan_state({**opening(), ("stakeholders", J): STAKEHOLDERS[:1]}), today=TODAY)

    assert not fields_with(document, Positions)


def only_charts(document: PlanDocument) -> PlanDocument:
    """Return a document of the charts alone, which is quicker to typeset."""
    parts = []
    for part in document.parts:
        kept = tuple(f for f in part.fields if any(isinstance(b, DRAWN) for b in f.blocks))
        if kept:
            parts.append(replace(part, fields=kept))
    return replace(document, parts=tuple(parts), actions=(), reviews=())


def awkward_charts() -> PlanDocument:
    """Return the charts of `DRAWABLES` as one document."""
    document = full()
    part = replace(document.parts[0], fields=tuple(Field(f"Chart {n}", (b,)) for n, b in enumerate(DRAWABLES)), open=())
    return replace(document, parts=(part,), actions=(), reviews=())


def test_each_chart_of_a_pdf_is_a_figure_with_words():
    document = only_charts(full())

    tree = tree_of(pdf.render(document))

    texts = [b.text for part in document.parts for f in part.fields for b in f.blocks if isinstance(b, DRAWN)]
    figures = [node.alt for node in tree.walk() if node.role == "Figure"]
    assert len(texts) == 4
    assert figures == texts


def test_awkward_charts_are_typeset(monkeypatch):
    monkeypatch.setattr(pool, "SECONDS", 100.0)

    tree = tree_of(pdf.render(awkward_charts()))

    figures = [node for node in tree.walk() if node.role == "Figure"]
    assert len(figures) == sum(len(drawings_of(block)) for block in DRAWABLES)


def test_pictures_in_word_say_what_they_show_and_have_their_size():
    document = only_charts(full())

    book = reader.Document(io.BytesIO(docx.render(document)))

    texts = [b.text for part in document.parts for f in part.fields for b in f.blocks if isinstance(b, DRAWN)]
    shown = book.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shown] == texts
    assert len({shape._inline.docPr.get("id") for shape in shown}) == len(texts)
    assert all(100 < shape.width.pt < 480 and 60 < shape.height.pt < 600 for shape in shown)


def test_word_comes_with_its_tables_alone_where_pictures_cannot_be_made(monkeypatch):
    def refuse(*_args: object, **_kwargs: object) -> bytes:
        raise RenderError("Busy")

    monkeypatch.setattr(pool, "picture", refuse)
    pictures._png.cache_clear()

    book = docx.render(only_charts(full()))

    assert not any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(book)).namelist())
    assert len(reader.Document(io.BytesIO(book)).tables) >= 4
    assert type(book) is not bytes  # it is not kept, so that the next one has them


def test_the_page_and_the_file_show_each_chart_in_a_figure():
    document = only_charts(full())

    page = htmlfile.render(document, b"{}").decode()
    article = render_to_string("plan/document.html", {"document": document, "missing": {}})

    for shown in (page, article):
        assert shown.count('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ') == 4
        assert shown.count('<figure class="report__figure') == 4
        assert "style=" not in shown.replace("<style", "")
    assert "Who pays" in article

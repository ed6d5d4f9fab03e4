"""How wide columns are."""

from __future__ import annotations

from typing import Any

from teamup.report import widths

ROOM = 475.0


def a_cell(text: str, note: str = "") -> dict[str, Any]:
    return {"text": text, "note": note, "items": [], "side": None, "missing": False}


def a_table(*rows: tuple[str, ...]) -> dict[str, Any]:
    columns = [{"label": f"Column {n}", "kind": "text"} for n in range(len(rows[0]))]
    return {"columns": columns, "rows": [[a_cell(text) for text in row] for row in rows], "totals": []}


def test_columns_fill_the_page():
    found, _longest = widths.columns(a_table(("Short", "A longer text " * 20)), ROOM)

    assert round(sum(found)) == ROOM


def test_running_text_gets_the_room_that_short_answers_leave():
    found, _longest = widths.columns(a_table(("Yes", "Running text that goes on " * 12, "No")), ROOM)

    assert found[1] > 2 * (found[0] + found[2])


def test_no_word_is_broken_where_all_words_have_room():
    words = ("Responsibility", "Understanding", "Administration")

    found, longest = widths.columns(a_table((*words, "A text of many short words " * 8)), ROOM)

    assert longest >= max(map(len, words))
    assert all(f >= len(w) * widths.LETTER + widths.PADDING - 0.1 for f, w in zip(found, words, strict=False))


def test_two_running_texts_share_the_room_so_that_rows_are_low():
    rows = [("Where it is " * 3, "What would settle it for good and for all " * 4, "Who says so and why " * 4)] * 3

    found, _longest = widths.columns(a_table(*rows), ROOM)

    even = [ROOM / 3] * 3
    table = a_table(*rows)
    assert sum(widths.height(r, found) for r in table["rows"]) <= sum(widths.height(r, even) for r in table["rows"])


def test_a_few_words_stay_on_one_line():
    found, _longest = widths.columns(a_table(("Being worked on", "A text that goes on for a while " * 6)), ROOM)

    assert found[0] >= len("Being worked on") * widths.LETTER + widths.PADDING

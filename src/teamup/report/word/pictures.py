"""Charts in a Word document: a picture with words for those who cannot see it. A table with its numbers follows.

Pictures are made by the typesetter. Where it cannot, the tables alone say it all.
"""

from __future__ import annotations

import io
import json
import logging
from functools import lru_cache

from teamup.report import drawing, letters, pool
from teamup.report.drawing import Drawable, Drawing
from teamup.report.errors import RenderError
from teamup.report.word.look import Style
from teamup.report.word.sheet import Sheet
from teamup.report.word.xml import Words, clean, paragraph, picture

log = logging.getLogger(__name__)

DOTS = 200  # to the inch
TALLEST = 560.0  # points: what fits a page with its heading
KEPT = 24
"""Pictures that are kept: a plan that is sent twice, in Word and to another paper, is drawn once."""


def add(sheet: Sheet, block: Drawable, caption: str = "") -> None:
    """Add a chart's pictures under its caption. After one that could not be made, no other is tried."""
    if sheet.lacks_pictures:
        return
    drawn = drawing.drawings_of(block, show=letters.drawable)
    try:
        pictures = [_png(one.svg, one.width) for one in drawn]
    except RenderError as error:
        log.warning("A Word document has no pictures of its charts: %s", error)
        sheet.lacks_pictures = True
        return
    if caption:
        sheet.add(paragraph(Style.CAPTION, [Words(clean(caption))], keep_next=True))
    for one, png in zip(drawn, pictures, strict=True):
        width, height = _size(one, sheet.room)
        shown = picture(sheet.image(io.BytesIO(png)), sheet.fresh_picture(), clean(block.text), width, height)
        sheet.add(paragraph(Style.NORMAL, [shown]))


def _size(one: Drawing, room: float) -> tuple[float, float]:
    """Return how large a picture is on the page, in points."""
    scale = min(1.0, room / one.width, TALLEST / one.height)
    return one.width * scale, one.height * scale


@lru_cache(maxsize=KEPT)
def _png(svg: str, width: float) -> bytes:
    return pool.picture(json.dumps({"svg": svg, "width": width}).encode(), dots=DOTS, alone=True)

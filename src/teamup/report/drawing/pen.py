"""What drawings are made with: one unit is a pixel on the page and `POINT` points on paper.

Classes, for style sheets: `ch` the drawing; `ch-line` and `ch-rule` quiet and strong lines; `ch-band` a shaded row;
`ch-word` and `ch-quiet` text; `ch-p`, `ch-s` and `ch-o` what is police's, security's and nobody's; `ch-lp` and `ch-ls`
their lines; `ch-hatch` the hatching of what is security's; `ch-edge` the edge of a mark; `ch-first` what comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

from teamup.catalog.model import Side
from teamup.report.drawing.words import BOLD, fitted

Show = Callable[[str], str]
Look = Mapping[str, str | float]
POINT = 0.625
SIZE = 13.0
INK, TEAL, GOLD, HAIR, QUIET, BODY = "#16263f", "#0c5c58", "#b5690a", "#d8d1c3", "#565b65", "#21252b"
WASH, LIGHT, GOLD_TEXT = "#f6f2e9", "#8fcac4", "#8a4d06"
HATCH = 5.0  # from line to line
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, and what XML 1.0 cannot hold at all."""


def number(value: float) -> str:
    """Return a coordinate: one decimal at most."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def element(tag: str, inside: str, attributes: Look) -> str:
    """Return an element; "_" in a name stands for "-", and `kind` for "class"."""
    named = ((_name(name), value if isinstance(value, str) else number(value)) for name, value in attributes.items())
    start = f"<{tag}" + "".join(f" {name}={quoteattr(value)}" for name, value in named)
    return f"{start}>{inside}</{tag}>" if inside else f"{start}/>"


def _name(name: str) -> str:
    return "class" if name == "kind" else name.replace("_", "-") if name != "viewBox" else name


class Pen:
    """Draws on a sheet of so many units; what a person typed is shown by `show` and escaped."""

    def __init__(self, width: float, height: float, show: Show) -> None:
        self.width = width
        self.height = height
        self.show: Show = lambda text: UNFIT.sub("", show(text))
        self.drawn: list[str] = []

    def svg(self, text: str) -> str:
        """Return the drawing; `text` says it for those who cannot see it."""
        frame: Look = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {number(self.width)} {number(self.height)}",
            "width": self.width,
            "height": self.height,
            "kind": "ch",
            "role": "img",
            "aria_label": self.show(" ".join(text.split())),
            "font_family": "Public Sans, sans-serif",
        }
        return element("svg", "".join(self.drawn), frame)

    def add(self, tag: str, **attributes: str | float) -> None:
        """Draw one element."""
        self.drawn.append(element(tag, "", attributes))

    def open(self, kind: str, title: str = "") -> None:
        """Begin a group; its title shows when it is pointed at."""
        self.drawn.append(f'<g class="{kind}">' + (element("title", escape(self.show(title)), {}) if title else ""))

    def close(self) -> None:
        """End a group."""
        self.drawn.append("</g>")

    def say(
        self,
        x: float,
        y: float,
        words: str,
        *,
        room: float = 1e6,
        size: float = SIZE,
        anchor: str = "start",
        bold: bool = False,
        quiet: bool = False,
        kind: str = "",
        fill: str = "",
        hidden: bool = False,
    ) -> None:
        """Write words on one line, cut where their room ends."""
        line = fitted(self.show(words), room, size * BOLD if bold else size)
        if not line:
            return
        look = {"kind": kind or ("ch-quiet" if quiet else "ch-word"), "fill": fill or (QUIET if quiet else BODY)}
        if bold:
            look["font_weight"] = "700"
        if anchor != "start":
            look["text_anchor"] = anchor
        if hidden:
            look["display"] = "none"
        self.drawn.append(element("text", escape(line), {"x": x, "y": y, "font_size": size, **look}))

    def line(self, x1: float, y1: float, x2: float, y2: float, *, strong: bool = False) -> None:
        """Draw a rule."""
        look = {"kind": "ch-rule", "stroke": INK} if strong else {"kind": "ch-line", "stroke": HAIR}
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=1.3 if strong else 0.8, **look)

    def band(self, x: float, y: float, width: float, height: float) -> None:
        """Shade a row."""
        self.add("rect", kind="ch-band", x=x, y=y, width=width, height=height, fill=WASH)

    def stroke(self, side: Side, path: str, *, filled: bool = False) -> None:
        """Draw a side's line: solid for police, dashed for security."""
        kind, color = ("ch-lp", INK) if side is Side.POLICE else ("ch-ls", TEAL)
        look: dict[str, str | float] = {"kind": kind, "stroke": color, "stroke_width": 2.4, "stroke_linejoin": "round"}
        look |= {"kind": f"{kind} ch-whole", "fill": color, "fill_opacity": "0.09"} if filled else {"fill": "none"}
        if side is not Side.POLICE:
            look["stroke_dasharray"] = "8 5"
        self.add("path", d=path, **look)

    def mark(self, side: Side | None, x: float, y: float, r: float) -> None:
        """Draw a diamond for police, a disc for security, half of each for both, a ring for nobody, around a place."""
        edge: Look = {"stroke": "#fff", "stroke_width": 1.2}
        if side is Side.POLICE:
            points = f"{number(x)},{number(y - r)} {number(x + r)},{number(y)} {number(x)},{number(y + r)}"
            self.add("polygon", kind="ch-p ch-edge", points=f"{points} {number(x - r)},{number(y)}", fill=INK, **edge)
        elif side is Side.SECURITY:
            self.add("circle", kind="ch-s ch-edge", cx=x, cy=y, r=r * 0.86, fill=TEAL, **edge)
        elif side is Side.JOINT:
            gap, arc = r * 0.1, r * 0.9
            left = f"{number(x - gap)},{number(y - r)} {number(x - r)},{number(y)} {number(x - gap)},{number(y + r)}"
            self.add("polygon", kind="ch-p", points=left, fill=INK)
            right, turn = number(x + gap), f"A{number(arc)} {number(arc)} 0 0 1"
            half = f"M{right} {number(y - arc)}{turn} {right} {number(y + arc)}Z"
            self.add("path", kind="ch-s", d=half, fill=TEAL)
        else:
            self.add("circle", kind="ch-ring", cx=x, cy=y, r=r * 0.8, fill="none", stroke=QUIET, stroke_width=1.6)

    def bar(self, side: Side | None, x: float, y: float, width: float, height: float) -> None:
        """Draw a bar: police solid, security hatched, both half of each, nobody's with an edge."""
        size = {"x": x, "width": width}
        if side is None:
            self.add("rect", kind="ch-o", y=y, height=height, fill=HAIR, stroke=QUIET, stroke_width=1.0, **size)
        elif side is Side.POLICE:
            self.add("rect", kind="ch-p", y=y, height=height, fill=INK, **size)
        elif side is Side.SECURITY:
            self._hatched(x, y, width, height)
        else:
            self.add("rect", kind="ch-p", y=y, height=height / 2, fill=INK, **size)
            self._hatched(x, y + height / 2, width, height / 2)

    def _hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a bar with lines across it, each from edge to edge: nothing is clipped or repeated by the viewer."""
        self.add("rect", kind="ch-s", x=x, y=y, width=width, height=height, fill=TEAL)
        strokes = []
        foot = HATCH
        while foot < width + height:
            (x1, y1), (x2, y2) = _across(foot, width, height)
            strokes.append(f"M{number(x + x1)} {number(y + y1)}L{number(x + x2)} {number(y + y2)}")
            foot += HATCH
        if strokes:
            self.add("path", kind="ch-hatch", d="".join(strokes), fill="none", stroke=LIGHT, stroke_width=1.1)

    def legend(self, x: float, y: float, sides: tuple[tuple[Side, str], ...]) -> None:
        """Say what the marks mean, on one line; y is its foot."""
        room = (self.width - x) / max(len(sides), 1)
        for side, label in sides:
            line = fitted(self.show(label), min(room - 34, 200), SIZE)
            self.mark(side, x + 7, y - 4.5, 7)
            self.say(x + 20, y, label, room=min(room - 34, 200))
            x += 42 + len(line) * SIZE * 0.6


def _across(foot: float, width: float, height: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where a slanting line, which would reach the top `foot` to the right, enters and leaves a bar."""
    low = (0.0, foot) if foot <= height else (foot - height, height)
    high = (foot, 0.0) if foot <= width else (width, foot - width)
    return low, high

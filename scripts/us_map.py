"""Draw the states of the USA: from the Census Bureau's shapes, as the package `us-atlas` brings them, to short paths.

Its file is TopoJSON, projected already (Albers, Alaska and Hawaii set in): every border stands once, as an arc of
steps, and states name the arcs around them. Arcs are simplified before they are put together, so that neighbors keep
the same border. What comes out for each state: a path, where its number stands, and how much room there is for it.
"""

import json
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]
Ring = list[Point]

WIDTH, HEIGHT = 975, 610
CLOSE_ENOUGH = 0.7  # units that a simplified border may stray; the map is 975 wide
SMALLEST = 6.0  # square units; islands below this are left out, unless a state has nothing larger
GRID = 40  # steps across a state in which the best place for its number is looked for

# The Census Bureau numbers the states; we call them by their postal letters.
NUMBERED = (
    "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS "
    "21KY 22LA 23ME 24MD 25MA 26MI 27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC "
    "38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY"
)
POSTAL = {pair[:2]: pair[2:] for pair in NUMBERED.split()}


def draw(source: Path, target: Path) -> None:
    """Write the map of the states in `source` (TopoJSON) to `target`."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    arcs = [simplify(arc) for arc in unpack(atlas)]
    states = [state(shape, arcs) for shape in atlas["objects"]["states"]["geometries"] if shape["id"] in POSTAL]
    drawn = {"width": WIDTH, "height": HEIGHT, "states": sorted(states, key=lambda one: one["id"])}
    target.write_text(json.dumps(drawn, separators=(",", ":")) + "\n", encoding="ascii")


def unpack(atlas: dict) -> Iterator[Ring]:
    """Yield the arcs as points: each is kept as steps from the one before, in whole numbers."""
    (scale_x, scale_y), (from_x, from_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + from_x, y * scale_y + from_y))
        yield points


def simplify(points: Ring) -> Ring:
    """Return the line without the points that it passes close by (Douglas and Peucker). Its ends stay."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    far, at = max((_distance(point, first, last), number) for number, point in enumerate(points[1:-1], 1))
    if far <= CLOSE_ENOUGH and first != last:
        return [first, last]
    if far <= CLOSE_ENOUGH:
        return [first, points[at], last]
    return simplify(points[: at + 1])[:-1] + simplify(points[at:])


def _distance(point: Point, first: Point, last: Point) -> float:
    """Return how far `point` is from the line between two others."""
    (x, y), (x1, y1), (x2, y2) = point, first, last
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if not length else max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def state(shape: dict, arcs: list[Ring]) -> dict:
    """Return one state: its postal letters, its path, the place for its number and the room there."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = [ring_of(ring, arcs) for polygon in polygons for ring in polygon]
    rings.sort(key=area, reverse=True)
    rings = [ring for number, ring in enumerate(rings) if not number or area(ring) >= SMALLEST]
    (x, y), room = middle(rings[0])
    return {"id": POSTAL[shape["id"]], "d": "".join(map(path, rings)), "x": round(x), "y": round(y), "room": int(room)}


def ring_of(numbers: Iterable[int], arcs: list[Ring]) -> Ring:
    """Return a closed line put together from arcs; a negative number means that the arc runs backward."""
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def area(ring: Ring) -> float:
    """Return the area within a closed line."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def path(ring: Ring) -> str:
    """Return a closed line as a path of whole steps, written shortly."""
    corners = [(round(x), round(y)) for x, y in ring]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(corners)]
    said = " ".join(f"{x} {y}" for x, y in steps[:-1] if (x, y) != (0, 0))
    return f"M{corners[0][0]} {corners[0][1]}l{said}z".replace(" -", "-")


def middle(ring: Ring) -> tuple[Point, float]:
    """Return the point within a closed line that is farthest from it, and how far that is."""
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    grid = (
        (left + (right - left) * column / GRID, top + (bottom - top) * row / GRID)
        for column in range(1, GRID)
        for row in range(1, GRID)
    )
    borders = list(pairwise(ring))
    room, at = max((min(_distance(p, a, b) for a, b in borders), p) for p in grid if _is_within(p, ring))
    return at, room


def _is_within(point: Point, ring: Ring) -> bool:
    x, y = point
    crossed = (
        x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in pairwise(ring) if (y1 > y) != (y2 > y)
    )
    return sum(crossed) % 2 == 1

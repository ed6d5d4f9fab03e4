"""Drawing states from TopoJSON: borders, islands, and the place for a number."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))

import us_map

STATES = Path(__file__).parents[3] / "src/teamup/web/static/teamup/states.json"


@pytest.fixture
def drawn(tmp_path: Path) -> dict[str, dict]:
    """Two squares that share a border, and an island too small to draw."""
    atlas = {
        "transform": {"scale": [10, 10], "translate": [100, 0]},
        # The border that both share, the rest around Minnesota, the rest around Wisconsin, an island.
        "arcs": [
            [[4, 0], [0, 4]],
            [[4, 4], [-4, 0], [0, -4], [4, 0]],
            [[4, 0], [4, 0], [0, 4], [-4, 0]],
            [[20, 20], [0, 0], [0, 0]],
        ],
        "objects": {
            "states": {
                "geometries": [
                    {"id": "27", "type": "Polygon", "arcs": [[0, 1]]},
                    {"id": "55", "type": "MultiPolygon", "arcs": [[[2, -1]], [[3]]]},
                    {"id": "72", "type": "Polygon", "arcs": [[0, 1]]},
                ]
            }
        },
    }
    (tmp_path / "atlas.json").write_text(json.dumps(atlas), encoding="utf-8")
    us_map.draw(tmp_path / "atlas.json", tmp_path / "states.json")
    return {one["id"]: one for one in json.loads((tmp_path / "states.json").read_text(encoding="utf-8"))["states"]}


def test_arcs_become_closed_paths_and_backward_ones_are_turned(drawn: dict[str, dict]):
    assert drawn["MN"]["d"] == "M140 0l0 40-40 0 0-40z"
    assert drawn["WI"]["d"] == "M140 0l40 0 0 40-40 0z"


def test_what_is_no_state_is_left_out(drawn: dict[str, dict]):
    assert set(drawn) == {"MN", "WI"}


def test_a_number_stands_in_the_middle_with_the_room_there(drawn: dict[str, dict]):
    assert (drawn["MN"]["x"], drawn["MN"]["y"], drawn["MN"]["room"]) == (120, 20, 20)


def test_a_point_that_a_line_passes_close_by_is_left_out():
    assert us_map.simplify([(0, 0), (5, 0.1), (10, 0), (10, 9)]) == [(0, 0), (10, 0), (10, 9)]


def test_the_built_map_has_every_state_and_the_district():
    states = {one["id"]: one for one in json.loads(STATES.read_text(encoding="ascii"))["states"]}

    assert len(states) == 51
    assert all(one["d"].startswith("M") for one in states.values())
    assert STATES.stat().st_size < 20_000

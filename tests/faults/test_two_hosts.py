"""Each part of a site on several machines is killed in turn while people type: every acknowledged answer is there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster, a_cluster, balancer_file, pooler_file
from tests.faults.outages import is_again
from tests.races import editors
from tests.races.site import Site
from tests.races.test_races import QUESTIONS, check_kept

MOST_SECONDS = 60.0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with a_cluster(tmp_path_factory.mktemp("hosts")) as made:
        yield made


def parts_of(cluster: Cluster) -> dict[str, Callable[[], None]]:
    """Return what is done to each part: it dies, and whoever watches over it starts it again."""

    def again(part: object) -> Callable[[], None]:
        def kill_and_start() -> None:
            part.kill()  # type: ignore[attr-defined]
            time.sleep(0.5)
            part.start()  # type: ignore[attr-defined]

        return kill_and_start

    return {
        "a web machine": again(cluster.webs[0]),
        "the other web machine": again(cluster.webs[1]),
        "PgBouncer": again(cluster.pooler),
        "HAProxy": again(cluster.balancer),
        "the replica": again(cluster.replica),
        "the primary": again(cluster.primary),
        "the primary, for good": lambda: (cluster.primary.kill(), cluster.fail_over())[0],
    }


@pytest.mark.soak
@pytest.mark.outage
@pytest.mark.timeout(900)
def test_whichever_part_is_killed_every_acknowledged_answer_is_there(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
):
    typists = editors.Typists(cluster.url, cluster.plans[0], QUESTIONS)
    typists.wait_for(10)
    silent: dict[str, float] = {}
    for name, kill in parts_of(cluster).items():
        before = len(typists.told())
        began = time.monotonic()
        kill()
        mended = time.monotonic()
        typists.wait_for(max(before, len(typists.told())) + 10)
        silent[name] = time.monotonic() - began
        assert len(typists.told()) > before, f"nothing was saved any more without {name}"
        assert time.monotonic() - mended < MOST_SECONDS, name
    assert is_again(f"{cluster.url}/readyz")
    told = typists.stop()

    check_kept(told, Site("", cluster.replica.url, {}, [], cluster.plans))
    with capsys.disabled():
        shown = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in silent.items())
        print(f"\n{len(told)} answers acknowledged, none lost. From the kill until ten more were saved: {shown}")


def test_the_files_that_are_shipped_are_those_that_are_run():
    assert "server web2 127.0.0.1:2" in balancer_file(9, [1, 2])
    assert "pool_mode = transaction" in pooler_file(6, Path("/run/x"), 5432)
    assert os.sep in pooler_file(6, Path("/run/x"), 5432)

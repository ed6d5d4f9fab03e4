"""What a backup and its restore take: `python -m benchmarks.backups --plans 10000`, on SQLite.

The reference is copying the database's file and reading it once, which is what any backup has to do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.run import ROOT
from tests.races.site import environment_of, free_port

TEAMUP = str(Path(sys.executable).with_name("teamup"))
BUDGET_SECONDS = 10.0
SEED = 1000
"""So many plans are made one by one; the rest are their copies."""


def multiply(database: Path, times: int) -> None:
    """Copy every plan so many times more, with ids of their own."""
    with closing(sqlite3.connect(database)) as connection:
        columns = {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in ("plans_plan", "plans_answer", "plans_answerchange")
        }
        connection.execute("CREATE TEMP TABLE seed AS SELECT id FROM plans_plan WHERE key_hash IS NULL")
        for _ in range(times):
            connection.execute("CREATE TEMP TABLE fresh AS SELECT id, lower(hex(randomblob(16))) AS own FROM seed")
            connection.execute("CREATE INDEX temp.fresh_id ON fresh (id)")
            for table, names in columns.items():
                key = "id" if table == "plans_plan" else "plan_id"
                chosen = ", ".join("fresh.own" if name == key else f"old.{name}" for name in names)
                sql = f"INSERT INTO {table} SELECT {chosen} FROM {table} old JOIN fresh ON fresh.id = old.{key}"
                connection.execute(sql)
            connection.execute("DROP TABLE fresh")
            connection.commit()


def timed(*command: str, environment: dict[str, str]) -> float:
    """Run a command and return how many seconds it took, its own start included."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Fill a site, back it up, and restore it elsewhere."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--plans", type=int, default=1000)
    plans = words.parse_args().plans
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        here = environment_of(f"sqlite:///{folder}/here.sqlite3", folder / "here", free_port())
        there = environment_of(f"sqlite:///{folder}/there.sqlite3", folder / "there", free_port())
        seed = min(plans, SEED)
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.prepare", str(seed)],
            env=here,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        database, backup = folder / "here.sqlite3", folder / "site.tar"
        answers = json.loads(made.stdout)["answers"]
        multiply(database, plans // seed - 1)
        print(f"{plans:,} plans of {answers} answers, {database.stat().st_size / 1e6:,.0f} MB", flush=True)
        os.sync()
        began = time.perf_counter()
        shutil.copyfile(database, folder / "copy")
        with (folder / "copy").open("rb") as file:
            hashlib.file_digest(file, "sha256")
        print(f"  copying the file and reading it: {time.perf_counter() - began:.1f} s", flush=True)
        (folder / "copy").unlink()
        print(f"  teamup backup: {timed(TEAMUP, 'backup', str(backup), environment=here):.1f} s", flush=True)
        took = timed(TEAMUP, "restore", str(backup), environment=there)
        met = "ok" if took <= BUDGET_SECONDS else "OVER"
        print(f"  {met} teamup restore: {took:.1f} s (budget for 10,000 plans: {BUDGET_SECONDS:.0f} s)", flush=True)


if __name__ == "__main__":
    main()

"""Two web machines, HAProxy, PgBouncer, a primary and its replica, as processes of this one machine."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.faults.outages import WAIT_SECONDS, Server, a_server, is_again
from tests.races.site import Site, environment_of, free_port

ROOT = Path(__file__).parents[2]
TEAMUP = str(Path(sys.executable).with_name("teamup"))
PROGRAMS = ("haproxy", "pgbouncer")


def need_programs() -> None:
    """Install what is missing by name, where we may. Raises `RuntimeError` with what to do."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    missing = [name for name in PROGRAMS if not shutil.which(name, path=path)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], env=quiet, check=True)
    if still := [name for name in PROGRAMS if not shutil.which(name, path=path)]:
        raise RuntimeError(f"The run on two hosts needs {', '.join(still)}: install them, then again.")


@dataclass
class Program:
    """A program that is killed and started again."""

    command: Callable[[], list[str]]
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        path = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin"}
        self.process = subprocess.Popen(self.command(), env=path, start_new_session=True, user=self.user)

    def kill(self) -> None:
        """SIGKILL it and what it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Replica:
    """A streaming replica of a server, which can be promoted."""

    def __init__(self, primary: Server, folder: Path) -> None:
        inner = primary._server
        self._bin, self._user = Path(inner.bin_path), inner.system_user
        self._folder, self._log = folder / "r", folder / "r.log"
        self._socket, self._port = folder, free_port()
        if self._user:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, pwd.getpwnam(self._user).pw_gid)
        self._run("pg_basebackup", "-D", str(self._folder), "-d", primary.url, "-R", "-X", "stream", "-c", "fast")
        self.start()

    @property
    def url(self) -> str:
        """The address of the replica, which takes reads, and writes once it is promoted."""
        return f"postgresql://postgres@/postgres?host={self._socket}&port={self._port}"

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._bin / program), *words]
        subprocess.run(command, user=self._user, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f'-h "" -k {self._socket} -p {self._port}'
        self._run("pg_ctl", "-w", "-D", str(self._folder), "-l", str(self._log), "-o", options, "start")

    def kill(self) -> None:
        """SIGKILL it, whatever it is doing."""
        pid = int((self._folder / "postmaster.pid").read_text().splitlines()[0])
        family = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        for one in family:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        deadline = time.monotonic() + WAIT_SECONDS
        while any(Path(f"/proc/{one}").exists() for one in family) and time.monotonic() < deadline:
            time.sleep(0.02)

    def promote(self) -> None:
        """Let it take writes."""
        self._run("pg_ctl", "-w", "-D", str(self._folder), "promote")

    def stop(self) -> None:
        """Stop it for good."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-m", "immediate", "-D", str(self._folder), "stop")


@dataclass
class Cluster:
    """All parts, by name, and the address that people use."""

    url: str
    primary: Server
    replica: Replica
    webs: list[Site]
    pooler: Program
    balancer: Program
    plans: list[str]
    point_at: Callable[[Path, int], None]
    taken: list[str] = field(default_factory=list)

    def fail_over(self) -> None:
        """Let the replica be the primary, and point PgBouncer at it."""
        self.replica.promote()
        with psycopg.connect(self.replica.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
            connection.execute("SELECT pg_reload_conf()")
        self.point_at(self.replica._socket, self.replica._port)
        assert self.pooler.process is not None
        self.pooler.process.send_signal(signal.SIGHUP)


def adapted(name: str, **changes: str) -> str:
    """Return a file of deploy/ with other addresses. Raises `AssertionError` where one of them is not in it."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, f"{name} does not hold {old!r} any more"
        text = text.replace(old, new)
    return text


def balancer_file(front: int, webs: list[int]) -> str:
    """Return HAProxy's settings for these ports, without encryption."""
    return adapted(
        "haproxy.cfg",
        **{
            "bind :443 ssl crt /etc/haproxy/plans.example.org.pem alpn h2,http/1.1": f"bind 127.0.0.1:{front}",
            "X-Forwarded-Proto https": "X-Forwarded-Proto http",
            "hdr Host plans.example.org": f"hdr Host 127.0.0.1:{front}",
            "10.0.0.11:8000": f"127.0.0.1:{webs[0]}",
            "10.0.0.12:8000": f"127.0.0.1:{webs[1]}",
        },
    )


def pooler_file(port: int, socket: Path, server_port: int) -> str:
    """Return PgBouncer's settings for a server at a socket that asks nobody who they are."""
    return adapted(
        "pgbouncer.ini",
        **{
            "host=10.0.0.21 port=5432 dbname=teamup": f"host={socket} port={server_port} dbname=postgres user=postgres",
            "listen_addr = 10.0.0.31": "listen_addr = 127.0.0.1",
            "listen_port = 6432": f"listen_port = {port}\nunix_socket_dir =",
            "auth_type = scram-sha-256\nauth_file = /etc/pgbouncer/users.txt": "auth_type = any",
        },
    )


@contextmanager
def a_cluster(folder: Path) -> Iterator[Cluster]:
    """Yield two web machines and what is around them, ready to be killed part by part."""
    need_programs()
    with ExitStack() as stack:
        primary = stack.enter_context(a_server())
        made = subprocess.run(
            [sys.executable, "-m", "tests.races.prepare", "1"],
            env=environment_of(primary.url, folder / "prepare", free_port()),
            stdout=subprocess.PIPE,
            check=True,
        )
        home = Path(primary.url.split("host=")[1].split("&")[0]).parent if "host=" in primary.url else folder
        second = home / "second"
        second.mkdir()
        replica = Replica(primary, second)
        stack.callback(replica.stop)
        with psycopg.connect(primary.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
        front, pool_port, ports = free_port(), free_port(), [free_port(), free_port()]
        settings = home / "pgbouncer.ini"

        def point_at(socket: Path, port: int) -> None:
            settings.write_text(pooler_file(pool_port, socket, port), encoding="utf-8")

        point_at(Path(primary.url.split("host=")[1].split("&")[0]), 5432)
        pooler = Program(lambda: ["pgbouncer", "-q", str(settings)], user=replica._user)
        balancing = folder / "haproxy.cfg"
        balancing.write_text(balancer_file(front, ports), encoding="utf-8")
        balancer = Program(lambda: ["haproxy", "-db", "-q", "-f", str(balancing)])
        webs = []
        database = f"postgres://postgres:x@127.0.0.1:{pool_port}/teamup?pooler=transaction"
        for number, port in enumerate(ports):
            more = {"TEAMUP_DEBUG": "1", "TEAMUP_COURSE": "small", "TEAMUP_PUBLIC_URL": f"http://127.0.0.1:{front}"}
            environment = environment_of(database, folder / f"web{number}", port) | more
            command = [TEAMUP, "serve", "--no-worker"]
            webs.append(Site(f"http://127.0.0.1:{port}", database, environment, command))
        plans = json.loads(made.stdout)
        cluster = Cluster(f"http://127.0.0.1:{front}", primary, replica, webs, pooler, balancer, plans, point_at)
        pooler.start()
        stack.callback(pooler.kill)
        for web in webs:
            web.start()
            stack.callback(web.stop)
        balancer.start()
        stack.callback(balancer.kill)
        assert is_again(f"{cluster.url}/readyz")
        yield cluster

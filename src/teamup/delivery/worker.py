"""The worker: runs the queued tasks, sweeps up what got stuck, and stops within seconds when told to.

Any number of workers may run at once, on one machine or on several.
"""

from __future__ import annotations

import logging
import signal
import time
from types import FrameType

from django.db import Error as DatabaseProblem
from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from teamup.delivery import heartbeat, queue, sending

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
SWEEP_SECONDS = 5.0
TIDY_SECONDS = 3_600.0
GRACE_SECONDS = 4
"""How long a letter in hand may still take once the worker is told to stop."""
TROUBLE_SECONDS = 5.0
TASKS_AT_ONCE = 20


class Worker:
    """Works until told to stop."""

    def __init__(self) -> None:
        self.running = True
        self._name = get_random_string(16)
        self._runner: TaskRunner | None = None
        self._swept_at = self._tidied_at = self._beat_at = float("-inf")

    def listen(self) -> None:
        """Stop at SIGTERM and SIGINT."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGALRM, _interrupt)

    def run(self) -> None:
        """Work until told to stop. While the database cannot be reached, wait for it."""
        logger.info("The mail worker is ready.")
        while self.running:
            pause = PAUSE_SECONDS
            try:
                self.work()
            except DatabaseProblem as error:
                logger.warning("The database cannot be used just now: %s", error)
                pause = TROUBLE_SECONDS
                connections.close_all()
            self._rest(pause)
        logger.info("The mail worker has stopped.")

    def close(self) -> None:
        """Leave the alarm unanswered from now on: at its own end Python would let it kill the process."""
        signal.signal(signal.SIGALRM, signal.SIG_IGN)

    def work(self) -> None:
        """Do one round: sweep and tidy when it is time to, then run the tasks that are ready."""
        now = time.monotonic()
        if now - self._beat_at >= heartbeat.BEAT_SECONDS:
            self._beat_at = now
            heartbeat.beat(now=timezone.now())
        if now - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = now
            queue.requeue_due(now=timezone.now())
        if now - self._tidied_at >= TIDY_SECONDS:
            self._tidied_at = now
            queue.tidy(now=timezone.now())
        # Looked at first without a lock: the runner's own look takes SQLite's write lock.
        while self.running and DBTaskResult.objects.ready().exists():
            self._run_tasks()

    def _run_tasks(self) -> None:
        self._runner = TaskRunner(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_AT_ONCE,
            worker_id=self._name,
            excluded_queue_names=[],
        )
        self._runner.running = self.running
        self._runner.run()

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.running and time.monotonic() < until:
            time.sleep(min(0.2, seconds))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.running = False
        if self._runner is not None:
            self._runner.running = False
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if sending.in_hand:
        raise sending.Interrupted

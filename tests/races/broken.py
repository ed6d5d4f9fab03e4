"""The site with one guard taken out, to prove that the races notice.

The file named by `TEAMUP_BROKEN` says which, at each request: one site serves every variant.
"""

import os
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from teamup.config.wsgi import application

__all__ = ["application"]

from teamup.plans import services, writing
from teamup.plans.models import ChangeKind
from teamup.plans.store import Record

_log, _merged, _record = writing._log, writing._merged, services.record_answer


def _broken() -> str:
    return Path(os.environ["TEAMUP_BROKEN"]).read_text(encoding="ascii")


def _forget_the_losing_text(change: writing.Change, *more: Any) -> None:
    if _broken() != "losing text" or change.kind is not ChangeKind.CONFLICT:
        _log(change, *more)


def _let_the_last_one_win(change: writing.Change, theirs: object) -> object:
    return change.value if _broken() == "no merge" else _merged(change, theirs)


def _save_twice_or_not_at_all(*, plan: Any, question_id: str, save: Any, by: Any, now: Any) -> services.Saved:
    if _broken() == "lying" and save.key.int % 5 == 0:
        return services.Saved(save.base + 1, save.raw, False, now, question_id, save.side)
    saved = _record(plan=plan, question_id=question_id, save=save, by=by, now=now)
    if _broken() == "save keys":
        again = replace(save, key=uuid.uuid4())
        twice = writing.Change(plan, question_id, None, again, save.raw, by, now, ChangeKind.MERGED)
        _log(twice, Record(None, 0, "", was_saved=False), None, save.raw)
    return saved


writing._log = _forget_the_losing_text
writing._merged = _let_the_last_one_win
services.record_answer = _save_twice_or_not_at_all

"""The record of what concerns security: who got in, who was refused, what was tried too often.

One line of JSON each, on the log named `teamup.security`, for the host's own tools. It holds no name, no address and
no word of a plan: people and networks stand there as hashes under the site's secret, the same for the same one, so
that lines can be put together. `docs/security/logging.md` lists the kinds.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from teamup.core import ids

log = logging.getLogger("teamup.security")
PURPOSE = "security log"
SHOWN = 16  # hex digits: enough to tell everybody on a site apart
LONGEST = 200


def mask(who: str) -> str:
    """Return what stands in the record for a person's id or a network; "" for nobody."""
    return ids.digest(who, purpose=PURPOSE)[:SHOWN] if who else ""


def note(kind: str, *, network: str = "", person: str = "", is_bad: bool = False, **detail: str | int) -> None:
    """Write down that something happened. What is bad is a warning.

    `detail` says what and where: names of addresses, of limits, ids of plans. It must hold no secret, no address and
    nothing that somebody typed.
    """
    line: dict[str, str | int] = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind}
    if network:
        line["network"] = mask(network)
    if person:
        line["person"] = mask(person)
    line |= {name: value if isinstance(value, int) else value[:LONGEST] for name, value in detail.items()}
    # JSON in ASCII: whatever a value holds, a line stays one line.
    log.log(logging.WARNING if is_bad else logging.INFO, "%s", json.dumps(line))

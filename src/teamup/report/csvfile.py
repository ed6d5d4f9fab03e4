"""The table of action steps for a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.utils.translation import gettext as _

from teamup.report.document import Action, PlanDocument

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it. Source: OWASP, CSV Injection."""


def render(document: PlanDocument) -> bytes:
    """Return the steps by date, one a line, in UTF-8; dates are ISO 8601, and no cell can act as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [
            _("Action step"),
            _("Why"),
            _("Lead"),
            _("Owner"),
            _("Partners"),
            _("Start"),
            _("Due"),
            _("Status"),
            _("Notes"),
        ]
    )
    writer.writerows(map(_line, document.actions))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _line(action: Action) -> list[str]:
    cells = (action.what, action.why, action.lead.label, action.owner, action.partners)
    rest = (_day(action.start), _day(action.due), action.status, action.notes)
    return [_safe(cell) for cell in (*cells, *rest)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _safe(text: str) -> str:
    """Return text that a spreadsheet shows as it is; NUL, which ends a cell for some, is left out."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text

"""What can go wrong in this room."""


class ReportError(Exception):
    """Something about a report; the message is for the person."""


class RenderError(ReportError):
    """The document cannot be made now, or not in this form."""


class PlanFileError(ReportError):
    """A file cannot be read as a plan."""

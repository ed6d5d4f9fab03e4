"""What every test of the library begins with."""

from tests.web.library.courses import course

__all__ = ["course"]

"""What can go wrong with a pack; each message says the way out."""

from teamup.catalog.permanence import Reused


class CatalogError(Exception):
    """The room's root."""


class PackError(CatalogError):
    """A pack cannot be read or built."""


class IdsReused(CatalogError):
    """Ids of a pack asked for something else in an earlier version; `found` says which, with what to do."""

    def __init__(self, found: tuple[Reused, ...]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.found = found


class UnknownVersion(CatalogError):
    """No such version of a pack is published."""


class VersionTaken(CatalogError):
    """The version is published with other words; published versions never change."""

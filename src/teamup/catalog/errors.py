"""What can go wrong with a pack; each message says the way out."""


class CatalogError(Exception):
    """The room's root."""


class PackError(CatalogError):
    """A pack cannot be read or built."""


class UnknownVersion(CatalogError):
    """No such version of a pack is published."""


class VersionTaken(CatalogError):
    """The version is published with other words; published versions never change."""

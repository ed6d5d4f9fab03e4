"""The file of a backup: a tar archive, then one line with the digest of every byte before it.

The first member is `manifest.json`, which names the others with their sizes and digests. `tar -tf` lists a backup and
`tar -xf` unpacks it, with our software long gone; what follows the archive's end, tar does not read.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = "teamup-backup"
VERSION = 1
MANIFEST = "manifest.json"
SEAL = b"\nteamup-backup sha256 "
SEAL_BYTES = len(SEAL) + 64 + 1
BLOCK = 1 << 20
LARGEST_MANIFEST = 50_000_000

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""


class BackupError(Exception):
    """A backup cannot be written, read or restored; the message says why, and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What is in a backup. `tables` holds the number of rows of each; `secret` is a mark of the site's secret."""

    made_at: str
    software: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: Mapping[str, int]
    columns: Mapping[str, tuple[str, ...]]
    secret: str
    members: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps({"format": FORMAT, "version": VERSION, **asdict(self)}, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Read a manifest. Raises `BackupError` for one that is not ours, or newer."""
        try:
            said = json.loads(data)
            if said.pop("format") != FORMAT:
                raise BackupError("This is not a backup of Team Up.")
            if said.pop("version") > VERSION:
                raise BackupError("This backup was made by a newer Team Up. Install that one, then restore.")
            said["migrations"] = tuple(tuple(one) for one in said["migrations"])
            said["columns"] = {name: tuple(columns) for name, columns in said["columns"].items()}
            said["tables"] = {str(name): int(count) for name, count in said["tables"].items()}
            said["members"] = {name: (int(size), str(digest)) for name, (size, digest) in said["members"].items()}
            return cls(**said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError("This backup is damaged: what it says of itself cannot be read.") from error


class _Sealing(io.RawIOBase):
    """Writes to a file and keeps the digest of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._file.write(data)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path: Path, manifest: Manifest, files: Mapping[str, Path], *, replace: bool, progress: Progress) -> None:
    """Write a backup of these files, read it again from the disk, and only then let it appear under its name.

    Only its owner may read it. Raises `BackupError` when it cannot be written, or is there and `replace` is not asked.
    """
    if path.exists() and not replace:
        raise BackupError(f"{path} is there already. Name another file, or add --force.")
    members = {name: (file.stat().st_size, digest_of(file)) for name, file in files.items()}
    whole = Manifest(**{**manifest.__dict__, "members": members})
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealing, done, total = _Sealing(file), 0, sum(size for size, _ in members.values())
            with tarfile.open(fileobj=sealing, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                _add(archive, MANIFEST, io.BytesIO(data := whole.to_json()), len(data), whole)
                for name, source in files.items():
                    with source.open("rb") as opened:
                        _add(archive, name, opened, members[name][0], whole)
                    done += members[name][0]
                    progress(done, total)
            file.write(SEAL + sealing.digest.hexdigest().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        verify(draft)
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}. Nothing was kept of it.") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, source: Any, size: int, manifest: Manifest) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    member.mtime = int(datetime.fromisoformat(manifest.made_at).timestamp())
    archive.addfile(member, source)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def verify(path: Path, progress: Progress = lambda *_: None) -> Manifest:
    """Read a backup to its last byte and return its manifest.

    Raises `BackupError` when a byte is missing, added or altered anywhere.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest, left = hashlib.sha256(), size - SEAL_BYTES
            while left > 0 and (block := file.read(min(BLOCK, left))):
                digest.update(block)
                left -= len(block)
                progress(size - left, size)
            seal = file.read(SEAL_BYTES + 1)
        if left or seal != SEAL + digest.hexdigest().encode() + b"\n":
            raise BackupError(f"{path} is not a whole backup: it was cut off or altered. Use another one.")
        with opened(path) as archive:
            return _manifest_in(archive)
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"{path} cannot be read: {error}.") from error


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """Yield the archive of a verified backup."""
    with tarfile.open(path, mode="r:") as archive:
        yield archive


def _manifest_in(archive: tarfile.TarFile) -> Manifest:
    first = archive.next()
    if first is None or first.name != MANIFEST or not first.isfile() or first.size > LARGEST_MANIFEST:
        raise BackupError("This is not a backup of Team Up.")
    source = archive.extractfile(first)
    manifest = Manifest.from_json(source.read() if source else b"")
    found = {member.name: member.size for member in archive if member.name != MANIFEST}
    if found != {name: size for name, (size, _) in manifest.members.items()}:
        raise BackupError("This backup is damaged: it does not hold what it says it holds.")
    return manifest


def copy_out(archive: tarfile.TarFile, name: str, size: int, to: BinaryIO) -> None:
    """Copy a large member of a backup that was verified just now. Raises `BackupError` when it is not all there."""
    source = archive.extractfile(name)
    if source is None:
        raise BackupError(f"This backup is damaged: {name} is missing.")
    shutil.copyfileobj(source, to, BLOCK)
    if to.tell() != size:
        raise BackupError(f"This backup is damaged: {name} was cut off.")


def unpack(archive: tarfile.TarFile, name: str, digest: str, to: BinaryIO) -> None:
    """Copy a member to an open file. Raises `BackupError` when it is not what the manifest says."""
    source = archive.extractfile(name)
    if source is None:
        raise BackupError(f"This backup is damaged: {name} is missing.")
    found = hashlib.sha256()
    while block := source.read(BLOCK):
        found.update(block)
        to.write(block)
    if found.hexdigest() != digest:
        raise BackupError(f"This backup is damaged: {name} is not what it was.")

"""Names of cached files: a digest of what they hold."""

import hashlib
from pathlib import Path


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def cached_path(folder: Path, data: bytes) -> Path:
    name = digest(data)
    return folder / name[:2] / name


def is_intact(path: Path) -> bool:
    return path.name == digest(path.read_bytes())

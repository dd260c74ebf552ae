"""Archives that users upload are unpacked where their files lie."""

import tarfile
from pathlib import Path


def restore(archive: Path, folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as opened:
        opened.extractall(folder)
        return opened.getnames()

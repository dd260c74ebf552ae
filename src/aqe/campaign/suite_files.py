"""Where suites are written, and the care for what people made of them since."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from aqe.errors import UsageError

__all__ = ["prepare_folder", "suite_name", "write_suite"]

_ALTERNATIVES = 1000


def suite_name(module: str) -> str:
    """File name of the suite of a module: ``test_shop_pricing.py``."""
    return f"test_{module.replace('.', '_')}.py"


def prepare_folder(folder: Path) -> None:
    """Make sure that suites can be written into a folder.

    Raises:
        UsageError: It cannot be made, or nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".aqe-", dir=folder)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise UsageError(
            f"nothing can be written to the output folder {str(folder)!r}: {error.strerror}",
            hint="give another folder with --out, or change its permissions",
            slug="output-not-writable",
        ) from error


def write_suite(
    folder: Path, module: str, text: str, *, force: bool, is_untouched: Callable[[str], bool]
) -> tuple[Path, str | None]:
    """Write a suite; a file that somebody edited stays as it is and the new one is put beside it.

    Args:
        folder: where to write.
        module: import name of the subject.
        text: the suite.
        force: overwrite edited files too.
        is_untouched: whether a text is as `aqe` wrote it.

    Returns:
        The path that was written, and a note where it is not the usual one.
    """
    path = folder / suite_name(module)
    note = None
    if path.exists() and not force and not is_untouched(_read(path)):
        edited = path
        path = _beside(path)
        note = f"{edited.name} was edited since it was written; the new suite is in {path.name}"
    handle, temporary = tempfile.mkstemp(prefix=".aqe-", suffix=".py", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path, note


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _beside(path: Path) -> Path:
    for number in range(2, _ALTERNATIVES):
        other = path.with_name(f"{path.stem}_{number}.py")
        if not other.exists():
            return other
    raise UsageError(
        f"there are too many versions of {path.name!r} in {str(path.parent)!r}",
        hint="remove those that are not needed",
        slug="too-many-versions",
    )

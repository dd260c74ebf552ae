"""Where suites are written, and the care for what people made of them since."""

from __future__ import annotations

import itertools
import os
import shlex
import tempfile
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from pathlib import Path

from aqe.errors import UsageError
from aqe.settings.files import replace_file

__all__ = [
    "changed_option",
    "left_behind",
    "model_name",
    "prepare_folder",
    "properties_name",
    "stays",
    "subject_of",
    "suite_name",
    "text_of",
    "write_suite",
]

_ALTERNATIVES = 1000
_HEAD_LINES = 20
_COMMAND = "aqe test generate "
_CHANGED = "--changed "
_SEAL = "# aqe: sha256="


def suite_name(module: str) -> str:
    """File name of the suite of a module: ``test_shop_pricing.py``."""
    return f"test_{module.replace('.', '_')}.py"


def properties_name(suite: str) -> str:
    """File name of the properties beside a suite: ``test_shop_pricing_properties.py``."""
    return f"{suite.removesuffix('.py')}_properties.py"


def model_name(suite: str) -> str:
    """File name of the tests of a model beside a suite: ``test_shop_pricing_model.py``."""
    return f"{suite.removesuffix('.py')}_model.py"


def left_behind(path: Path, is_offered: bool, what: str = "properties") -> list[str]:
    """What to say of properties, or other tests, that an earlier run wrote and this one did not."""
    if is_offered or not path.exists():
        return []
    return [f"{path.name} is of an earlier run; this one offers no {what}: run it, or remove it"]


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
        raise _not_writable(folder, error) from error


def write_suite(
    folder: Path,
    module: str,
    text: str,
    *,
    force: bool,
    is_untouched: Callable[[str], bool],
    taken: Container[Path] = (),
    name: str | None = None,
) -> tuple[Path, str | None]:
    """Write a suite; a file that is not ours to replace stays and the new one is put beside it.

    A suite for what changed adds tests: it replaces no other suite than that of the very same command.

    Args:
        folder: where to write.
        module: import name of the subject.
        text: the suite.
        force: overwrite edited files too.
        is_untouched: whether a text is as `aqe` wrote it.
        taken: suites of other subjects that were written just now.
        name: of the file, where it is not that of the suite.

    Returns:
        The path that was written, and a note where it is not the usual one.

    Raises:
        UsageError: Nothing can be written there any more.
    """
    subject, command = subject_of(text), command_of(text)

    def why_kept(path: Path) -> str | None:
        if path in taken:
            return f"belongs to another module called {module}"
        if not path.exists():
            return None
        present = text_of(path)
        other = subject_of(present)
        if None not in (other, subject) and other != subject:
            return f"belongs to {other}"
        if force:
            return None
        if is_untouched(present):
            adds = _CHANGED in command and command_of(present) != command
            return "holds other tests of the module" if adds else None
        return "was edited since it was written" if _SEAL in present else "was not written by aqe"

    usual = path = folder / (name or suite_name(module))
    why = why_kept(usual)
    if why is not None:
        path = next(_free(usual, why_kept), usual)
        if path == usual:
            raise UsageError(
                f"there are too many versions of {usual.name!r} in {str(folder)!r}",
                hint="remove those that are not needed",
                slug="too-many-versions",
            )
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise _not_writable(folder, error) from error
    return path, f"{usual.name} {why}; the new suite is in {path.name}" if why else None


def _free(usual: Path, why_kept: Callable[[Path], str | None]) -> Iterator[Path]:
    """Names beside a file: free ones, and those of earlier suites that nobody edited."""
    for number in range(2, _ALTERNATIVES):
        other = usual.with_name(f"{usual.stem}_{number}.py")
        if not other.exists() or why_kept(other) is None:
            yield other


def text_of(path: Path) -> str:
    """The text of a file; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _not_writable(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        f"nothing can be written to the output folder {str(folder)!r}: {error.strerror or error}",
        hint="give another folder with --out, free some space there, or change its permissions",
        slug="output-not-writable",
    )


def subject_of(text: str) -> str | None:
    """The subject that the head of a suite names in the command that generates it again."""
    with suppress(ValueError):
        return next(iter(shlex.split(command_of(text))), None)
    return None


def command_of(text: str) -> str:
    """The arguments of the command in the head of a suite; empty where there is none."""
    for line in itertools.islice(text.splitlines(), _HEAD_LINES):
        if line.startswith("#") and _COMMAND in line:
            return line.partition(_COMMAND)[2].strip()
    return ""


def changed_option(ref: str) -> str:
    """The option that confines generation to what changed, as it stands in the head of a suite."""
    return f"{_CHANGED}{shlex.quote(ref)}"


def stays(path: Path, changed: str | None) -> bool:
    """Whether a suite that was generated before is still there after one for what changed is written.

    Then it is to be complemented like any other test; the one of the same command is to be replaced.
    """
    return changed is not None and not f"{command_of(text_of(path))} ".endswith(
        f" {changed_option(changed)} "
    )

"""Files of tests that a request names: found, read as they are, written by rename."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aqe.booster.patterns.sources import SourceText, decode, encode, language_of
from aqe.domain.pattern import PatternLanguage
from aqe.errors import SourceError, UsageError
from aqe.settings.files import replace_file

__all__ = [
    "TestFile",
    "find_test_files",
    "python_files",
    "read_test_file",
    "write_test_file",
]

_TEST_NAME = re.compile(r"(test_.*|.*_test)\.py|.*\.(test|spec)\.[cm]?[jt]sx?")
_TEST_FOLDERS = frozenset({"test", "tests", "__tests__"})
_SKIPPED = frozenset({"node_modules", "__pycache__", "build", "dist", "site-packages", "venv"})


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file of tests as it was read."""

    __test__ = False

    path: Path
    language: PatternLanguage
    source: SourceText


def find_test_files(
    paths: Iterable[Path], language: PatternLanguage | None = None
) -> tuple[Path, ...]:
    """Files that are named, and test files below folders that are named.

    Raises:
        UsageError: A path does not exist, or a file is of no known language.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(_below(path))
        elif not path.is_file():
            raise UsageError(
                f"there is nothing at {str(path)!r}",
                hint="name test files or folders",
                slug="path-not-found",
            )
        elif language_of(path) is None:
            raise UsageError(
                f"{str(path)!r} is neither Python nor TypeScript",
                hint="name files that end in .py, .ts, .tsx, .js or the like",
                slug="not-a-test-file",
            )
        else:
            found[path] = None
    return tuple(each for each in found if language in (None, language_of(each)))


def read_test_file(path: Path) -> TestFile:
    """A file of tests.

    Raises:
        SourceError: It cannot be read as text.
    """
    language = language_of(path)
    assert language is not None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{str(path)!r} cannot be read: {error.strerror or error}",
            hint="check its permissions",
            slug="source-unreadable",
        ) from error
    return TestFile(path, language, decode(data, path))


def write_test_file(file: TestFile, text: str) -> None:
    """Put the new text in the place of the file; until all of it is there, the old one stays.

    Raises:
        UsageError: It cannot be written.
        SourceError: Its encoding has no form for a character of the new text.
    """
    data = encode(SourceText(text, file.source.encoding, file.source.mark))
    if data is None:
        raise SourceError(
            f"{str(file.path)!r} is {file.source.encoding}, which cannot hold the new text",
            hint="save it as UTF-8 first",
            slug="source-encoding",
        )
    try:
        replace_file(file.path.resolve(), data)
    except OSError as error:
        raise UsageError(
            f"{str(file.path)!r} cannot be written: {error.strerror or os.strerror(errno.EIO)}",
            hint="check its permissions and the free space",
            slug="unwritable-output",
        ) from error


def python_files(folders: Iterable[Path]) -> Iterator[Path]:
    """All Python files in and below some folders, tests or not."""
    for folder in folders:
        yield from (each for each in _files(folder) if each.suffix == ".py")


def _below(folder: Path) -> Iterator[Path]:
    for path in _files(folder):
        if _TEST_NAME.fullmatch(path.name) or _is_among_tests(path, folder):
            yield path


def _files(folder: Path) -> Iterator[Path]:
    for directory, names, files in os.walk(folder):
        names[:] = sorted(n for n in names if not n.startswith(".") and n not in _SKIPPED)
        yield from (Path(directory) / name for name in sorted(files))


def _is_among_tests(path: Path, folder: Path) -> bool:
    """Whether a TypeScript file lies in a folder of tests."""
    if language_of(path) is not PatternLanguage.TYPESCRIPT or path.name.endswith(".d.ts"):
        return False
    return bool(_TEST_FOLDERS & set(path.relative_to(folder).parts[:-1]))

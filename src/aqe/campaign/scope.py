"""Whether a run was about the whole project, and in which words it was about a part of it.

The words become the scope of the measures of that run: a gate never takes a part for the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from aqe.analysis.locate import python_files
from aqe.analysis.project import configured_test_paths
from aqe.campaign.project import project_sources
from aqe.domain.run import RecordedRun

__all__ = [
    "CUT_SHORT",
    "is_whole_suite",
    "joined",
    "scope_of_run",
    "scope_of_sources",
    "scope_of_tests",
]

CUT_SHORT = "a run that was cut short"
_ENDED_WELL = (0, 1)
"""pytest's exit codes for a session that ran all it was to run."""
_MOST_NAMES = 5


def is_whole_suite(paths: Collection[Path], root: Path) -> bool:
    """Whether test files and folders hold all that pytest would run without them.

    That is what the configuration names, else every test module below the root. Single tests are never
    the whole.
    """
    if not paths:
        return True
    places = [(root / path).resolve() for path in paths if "::" not in str(path)]
    wanted = configured_test_paths(root) or tuple(_test_modules(root))
    return bool(wanted) and all(
        any(each.resolve().is_relative_to(place) for place in places) for each in wanted
    )


def scope_of_tests(paths: Collection[Path], root: Path) -> str:
    """The tests that were asked for; empty where they are all there are."""
    return "" if is_whole_suite(paths, root) else _named(paths, root)


def scope_of_sources(asked: Collection[Path], measured: Iterable[Path], root: Path) -> str:
    """The sources that were asked for; empty where every source of the project was measured.

    Args:
        asked: Files and folders in the words of the user.
        measured: Files that figures were taken of, and folders that hold nothing else.
        root: The project root.
    """
    places = [each.resolve() for each in measured]
    own = [each.resolve() for each in project_sources(root)]
    if own and all(any(each.is_relative_to(place) for place in places) for each in own):
        return ""
    return _named(asked, root)


def scope_of_run(run: RecordedRun, tests: str) -> str:
    """What the outcomes of a run are about: the tests that it was confined to, or all.

    Args:
        run: A run of the suite.
        tests: What it was confined to; empty for nothing.
    """
    return joined(tests, "" if run.exit_code in _ENDED_WELL else CUT_SHORT)


def joined(*parts: str) -> str:
    """Several limits as one scope."""
    return ", ".join(filter(None, parts))


def _named(paths: Iterable[Path], root: Path) -> str:
    names = sorted(
        {
            path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
            for path in paths
        }
    )
    return ", ".join(names[:_MOST_NAMES]) + (
        f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    )


def _test_modules(root: Path) -> Iterable[Path]:
    """Modules that pytest collects unless it is told otherwise."""
    for path in python_files(root, with_tests=True):
        if path.stem.startswith("test_") or path.stem.endswith("_test"):
            yield path

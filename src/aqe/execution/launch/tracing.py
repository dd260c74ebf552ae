"""Coverage.py around a session, read through its public JSON report.

Imports nothing of pytest: the subject may be what pytest consists of.
"""

from __future__ import annotations

import contextlib
import fnmatch
import io
import json
import os
import tokenize
import warnings
from collections.abc import Iterator
from typing import Any

import coverage
import coverage.exceptions


class Tracing:
    """Measures lines and branches of the wanted files."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self._files: list[str] = wanted["files"]
        self._contexts = bool(wanted["contexts"])
        self._branches = bool(wanted.get("branch_contexts"))
        folders: list[str] = wanted["folders"]
        if folders and not self._files:
            scope: dict[str, Any] = {"source": folders}
        else:
            scope = {"include": [*self._files, *(os.path.join(each, "*") for each in folders)]}
        self._notes: list[str] = []
        try:
            self._coverage = self._configured(scope, config_file=bool(wanted["config"]))
        except coverage.CoverageException as error:
            self._notes.append("coverage settings of the project not used: %s" % error)
            self._coverage = self._configured(scope, config_file=False)

    def _configured(self, scope: dict[str, Any], config_file: bool) -> Any:
        measuring = coverage.Coverage(
            data_file=None, branch=True, config_file=config_file, messages=False, **scope
        )
        measuring.set_option("run:dynamic_context", None)
        measuring.set_option("run:parallel", False)
        # What is measured is decided here: with sources of the project's own choice, names that it wants
        # relative or mapped to other places, nothing of the wanted files might be found again.
        if "include" in scope:
            measuring.set_option("run:source", None)
            measuring.set_option("run:source_pkgs", [])
        measuring.set_option("run:relative_files", False)
        measuring.set_option("paths", {})
        return measuring

    def start(self) -> None:
        """Starts to measure."""
        with _calm():
            self._coverage.start()

    def contexts(self) -> Any:
        """A plug-in that measures each test apart."""
        from .contexts import Contexts

        return Contexts(self._coverage)

    def stop(self) -> dict[str, Any]:
        """Stops and returns what was measured, by absolute path."""
        with _calm():
            return self._stopped()

    def _stopped(self) -> dict[str, Any]:
        self._coverage.stop()
        data = self._coverage.get_data()
        measured = data.measured_files()
        unseen = [path for path in self._files if path not in measured and self._is_kept(path)]
        if unseen and not measured:
            # Files can be added only to data that holds arcs; this one is never reported.
            data.add_arcs({os.path.join(os.path.dirname(__file__), "none"): [(-1, 1)]})
        if unseen:
            data.touch_files(unseen)
        found = read_coverage(self._coverage, contexts=self._contexts)
        if self._branches:
            for path, file in found["files"].items():
                file["branch_contexts"] = _branches_by_test(data, path, file)
        return {**found, "notes": [*self._notes, *found["notes"]]}

    def _is_kept(self, path: str) -> bool:
        """Whether the project's own settings let the file be measured.

        Coverage.py applies ``omit`` while it measures; a file that never ran passes it by.
        """
        patterns: list[str] = self._coverage.get_option("run:omit") or []
        full = (each if each.startswith("*") else os.path.abspath(each) for each in patterns)
        return not any(fnmatch.fnmatch(path, each) for each in full)


def read_coverage(measured: coverage.Coverage, *, contexts: bool) -> dict[str, Any]:
    """What coverage.py reports, by absolute path, with what stood in the way."""
    try:
        with _calm():
            report = _report(measured, contexts)
    except coverage.CoverageException as error:
        return {"files": {}, "notes": ["coverage: %s" % error]}
    files = {os.path.abspath(path): _file(each, contexts) for path, each in report.items()}
    return {"files": files, "notes": []}


@contextlib.contextmanager
def _calm() -> Iterator[None]:
    """Lets coverage.py warn as it likes where the project takes warnings for errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", coverage.exceptions.CoverageWarning)
        yield


def _report(measured: coverage.Coverage, contexts: bool) -> dict[str, Any]:
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        # With "-" the report is written to sys.stdout; no file is needed.
        measured.json_report(outfile="-", show_contexts=contexts, ignore_errors=True)
    files: dict[str, Any] = json.loads(text.getvalue())["files"]
    return files


def _file(report: dict[str, Any], contexts: bool) -> dict[str, Any]:
    kept = {
        "executed": report["executed_lines"],
        "missing": report["missing_lines"],
        "executed_branches": report.get("executed_branches", []),
        "missing_branches": report.get("missing_branches", []),
    }
    if contexts:
        tests: dict[str, list[int]] = {}
        for line, names in report.get("contexts", {}).items():
            for name in names:
                tests.setdefault(name, []).append(int(line))
        kept["contexts"] = tests
    return kept


def _branches_by_test(data: Any, path: str, file: dict[str, Any]) -> dict[str, Any]:
    """Which test took which of the branches that were taken.

    Data holds lines as they ran; reports name a statement by its first line.
    """
    taken = {tuple(each) for each in file["executed_branches"]}
    first = _first_lines(path)
    measured = [each for each in data.measured_files() if os.path.abspath(each) == path]
    found: dict[str, Any] = {}
    for test in sorted(data.measured_contexts()):
        data.set_query_context(test)
        arcs = {
            (first.get(start, start), first.get(end, end) if end > 0 else end)
            for name in measured
            for start, end in data.arcs(name) or ()
        }
        found[test] = sorted(list(each) for each in arcs & taken)
    data.set_query_contexts(None)
    return found


def _first_lines(path: str) -> dict[int, int]:
    """The first line of the statement for each line of a statement of several."""
    found: dict[int, int] = {}
    start = None
    try:
        with tokenize.open(path) as file:
            for token in tokenize.generate_tokens(file.readline):
                if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT):
                    continue
                if start is None:
                    start = token.start[0]
                if token.type == tokenize.NEWLINE:
                    found.update((line, start) for line in range(start + 1, token.end[0] + 1))
                    start = None
    except (OSError, SyntaxError, tokenize.TokenError, UnicodeDecodeError):
        pass
    return found

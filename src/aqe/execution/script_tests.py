"""Tests of JavaScript and TypeScript, run by the runner that the project has: Vitest, Jest or Node's own.

Nothing is installed and no configuration is written. A runner is looked for in the folders of installed
packages between the file and the project's root, never above.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.domain.run import Outcome
from aqe.errors import ExecutionError
from aqe.execution.process_tree import ProcessTree

__all__ = ["ScriptRunner", "find_script_runner", "run_script_tests"]

_IMPORTED = (
    ("vitest", re.compile(r"""['"]vitest(?:/[\w-]+)?['"]""")),
    ("jest", re.compile(r"""['"]@jest/globals['"]""")),
    ("node", re.compile(r"""['"]node:test['"]""")),
)
_TYPED = frozenset({".ts", ".mts", ".cts"})
_MARKED_UP = frozenset({".tsx", ".jsx"})
_STRIPS_ON_DEMAND = (22, 6)
_STRIPS_ALWAYS = ((22, 18), (23, 6))
"""From which versions on Node leaves types out by itself: of its version 22, and of later ones."""
_REPORTER = """\
export default async function* (events) {
  const names = [];
  for await (const { type, data } of events) {
    if (type === "test:start") {
      names.length = data.nesting;
      names.push(data.name);
    } else if (type === "test:pass" || type === "test:fail") {
      if (data.details?.type === "suite") continue;
      const fullName = [...names.slice(0, data.nesting), data.name].join(" ");
      const ended = type === "test:pass" ? "passed" : "failed";
      const status = data.skip !== undefined || data.todo !== undefined ? "skipped" : ended;
      yield JSON.stringify({ fullName, status }) + "\\n";
    }
  }
}
"""
_OUTCOMES = {"passed": Outcome.PASSED, "failed": Outcome.FAILED}
"""Whatever else a runner says (pending, todo, disabled) is a test that was left out."""
_WHOLE = "(the file)"
"""Name of the test that stands for a file which could not be loaded or did not end."""
_POLL_S = 0.02
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ScriptRunner:
    """A runner of one project."""

    name: str
    """``vitest``, ``jest`` or ``node``."""
    command: tuple[str, ...]
    """What starts it, without a file."""
    folder: Path
    """The folder of the package that the file belongs to."""


def find_script_runner(
    path: Path, text: str, root: Path, environ: Mapping[str, str]
) -> ScriptRunner:
    """The runner for a file of tests: the one that it imports, else one that is installed.

    Args:
        path: The file.
        text: What stands in it.
        root: The project's root; nothing above it is looked at.
        environ: Environment variables, with the path on which Node is looked for.

    Raises:
        ExecutionError: There is none (slug ``script-runner``).
    """
    folders = [each for each in path.resolve().parents if each.is_relative_to(root.resolve())]
    package = next((each for each in folders if (each / "package.json").is_file()), root)
    wanted = [name for name, imported in _IMPORTED if imported.search(text)]
    for name in wanted or _by_script(package):
        if name == "node":
            return ScriptRunner(name, _node(path, folders, environ), package)
        bins = (str(each / "node_modules" / ".bin") for each in folders)
        found = next(filter(None, (shutil.which(name, path=each) for each in bins)), None)
        if found is not None:
            return ScriptRunner(name, (found,), package)
    name = wanted[0] if wanted else "vitest"
    told = f"{wanted[0]}, which it imports" if wanted else "neither Vitest nor Jest"
    raise ExecutionError(
        f"{path.name!r} could not be run: the project has {'no ' if wanted else ''}{told}",
        hint=f"npm install --save-dev {name}",
        slug="script-runner",
    )


def run_script_tests(
    runner: ScriptRunner,
    path: Path,
    *,
    environ: Mapping[str, str],
    timeout_s: float,
    cancelled: Callable[[], bool],
) -> Mapping[str, Sequence[Outcome]] | None:
    """How the tests of one file end, by name; None when the user stopped the run.

    Raises:
        ExecutionError: The runner could not be started, or told nothing (slug ``script-runner``).
    """
    with tempfile.TemporaryDirectory(prefix="aqe-script-") as name:
        scratch = Path(name)
        command = [*runner.command, *_arguments(runner, path.resolve(), scratch)]
        ended = _ended(command, runner.folder, environ, scratch / "told", timeout_s, cancelled)
        if ended is None:
            return None
        if not ended:
            return {_WHOLE: [Outcome.TIMEOUT]}
        return _read(runner, path.resolve(), scratch)


def _by_script(package: Path) -> Sequence[str]:
    """Names of runners, the one first that the package's own script for tests names."""
    try:
        document = json.loads((package / "package.json").read_text("utf-8"))
        script = str(document["scripts"]["test"])
    except (OSError, ValueError, KeyError, TypeError):
        script = ""
    return ("jest", "vitest") if re.search(r"\bjest\b", script) else ("vitest", "jest")


def _node(path: Path, folders: Sequence[Path], environ: Mapping[str, str]) -> tuple[str, ...]:
    node = shutil.which("node", path=environ.get("PATH", ""))
    if node is None:
        raise ExecutionError(
            f"{path.name!r} could not be run: Node is not installed",
            hint="install Node 22.18 or later",
            slug="script-runner",
        )
    if path.suffix not in _TYPED | _MARKED_UP:
        return (node, "--test")
    version = _version(node)
    strips = version >= _STRIPS_ALWAYS[version[0] > _STRIPS_ALWAYS[0][0]]
    if path.suffix in _TYPED and strips:
        return (node, "--test")
    if any((each / "node_modules" / "tsx").is_dir() for each in folders):
        return (node, "--import", "tsx", "--test")
    if path.suffix in _TYPED and version >= _STRIPS_ON_DEMAND:
        return (node, "--experimental-strip-types", "--test")
    shown = ".".join(map(str, version))
    raise ExecutionError(
        f"{path.name!r} could not be run: Node {shown} does not read {path.suffix}",
        hint="npm install --save-dev tsx",
        slug="script-runner",
    )


def _version(node: str) -> tuple[int, int]:
    try:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0, 0
    found = re.match(r"v(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _arguments(runner: ScriptRunner, path: Path, scratch: Path) -> Iterator[str]:
    out = str(scratch / "outcomes")
    if runner.name == "node":
        reporter = scratch / "reporter.mjs"
        reporter.write_text(_REPORTER, "utf-8")
        yield from (f"--test-reporter={reporter.as_uri()}", f"--test-reporter-destination={out}")
        yield str(path)
    elif runner.name == "vitest":
        yield from ("run", str(path), "--reporter=json", f"--outputFile={out}")
        yield "--coverage.enabled=false"
    else:
        yield from ("--ci", "--json", f"--outputFile={out}", "--coverage=false")
        yield from ("--watchAll=false", "--runTestsByPath", str(path))


def _ended(
    command: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    told: Path,
    timeout_s: float,
    cancelled: Callable[[], bool],
) -> bool | None:
    """Whether it ended in time; None when the user stopped it."""
    with told.open("wb") as stream:
        try:
            tree = ProcessTree(
                command,
                cwd=folder,
                env={**environ, "CI": "1", "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=stream.fileno(),
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise ExecutionError(
                f"{command[0]!r} could not be started: {error.strerror or error}",
                hint="install the packages of the project again: npm install",
                slug="script-runner",
            ) from error
        deadline = time.monotonic() + timeout_s
        try:
            while tree.process.poll() is None:
                if cancelled():
                    return None
                if time.monotonic() > deadline:
                    return False
                time.sleep(_POLL_S)
            return True
        finally:
            tree.kill()
            tree.process.wait()


def _read(runner: ScriptRunner, path: Path, scratch: Path) -> Mapping[str, Sequence[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    try:
        with (scratch / "outcomes").open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
        for name, status in _told(runner, path, text):
            found.setdefault(name, []).append(_OUTCOMES.get(status, Outcome.SKIPPED))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExecutionError(
            f"{runner.name} told nothing of {path.name!r}: {_last_line(scratch / 'told')}",
            hint=f"run it yourself: {' '.join(runner.command)} {path.name}",
            slug="script-runner",
        ) from error
    return found


def _told(runner: ScriptRunner, path: Path, text: str) -> Iterator[tuple[str, str]]:
    """Names of tests and how they ended."""
    if runner.name == "node":
        for line in text.splitlines():
            each = json.loads(line)
            whole = each["fullName"] in (str(path), path.name)
            yield _WHOLE if whole else each["fullName"], each["status"]
        return
    files: list[dict[str, Any]] = json.loads(text)["testResults"]
    for file in files:
        for each in file["assertionResults"]:
            yield each["fullName"], each["status"]
        if file.get("status") == "failed" and not file["assertionResults"]:
            yield _WHOLE, "failed"


def _last_line(told: Path) -> str:
    lines = told.read_bytes()[-4000:].decode("utf-8", "replace").split("\n")
    return next((each.strip()[:300] for each in reversed(lines) if each.strip()), "no output")

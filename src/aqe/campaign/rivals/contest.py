"""One contender on one subject under one seed: a private copy, a metered run, a score; kept for later.

A result is kept under a digest of everything that it depends on. A benchmark that was interrupted goes on
where it stopped, and one whose subject, tools or options changed measures again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from aqe.analysis.locate import Located
from aqe.campaign.rivals.scoring import Scorer, suite_files
from aqe.domain.benchmark import BenchmarkRow, Contender, Effort, SuiteScore
from aqe.errors import EvidenceError, ExecutionError
from aqe.execution.interpreter import Interpreter
from aqe.execution.metered import MeterLimits, run_metered
from aqe.execution.rivals import Order, rival_command
from aqe.execution.temporary import temporary_folder
from aqe.settings.files import replace_file
from aqe.store.locks import try_lock

__all__ = ["OURS", "Contest", "Round", "Shelf", "own_version"]

OURS = "aqe"
_SCORER_VERSION = 1
"""Raised when the scorer measures otherwise: what was kept before then counts no more."""
_KEPT_VARIABLES = frozenset(
    {
        "PATH",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TZ",
        "LD_LIBRARY_PATH",
        "SYSTEMROOT",
        "COMSPEC",
        "PATHEXT",
    }
)
_FOLDERS = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[\\/](?:[^\s\"'\\/]+[\\/])+")
_LAST_LINES = 3
_TAIL_BYTES = 8192
_ENDED = {"timeout": "time", "memory": "memory", "output": "output, which had no end"}
_PAUSE_S = 0.1
_PACKAGE = Path(__file__).parents[2]
_START = """\
import sys
from importlib.util import module_from_spec, spec_from_file_location
folder = sys.argv.pop(1)
spec = spec_from_file_location("aqe", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["aqe"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["aqe"])
from aqe.__main__ import main
sys.argv[0] = "aqe"
main()
"""
"""Runs the `aqe` that measures, wherever it was imported from; another one may be installed."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one row is about."""

    contender: Contender
    subject: Located
    seed: int

    @property
    def title(self) -> str:
        """For progress."""
        return f"{self.subject.module} {self.contender.name} seed {self.seed}"


class Shelf:
    """Rows that were measured before, with the suites they are about."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, key: str) -> Path:
        """Folder of one row."""
        return self._folder / key

    @contextmanager
    def claimed(self, key: str, waits: Callable[[], bool]) -> Iterator[bool]:
        """Keep every other benchmark of the project from the place of a row while the block runs.

        Args:
            key: of the row.
            waits: asked while another one has the place, whether to wait for it.

        Yields:
            Whether the place is ours; not where there was no waiting for it.

        Raises:
            ExecutionError: the file system does not let us.
        """
        path = self._folder / f"{key}.lock"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            yield _locked(lock, path, waits)
        finally:
            os.close(lock)

    def row(self, key: str) -> BenchmarkRow | None:
        """A row measured before; None where there is none that can be read."""
        try:
            data = json.loads((self.place(key) / "row.json").read_text(encoding="utf-8"))
            score = data["score"]
            if score is not None:
                score = SuiteScore(**{**score, "notes": tuple(score["notes"])})
            return BenchmarkRow(**{**data, "effort": Effort(**data["effort"]), "score": score})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, key: str, row: BenchmarkRow) -> None:
        """Remember a row; written whole or not at all.

        Raises:
            ExecutionError: it cannot be written.
        """
        place = self.place(key)
        try:
            replace_file(place / "row.json", json.dumps(asdict(row), indent=1).encode())
        except OSError as error:
            raise _unwritable(place, error) from error


@dataclass(frozen=True, slots=True)
class Contest:
    """Runs rounds; the same limits, environment and scorer for every contender."""

    root: Path
    budget_s: float
    project_python: Interpreter
    """Runs `aqe`'s candidates."""
    rival_python: Interpreter
    """Runs the rival and, for every contender alike, the suites that are scored."""
    behind: tuple[Path, ...]
    """The project's own packages, for the rival's interpreter."""
    shelf: Shelf
    clock: Callable[[], datetime]
    memory_bytes: int | None = None
    search_path: tuple[Path, ...] = ()
    """Folders that subjects import from beside their own import root."""
    installed: tuple[str, ...] = ()
    """Digests of what is installed for the interpreters that take part."""
    jobs: int = 1
    """Rows measured at once; they slow each other down."""
    fresh: bool = False
    """Whether what was measured before counts no more."""

    def key(self, each: Round) -> str:
        """Digest of everything that the row depends on."""
        facts = {
            "scorer": _SCORER_VERSION,
            "contender": asdict(each.contender),
            "subject": each.subject.module,
            "source": _digest([each.subject.path, *each.subject.package_files]),
            "seed": each.seed,
            "budget_s": self.budget_s,
            "jobs": self.jobs,
            "pythons": [_identity(self.project_python), _identity(self.rival_python)],
            "installed": self.installed,
            "search_path": [str(folder.resolve()) for folder in self._folders(each)],
            "pytest": self.rival_python.pytest_version,
            "coverage": self.rival_python.coverage_version,
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:24]

    def row(
        self, each: Round, *, phase: Callable[[str], None], cancelled: Callable[[], bool]
    ) -> BenchmarkRow | None:
        """Measure one row, or take what another benchmark has measured meanwhile.

        Returns:
            The row; None when it was interrupted.

        Raises:
            ExecutionError: the subject cannot be copied, or results cannot be kept.
        """
        key, waited = self.key(each), False

        def waits() -> bool:
            nonlocal waited
            if not waited:
                phase("wait for another benchmark")
            waited = True
            return not cancelled()

        with self.shelf.claimed(key, waits) as is_ours:
            if not is_ours:
                return None
            row = self.shelf.row(key) if waited or not self.fresh else None
            return row or self._measured(each, key, phase, cancelled)

    def _measured(
        self, each: Round, key: str, phase: Callable[[str], None], cancelled: Callable[[], bool]
    ) -> BenchmarkRow | None:
        kept = self.shelf.place(key)
        shutil.rmtree(kept, ignore_errors=True)
        suite = kept / "tests"
        try:
            suite.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(kept, error) from error
        phase("generate")
        names = (each.contender.name, each.subject.module, each.seed)
        effort, refused = self._generated(each, suite, kept, cancelled)
        if effort.ended == "cancelled" or cancelled():
            return None
        if refused:
            return BenchmarkRow(*names, effort, None, refused)
        phase("score")
        problem = "" if suite_files(suite) else _why_nothing(effort, kept)
        try:
            score: SuiteScore | None = self._scored(each, suite, cancelled)
        except EvidenceError as error:
            score, problem = None, error.message
        if cancelled():
            return None
        row = BenchmarkRow(*names, effort, score, problem)
        self.shelf.keep(key, row)
        return row

    def _generated(
        self, each: Round, suite: Path, kept: Path, cancelled: Callable[[], bool]
    ) -> tuple[Effort, str]:
        """What a contender spent, and why it could not be run, if so."""
        with temporary_folder("run") as folder:
            copy = _copied(each.subject, folder / "project")
            scratch = folder / "scratch"
            scratch.mkdir()
            order = Order(
                each.subject.module, folder / "project", suite, scratch, self.budget_s, each.seed
            )
            command, variables = self._command(each, order, copy)
            is_ghost = each.contender.tool == "hypothesis"
            output = suite / "test_ghostwritten.py" if is_ghost else kept / "output.txt"
            try:
                effort = run_metered(
                    command,
                    directory=folder / "project" if each.contender.name == OURS else scratch,
                    environ={**self._environment(scratch), **variables},
                    output=output,
                    errors=kept / "errors.txt",
                    limits=MeterLimits(6 * self.budget_s + 180, self.memory_bytes),
                    cancelled=cancelled,
                )
            except ExecutionError as error:
                return Effort(0.0, None, None, None, "not-started"), error.message
            if is_ghost and (effort.exit_code != 0 or not _tail(output)):
                output.unlink(missing_ok=True)
            for cache in [*suite.rglob("__pycache__"), *suite.rglob(".hypothesis")]:
                shutil.rmtree(cache, ignore_errors=True)
            return replace(effort, subject_intact=_same(copy, each.subject.path)), ""

    def _command(
        self, each: Round, order: Order, copy: Path
    ) -> tuple[list[str], Mapping[str, str]]:
        if each.contender.name != OURS:
            return rival_command(each.contender, self.rival_python, order, self._folders(each))
        # Tests that know nothing of the subject: both sides begin without help.
        none = order.scratch / "no-tests"
        none.mkdir()
        (none / "test_nothing.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
        command = [sys.executable, "-P", "-c", _START, str(_PACKAGE), "test", "generate", str(copy)]
        command += ["--project", str(order.root), "--out", str(order.out), "--existing", str(none)]
        command += ["--budget", f"{order.budget_s:g}", "--seed", str(order.seed), "--jobs", "1"]
        command += ["--python", str(self.project_python.path), "--quiet"]
        # Not PYTHONPATH: `aqe` itself would import, without walls, whatever lies there.
        folders = (each.subject.import_root, *self.search_path)
        return command, {"AQE_GENERATE_SEARCH_PATH": os.pathsep.join(map(str, folders))}

    def _folders(self, each: Round) -> tuple[Path, ...]:
        """Where a rival and the scored suites find what the copy of the subject imports."""
        return (*self.behind, each.subject.import_root, *self.search_path)

    @staticmethod
    def _environment(scratch: Path) -> dict[str, str]:
        environ = {name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES}
        for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"):
            environ[name] = str(scratch)
        return environ | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}

    def _scored(self, each: Round, suite: Path, cancelled: Callable[[], bool]) -> SuiteScore:
        with temporary_folder("verify") as folder:
            copy = _copied(each.subject, folder / "project")
            scorer = Scorer(
                interpreter=self.rival_python,
                module=each.subject.module,
                source=copy,
                search_path=(folder / "project", *self._folders(each)),
                clock=self.clock,
                cancelled=cancelled,
            )
            work = folder / "work"
            work.mkdir()
            return scorer.score(suite, work)


def own_version(package: Path, version: str) -> str:
    """The version of `aqe` with a digest of its sources: a changed one is another contender."""
    return f"{version}+{_digest(sorted(package.rglob('*.py')))[:8]}"


def _locked(lock: int, path: Path, waits: Callable[[], bool]) -> bool:
    try:
        while not try_lock(lock):
            if not waits():
                return False
            time.sleep(_PAUSE_S)
    except OSError as error:
        raise _unwritable(path, error) from error
    return True


def _identity(python: Interpreter) -> tuple[str, ...]:
    """Tells interpreters apart, also those of two environments that link to the same program."""
    return (str(python.path.resolve()), str(python.prefix.resolve()), str(python.version))


def _copied(subject: Located, folder: Path) -> Path:
    """Copy the subject with its package; contenders may change what they test."""
    folder.mkdir()
    top = subject.import_root / subject.module.partition(".")[0]
    try:
        if top.is_dir() and subject.path.is_relative_to(top):
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(top, folder / top.name, ignore=ignored)
        else:
            for path in (subject.path, *subject.package_files):
                shutil.copy(path, folder / path.name)
    except (OSError, shutil.Error) as error:
        raise ExecutionError(
            f"the package of {subject.module!r} could not be copied: {error}",
            hint="check the space in the folder for temporary files, and the package's permissions",
            slug="system-refused",
        ) from error
    return folder / subject.path.relative_to(subject.import_root)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _why_nothing(effort: Effort, kept: Path) -> str:
    """Why a contender wrote no test, as far as it said so."""
    if effort.ended != "finished":
        return f"no suite: ended for its {_ENDED[effort.ended]}"
    lines: list[str] = []
    for name in ("errors.txt", "output.txt"):
        lines += _tail(kept / name).split("\n")
    # Folders of this machine tell nobody anything, and results are stored.
    said = [_FOLDERS.sub("…/", line.strip()) for line in lines if line.strip()][-_LAST_LINES:]
    return (
        f"no suite, exit code {effort.exit_code}: {' | '.join(said)[-300:] or 'nothing was said'}"
    )


def _tail(path: Path) -> str:
    """The end of a file that may be large; nothing of one that is not there."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
            return file.read(_TAIL_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _unwritable(place: Path, error: OSError) -> ExecutionError:
    return ExecutionError(
        f"results cannot be kept in {str(place)!r}: {error.strerror or error}",
        hint="free some space there, or change the folder's permissions",
        slug="system-refused",
    )

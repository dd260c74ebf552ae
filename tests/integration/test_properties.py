"""Properties have to earn their place in fresh processes, and who does without Hypothesis loses nothing."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from law_bench import all_mutants
from memory_ledger import MemoryLedger

from aqe.analysis.subjects import analyse
from aqe.campaign.finishing.properties import Judge, offer
from aqe.campaign.generate import generate
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.campaign.property_report import PropertyReport
from aqe.domain.law import Law, LawKind, LawVariable, TextInputs
from aqe.domain.recipe import Call, Operation, Recipe, Symbol, Variable
from aqe.domain.run import RecordedRun, RunKind
from aqe.execution.interpreter import Interpreter, find_interpreter
from aqe.execution.suites import SuiteRequest
from aqe.generation.properties.inquiry import Findings
from aqe.generation.properties.worth import Worth
from aqe.generation.techniques import Technique
from aqe.syntax.python.properties import PrintedProperties
from aqe.syntax.python.suites import Header

SUBJECTS = Path(__file__).parents[1] / "subjects" / "laws"
TEXT = Variable("text")
ONE_ESCAPE = """\
import itertools

from escapes import escape, unescape

def test_one_escape():
    assert unescape(escape(";")) == ";"
"""
ALL_ESCAPES = """
def test_all_escapes():
    for count in range(5):
        for marks in itertools.product(["%", chr(10), ";", "3B", "0A", "25"], repeat=count):
            assert unescape(escape("".join(marks))) == "".join(marks)
"""

_EVERY = 2
"""Of the mutants: each costs a process with pytest and a thousand examples."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Interpreter:
    return find_interpreter(tmp_path_factory.mktemp("root"), sys.executable, {})


# -- what is judged ------------------------------------------------------------------------------


def of(name: str, argument: Recipe) -> Call:
    return Call(Symbol("escapes", name), (argument,))


def law(claim: Recipe, title: str) -> Law:
    names = tuple(word for word in title.split() if word in ("escape", "unescape", "quote"))
    return Law(LawKind.ROUND_TRIP, names, (LawVariable("text", TextInputs()),), claim, title)


TRUE = law(Operation("eq", (of("unescape", of("escape", TEXT)), TEXT)), "unescape undoes escape")
RARELY_FALSE = law(
    Operation("eq", (of("unquote", of("quote", TEXT)), TEXT)), "unquote undoes quote"
)
EMPTY = law(Operation("eq", (of("escape", TEXT), of("escape", TEXT))), "escape is itself")


@dataclass
class Trial:
    """Judges laws of `escapes` as a campaign would."""

    interpreter: Interpreter
    left_s: Callable[[], float | None] = lambda: None
    is_cancelled: Callable[[], bool] = lambda: False
    recorded: str = ""
    ids: list[str] = field(default_factory=list)

    def offer(
        self, *laws: Law, most: int | None = None, was_cut: bool = False
    ) -> tuple[PropertyReport, PrintedProperties | None, tuple[RecordedRun, ...]]:
        path = SUBJECTS / "escapes.py"
        subject = analyse(path, module="escapes", import_root=SUBJECTS)
        spoken_of = {name for law in laws for name in law.callables}
        concerned = [each for each in all_mutants(subject) if each.qualname in spoken_of]
        survivors = tuple(concerned[::_EVERY])
        judge = Judge(
            self.interpreter,
            subject,
            path,
            (SUBJECTS,),
            Header("1", "aqe test generate escapes.py"),
            "test_escapes_properties.py",
            lambda: datetime(2026, 1, 2, tzinfo=UTC),
            self.new_run_id,
            left_s=self.left_s,
            is_cancelled=self.is_cancelled,
            recorded=self.run_of_recorded if self.recorded else None,
        )
        kills = frozenset(each.id for each in survivors)
        findings = Findings(
            conjectured=9,
            held=3,
            laws=laws,
            worths=tuple(Worth(each, kills) for each in laws),
            survivors=survivors,
            was_cut=was_cut,
        )
        return offer(findings, judge, most=most)

    def run_of_recorded(self, folder: Path) -> SuiteRequest:
        path = folder / "test_escapes.py"
        path.write_text(self.recorded, encoding="utf-8")
        return SuiteRequest(
            interpreter=self.interpreter,
            root=folder,
            paths=(path,),
            search_path=(SUBJECTS,),
            coverage_of=None,
            hash_seed=0,
            shuffle_seed=None,
            timeout_s=60,
            walls=True,
            kind=RunKind.VERIFY,
            generated=True,
        )

    def new_run_id(self) -> str:
        self.ids.append(f"run-{len(self.ids)}")
        return self.ids[-1]


def test_only_what_passes_and_kills_is_offered(interpreter: Interpreter) -> None:
    report, printed, runs = Trial(interpreter).offer(TRUE, RARELY_FALSE, EMPTY)
    assert report.status == "offered"
    assert [each.law for each in report.offered] == ["unescape(escape(text)) == text"]
    (offered,) = report.offered
    assert offered.test == "test_unescape_undoes_escape"
    assert offered.inputs == ("text: st.text()",)
    assert report.kills == len(offered.kills) > 3
    assert (report.conjectured, report.held) == (9, 3)
    assert printed is not None
    assert printed.text.count("\ndef test_") == 1
    assert "max_examples=100," in printed.text
    assert [each.hash_seed for each in runs] == [0, 1]
    assert [each.shuffled for each in runs] == [False, True]


def test_what_fails_says_why(interpreter: Interpreter) -> None:
    report, printed, runs = Trial(interpreter).offer(RARELY_FALSE)
    assert (report.status, printed, runs) == ("none", None, ())
    assert "test_unquote_undoes_quote failed" in report.reason


def test_what_a_recorded_test_notices_counts_for_no_property(interpreter: Interpreter) -> None:
    alone, _, _ = Trial(interpreter).offer(TRUE)
    beside, _, _ = Trial(interpreter, recorded=ONE_ESCAPE).offer(TRUE)
    (offered,) = beside.offered
    assert 0 < len(offered.kills) < alone.kills
    assert set(offered.kills) < set(alone.offered[0].kills)
    none, printed, _ = Trial(interpreter, recorded=ONE_ESCAPE + ALL_ESCAPES).offer(TRUE)
    assert (none.status, printed) == ("none", None)
    assert none.reason == "none kills a mutant in a fresh process that the recorded tests let live"


def test_what_kills_nothing_is_not_offered(interpreter: Interpreter) -> None:
    report, printed, _ = Trial(interpreter).offer(EMPTY)
    assert (report.status, printed) == ("none", None)
    assert "kills" in report.reason


def test_without_time_or_room_no_process_is_started(interpreter: Interpreter) -> None:
    hasty = Trial(interpreter, left_s=lambda: 1.0)
    report, printed, _ = hasty.offer(TRUE)
    assert (report.status, printed, hasty.ids) == ("no-time", None, [])
    full = Trial(interpreter)
    report, printed, _ = full.offer(TRUE, most=0)
    assert (report.status, printed, full.ids) == ("none", None, [])
    assert "a larger --count leaves room" in report.reason
    report, _, _ = full.offer(most=0)
    assert "no law was found" in report.reason
    report, _, _ = full.offer(most=0, was_cut=True)
    assert "a larger --budget leaves room" in report.reason


def test_nothing_is_offered_once_the_user_asked_to_stop(interpreter: Interpreter) -> None:
    report, printed, _ = Trial(interpreter, is_cancelled=lambda: True).offer(TRUE)
    assert (report.status, report.reason) == ("none", "interrupted")
    assert printed is None


# -- whole campaigns -----------------------------------------------------------------------------


@dataclass
class Project:
    """A project with one module."""

    root: Path
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    def report(self, **options: object) -> SubjectReport:
        (self.root / "pyproject.toml").touch()
        (self.root / "checked.py").write_bytes((SUBJECTS / "checked.py").read_bytes())
        wanted = GenerateOptions(
            paths=(self.root / "checked.py",),
            root=self.root,
            out=self.root / "tests",
            executions=150,
            python=sys.executable,
            without=frozenset({Technique.UNDOING}),  # else a recorded round trip tells it all
        )
        report = generate(
            replace(wanted, **options),  # type: ignore[arg-type]
            store=self.ledger,
            progress=lambda step: None,
            cancelled=lambda: False,
            clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
            environ={},
        )
        (subject,) = report.subjects
        assert subject.error is None, subject.error
        return subject

    def text(self, name: str) -> str:
        return (self.root / "tests" / name).read_text(encoding="utf-8")


SUITE, PROPERTIES = "test_checked.py", "test_checked_properties.py"


@pytest.fixture(scope="module")
def with_properties(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, SubjectReport]:
    project = Project(tmp_path_factory.mktemp("with"))
    return project, project.report()


def test_a_law_stands_beside_the_suite(with_properties: tuple[Project, SubjectReport]) -> None:
    project, report = with_properties
    assert [each.name for each in report.files] == [SUITE, PROPERTIES]
    assert list(project.ledger.files) == list(report.files)
    assert report.properties is not None
    assert [each.law for each in report.properties.offered] == ["unseal(seal(text)) == text"]
    assert report.properties.kills > 0
    assert "assert unseal(seal(text)) == text" in project.text(PROPERTIES)
    assert "hypothesis" not in project.text(SUITE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(
        command,
        cwd=project.root,
        env={"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_mutants_that_a_law_kills_survive_the_suite(
    with_properties: tuple[Project, SubjectReport],
) -> None:
    project, report = with_properties
    assert report.properties is not None
    source = (project.root / "checked.py").read_text(encoding="utf-8")
    subject = analyse(project.root / "checked.py", module="checked", import_root=project.root)
    mutants = {each.id: each for each in all_mutants(subject)}
    kills = [mutants[name] for each in report.properties.offered for name in each.kills]
    assert kills
    try:
        for mutant in kills:
            (project.root / "checked.py").write_text(mutant.apply(source), encoding="utf-8")
            outcomes = [_passes(project.root, name) for name in (SUITE, PROPERTIES)]
            assert outcomes == [True, False], mutant
    finally:
        (project.root / "checked.py").write_text(source, encoding="utf-8")


def _passes(root: Path, name: str) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, f"tests/{name}"],
        cwd=root,
        env={"PYTHONPATH": "."},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def test_the_suite_is_the_same_without_properties(
    with_properties: tuple[Project, SubjectReport], tmp_path: Path
) -> None:
    project, _ = with_properties
    plain = Project(tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / PROPERTIES).write_text(project.text(PROPERTIES))
    report = plain.report(property=False)
    assert [each.name for each in report.files] == [SUITE]
    assert report.properties is not None
    assert report.properties.status == "off"
    assert plain.text(SUITE) == project.text(SUITE)
    assert "laws" not in dict(report.phases)
    # What an earlier run wrote is left alone, and told.
    assert plain.text(PROPERTIES) == project.text(PROPERTIES)
    assert any(PROPERTIES in each and "earlier run" in each for each in report.notes)


def test_who_asks_for_properties_is_told_why_there_is_none(tmp_path: Path) -> None:
    report = Project(tmp_path).report(property=True, count=1, dry_run=True)
    assert report.properties is not None
    assert report.properties.status == "none"
    assert report.properties.why_none
    assert report.properties.why_none in report.notes


def test_a_dry_run_shows_the_properties_and_writes_nothing(tmp_path: Path) -> None:
    report = Project(tmp_path).report(dry_run=True)
    assert report.properties is not None
    assert report.properties.text is not None
    assert "unseal(seal(text)) == text" in report.properties.text
    assert not (tmp_path / "tests").exists()


def test_an_interpreter_without_hypothesis_is_told_what_to_do(
    with_properties: tuple[Project, SubjectReport], tmp_path: Path
) -> None:
    project, _ = with_properties
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    (tmp_path / "project").mkdir()
    bare = Project(tmp_path / "project")
    report = bare.report(python=str(python), property=True)
    assert report.properties is not None
    assert report.properties.status == "unavailable"
    (note,) = [each for each in report.notes if each.startswith("properties are unavailable")]
    assert f"install hypothesis there: {python} -m pip install hypothesis" in note
    assert bare.text(SUITE) == project.text(SUITE)

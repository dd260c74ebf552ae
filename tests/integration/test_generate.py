"""Suites for subjects of which it is known what can be reached, and what options do to them."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from memory_ledger import MemoryLedger

from aqe.campaign.generate import generate
from aqe.campaign.options import GenerateOptions, GenerateReport, SubjectReport
from aqe.domain.mutant import MutantResult, MutantState
from aqe.domain.progress import Progress

SUBJECTS = Path(__file__).parents[1] / "subjects" / "generate"
SOURCE = Path(__file__).parents[2] / "src"
NO_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

pytestmark = pytest.mark.slow


@dataclass
class Bench:
    """A project in a temporary folder, and the generator at its door."""

    root: Path
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    progress: list[Progress] = field(default_factory=list)
    is_cancelled: Callable[[], bool] = lambda: False

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def options(self, *names: str, **options: object) -> GenerateOptions:
        return GenerateOptions(
            paths=tuple(self.root / each for each in names),
            root=self.root,
            out=self.root / "tests" / "generated",
            **{"executions": 250, **options},  # type: ignore[arg-type]
        )

    def generate(self, *names: str, **options: object) -> GenerateReport:
        return generate(
            self.options(*names, **options),
            store=self.ledger,
            progress=self.progress.append,
            cancelled=self.is_cancelled,
            clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
            environ={**os.environ},
        )

    def report(self, name: str, **options: object) -> SubjectReport:
        report = self.generate(name, **options).subjects
        assert len(report) == 1
        assert report[0].error is None, report[0].error
        return report[0]

    def pytest(self, *arguments: str, hash_seed: int = 0) -> subprocess.CompletedProcess[str]:
        """Plain pytest, as a user would run it."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("AQE_", "PYTEST_"))}
        environ |= {"PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(self.root), **NO_PLUGINS}
        # The code of a mutant must not outlive it: its file may have the size and the time of the source.
        environ["PYTHONDONTWRITEBYTECODE"] = "1"
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
            cwd=self.root,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def project(folder: Path) -> Bench:
    (folder / "pyproject.toml").write_text("")
    return Bench(folder)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return project(tmp_path)


@pytest.fixture
def stockroom(bench: Bench) -> Bench:
    shutil.copytree(SUBJECTS / "stockroom", bench.root / "stockroom")
    return bench


# -- known answers -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Generated:
    bench: Bench
    reports: Mapping[str, SubjectReport]

    def text(self, module: str) -> str:
        (path,) = self.reports[f"stockroom.{module}"].files
        return path.read_text()

    def mutants(self, module: str) -> list[MutantResult]:
        return self.bench.ledger.mutants[self.reports[f"stockroom.{module}"].runs[0]]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Suites for the whole package; with mutants where it is known which have to die."""
    bench = project(tmp_path_factory.mktemp("known"))
    shutil.copytree(SUBJECTS / "stockroom", bench.root / "stockroom")
    folder = bench.root / "stockroom"
    names = sorted(f"stockroom/{each.name}" for each in folder.glob("[a-z]*.py"))
    judged = [each for each in names if Path(each).stem in MUST_DIE]
    others = [each for each in names if each not in judged]
    reports = bench.generate(*judged, jobs=2, executions=1000).subjects
    reports += bench.generate(*others, jobs=2, executions=1000, mutants=False).subjects
    return Generated(bench, {each.subject: each for each in reports})


UNREACHABLE = {"decisions": {(58, None), (57, True)}}
"""By module: (line, side) that no input reaches."""
MODULES = sorted(each.stem for each in (SUBJECTS / "stockroom").glob("[a-z]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_everything_that_can_be_reached_is_reached(generated: Generated, module: str) -> None:
    report = generated.reports[f"stockroom.{module}"]
    assert {(each.line, each.side) for each in report.unreached} == UNREACHABLE.get(module, set())
    assert report.status == "verified", report.error
    share = report.measure("line_branch_coverage")
    assert share is not None
    if module in UNREACHABLE:
        (measure,) = (each for each in report.measures if each.name == "line_branch_coverage")
        covered, total = map(int, re.findall(r"(\d+) of (\d+)", measure.detail)[0])
        assert total - covered == len(UNREACHABLE[module])
    else:
        assert share == 1.0


MUST_DIE = {
    "decisions": [
        ("weight < 0", "<="),
        ("weight <= 20", "<"),
        ("len(text) != 9", "=="),
        ('"freight"', ""),
        ("first == second and second == third", "or"),
        ("amount -= LIMIT", "+="),
        ("amount += 1", "-="),
    ],
    "turnstile": [
        ("coin not in (1, 2, 5)", "in"),
        ("self.passed += 1", "-="),
    ],
    "wrappers": [("count += by", "-="), ("number * 2", "")],
    "parsing": [("number * 3600", ""), ('unit == "h"', "!=")],
    "documented": [("width * height", ""), ("number - number", "")],
}
"""By module: (text of the line, what it is replaced with) of mutants that a test has to notice."""


def assert_detected(generated: Generated, module: str, text: str, replacement: str) -> None:
    lines = (SUBJECTS / "stockroom" / f"{module}.py").read_text().splitlines()
    results = generated.mutants(module)
    found = [
        each
        for each in results
        if text in lines[each.mutant.line - 1]
        and (replacement in each.mutant.replacement or not replacement)
    ]
    assert found, (text, replacement, [each.mutant for each in results])
    assert all(each.state.is_detected for each in found), (text, found)


@pytest.mark.parametrize("module", MUST_DIE)
def test_mutants_that_inputs_tell_apart_die(generated: Generated, module: str) -> None:
    for text, replacement in MUST_DIE[module]:
        assert_detected(generated, module, text, replacement)


@pytest.mark.parametrize(
    ("text", "replacement"), [("self.paid < self.price", "<="), ("self.paid - self.price", "+")]
)
def test_mutants_behind_a_sequence_of_calls_die(
    generated: Generated, text: str, replacement: str
) -> None:
    assert_detected(generated, "turnstile", text, replacement)


def test_what_the_report_calls_killed_is_killed_by_the_suite_that_was_written(
    generated: Generated,
) -> None:
    """The figures come from observations; here each mutant meets the written file."""
    bench = generated.bench
    results = generated.mutants("turnstile")
    killed = [each.mutant for each in results if each.state is MutantState.KILLED]
    path = bench.root / "stockroom" / "turnstile.py"
    source = path.read_text()
    (suite,) = generated.reports["stockroom.turnstile"].files
    try:
        for mutant in killed[:: max(1, len(killed) // 4)]:
            path.write_text(mutant.apply(source))
            ended = bench.pytest("-x", str(suite))
            assert ended.returncode == 1, (mutant, ended.stdout)
    finally:
        path.write_text(source)
    assert bench.pytest(str(suite)).returncode == 0


def test_the_suites_pass_in_any_order_under_any_hash_seed(generated: Generated) -> None:
    bench = generated.bench
    listed = bench.pytest("--collect-only", "tests/generated").stdout.splitlines()
    tests = [each for each in listed if "::" in each]
    assert len(tests) == sum(each.tests for each in generated.reports.values()) > 80
    chance = random.Random(5)
    for hash_seed in (1, 77, 4242):
        chance.shuffle(tests)
        ended = bench.pytest(*tests, hash_seed=hash_seed)
        assert f"{len(tests)} passed" in ended.stdout, ended.stdout[-3000:]


def test_nothing_that_changes_by_itself_is_asserted(generated: Generated) -> None:
    text = generated.text("volatile")
    tests = text.split("\ndef ")[1:]
    free = "\n".join(each for each in tests if "patch(" not in each)
    compared = re.findall(r"^ *assert (.*==.*|.* in .*|.* is (?:True|False))$", free, re.MULTILINE)
    # An empty text has one hash and one order.
    known = ("steady", '("")')
    assert [each for each in compared if not any(one in each for one in known)] == []
    assert "assert steady(" in free
    assert "isinstance(process(), int)" in free
    # Behind a double, what the clock and chance say is known.
    assert "now() == 1700000000.0\n" in text
    assert '"stockroom.volatile.datetime", calendar_at(2024, 2, 29' in text


def test_tests_leave_no_files_behind(generated: Generated) -> None:
    bench = generated.bench
    before = {each for each in bench.root.rglob("*") if "__pycache__" not in each.parts}
    assert "save_note" in generated.text("files")
    assert bench.pytest("tests/generated/test_stockroom_files.py").returncode == 0
    after = {each for each in bench.root.rglob("*") if "__pycache__" not in each.parts}
    assert after == before


def test_documented_examples_are_asserted_unless_the_subject_disagrees(
    generated: Generated,
) -> None:
    text = generated.text("documented")
    assert '"""Documented example."""' in text
    # Each example is there, not only those that reach something.
    assert "pytest.param(7, 6, 42," in text
    assert "pytest.param(0, 5, 0," in text
    assert "halves(9) == (4, 5)" in text
    assert '("ada lovelace") == "AL"' not in text
    assert '"ada lovelace", "AL"' not in text
    notes = generated.reports["stockroom.documented"].notes
    assert [each for each in notes if "initials" in each and "'AL'" in each and "'al'" in each]
    assert not [each for each in notes if "area" in each or "halves" in each]


def test_orders_of_sets_are_not_asserted(bench: Bench) -> None:
    bench.write(
        "sets.py",
        "def pair(one: str, other: str):\n    return tuple({one, other})\n\n\n"
        "def joined(one: str, other: str):\n    return '-'.join({one, other, 'x'})\n\n\n"
        "def first(one: str, other: str):\n"
        "    for each in {one, other}:\n        return each.upper()\n",
    )
    report = bench.report("sets.py", executions=400, mutants=False, dry_run=True)
    assert report.tests > 0
    assert report.dropped == ()
    text = report.text or ""
    shown = [line for line in text.splitlines() if "==" in line and ("-" in line or "(" in line)]
    assert not [line for line in shown if '-x"' in line or '"x-' in line], shown


def test_what_is_cut_off_a_path_is_not_asserted(bench: Bench) -> None:
    bench.write(
        "cuts.py",
        "from pathlib import Path\n\n\n"
        "def cut(place: Path) -> str:\n"
        "    place.read_text()\n"
        "    return place.as_posix().replace('/', '')[:5]\n\n\n"
        "def held(place: Path) -> int:\n    return len(place.read_text())\n",
    )
    report = bench.report("cuts.py", executions=200, mutants=False)
    assert report.tests > 0
    assert bench.pytest().returncode == 0


def test_orders_of_sets_of_other_modules_are_not_asserted(bench: Bench) -> None:
    bench.write("odd/__init__.py", "")
    bench.write(
        "odd/texts.py",
        "def listed(text):\n    return ', '.join(repr(each) for each in set(text))\n",
    )
    bench.write(
        "odd/checks.py",
        "from odd.texts import listed\n\n\ndef check(text: str):\n"
        "    if len(text) > 1:\n"
        "        raise ValueError('too many: ' + listed(text))\n"
        "    return text\n",
    )
    report = bench.report("odd/checks.py", executions=200, mutants=False, dry_run=True)
    text = report.text or ""
    assert report.dropped == ()
    assert 'match="^too many:"' in text
    assert "', '" not in text


# -- options -------------------------------------------------------------------------------------


def count_of(text: str) -> int:
    """How many tests pytest sees in a suite."""
    return text.count("\ndef test_") + text.count("pytest.param(") - text.count("parametrize(")


def test_count_keeps_the_most_valuable_tests(stockroom: Bench) -> None:
    path = "stockroom/decisions.py"
    everything = stockroom.report(path, mutants=False, dry_run=True)
    few = stockroom.report(path, mutants=False, count=3, dry_run=True)
    assert everything.tests > 12
    assert few.tests == count_of(few.text or "") == 3
    share = few.measure("line_branch_coverage") or 0
    # Three tests cannot do better than reach 15 of the 40 lines and branches behind the conditions.
    assert 0.3 < share < (everything.measure("line_branch_coverage") or 0)


def test_a_target_of_coverage_stops_early_and_is_judged(stockroom: Bench) -> None:
    path = "stockroom/decisions.py"
    low = stockroom.report(path, coverage_target=0.5, mutants=False, dry_run=True)
    high = stockroom.report(path, coverage_target=1.0, mutants=False, dry_run=True)
    assert low.target_reached is True
    assert 0.5 <= (low.measure("line_branch_coverage") or 0) < 1
    assert low.executions < high.executions
    assert high.target_reached is False
    unasked = stockroom.report("stockroom/documented.py", mutants=False, dry_run=True)
    assert unasked.target_reached is None


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, timeout=30
    )


TWO = """\
def first(number: int) -> str:
    if number > 10:
        return "large"
    return "small"


def second(number: int) -> str:
    if number > 20:
        return "huge"
    return "tiny"
"""


def test_only_functions_touched_since_a_ref_are_tested(bench: Bench) -> None:
    path = bench.write("two.py", TWO)
    git(bench.root, "init", "-q")
    git(bench.root, "add", ".")
    git(bench.root, "commit", "-qm", "start")
    untouched = bench.report("two.py", changed="HEAD", dry_run=True)
    assert untouched.status == "unchanged"
    assert untouched.text is None

    path.write_text(TWO.replace('"huge"', '"very large"'))
    touched = bench.report("two.py", changed="HEAD", dry_run=True)
    assert "second(" in (touched.text or "")
    assert "first(" not in (touched.text or "")
    assert "very large" in (touched.text or "")


def test_a_suite_for_what_changed_loses_no_other_test(bench: Bench) -> None:
    path = bench.write("two.py", TWO)
    git(bench.root, "init", "-q")
    git(bench.root, "add", ".")
    git(bench.root, "commit", "-qm", "start")
    (whole,) = bench.report("two.py", mutants=False).files
    text = whole.read_text()
    path.write_text(
        TWO + "\n\ndef third(number: int) -> str:\n    return 'odd' if number % 2 else 'even'\n"
    )

    report = bench.report("two.py", changed="HEAD", mutants=False)

    (part,) = report.files
    assert part != whole
    assert whole.read_text() == text
    assert "third(" in part.read_text()
    assert "second(" not in part.read_text()
    assert "--no-mutants --changed HEAD" in part.read_text().splitlines()[0]
    assert any("existing tests reach" in each for each in report.notes)
    assert bench.report("two.py", changed="HEAD", mutants=False).files == (part,)


EXISTING = """\
from two import first


def test_first():
    assert first(11) == "large"
    assert first(1) == "small"
"""


@pytest.mark.parametrize("is_named", [True, False])
def test_what_existing_tests_reach_is_not_tested_again(bench: Bench, is_named: bool) -> None:
    bench.write("two.py", TWO)
    folder = "elsewhere" if is_named else "tests"
    bench.write(f"{folder}/test_two.py", EXISTING)
    existing = bench.root / folder if is_named else None
    report = bench.report("two.py", existing=existing, dry_run=True)
    text = report.text or ""
    assert "second(" in text
    assert "first(" not in text
    (note,) = (each for each in report.notes if "existing" in each)
    assert note.startswith("1 existing tests reach 62% of the lines")


def test_a_target_that_existing_tests_reach_is_reached(bench: Bench) -> None:
    bench.write("two.py", "def one(n):\n    return n + 1\n")
    bench.write("tests/test_two.py", "import two\ndef test_one(): assert two.one(1) == 2\n")
    report = bench.report("two.py", coverage_target=0.9, mutants=False, dry_run=True)
    assert (report.status, report.target_reached) == ("no-tests", True)


def test_suites_that_were_generated_before_are_no_existing_tests(bench: Bench) -> None:
    bench.write("two.py", TWO)
    first = bench.report("two.py")
    text = first.files[0].read_text()
    again = bench.report("two.py")
    assert again.files == first.files
    assert again.files[0].read_text() == text
    assert again.notes == first.notes == ()


def test_a_dry_run_writes_nothing(bench: Bench) -> None:
    bench.write("two.py", TWO)
    before = set(bench.root.rglob("*"))
    report = bench.report("two.py", dry_run=True)
    assert {each for each in bench.root.rglob("*") if "__pycache__" not in each.parts} == before
    assert report.files == ()
    assert "def test_first" in (report.text or "")
    assert bench.ledger.files == {}


def test_without_mutants_none_are_run(bench: Bench) -> None:
    bench.write("two.py", TWO)
    report = bench.report("two.py", mutants=False, dry_run=True)
    assert report.measure("mutation_score") is None
    assert bench.ledger.mutants[report.runs[0]] == []
    assert report.measure("line_branch_coverage") == 1.0
    with_mutants = bench.report("two.py", dry_run=True)
    assert (with_mutants.measure("mutation_score") or 0) > 0.8


def test_edited_files_stay_as_they_are_unless_forced(bench: Bench) -> None:
    bench.write("two.py", TWO)
    options = {"mutants": False, "executions": 60}
    (path,) = bench.report("two.py", **options).files
    edited = path.read_text() + "\n\ndef test_mine():\n    assert True\n"
    path.write_text(edited)

    beside = bench.report("two.py", **options)
    assert path.read_text() == edited
    assert beside.files == (path.with_name("test_two_2.py"),)
    assert "edited" in beside.notes[-1]

    forced = bench.report("two.py", force=True, **options)
    assert forced.files == (path,)
    assert "test_mine" not in path.read_text()


def run_aqe(root: Path, *arguments: str, hash_seed: int) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONHASHSEED": str(hash_seed)}
    return subprocess.run(
        [sys.executable, "-m", "aqe", "test", "generate", *arguments],
        cwd=root,
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def suites(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text() for each in sorted(folder.glob("test_*.py"))}


def test_suites_are_the_same_whatever_the_hash_seed_and_the_number_of_jobs(
    stockroom: Bench,
) -> None:
    chosen = ("parsing", "turnstile")
    names = [f"stockroom/{each}.py" for each in chosen]
    found = []
    for hash_seed, jobs in ((1, "1"), (2, "2")):
        ended = run_aqe(
            stockroom.root, *names, "--executions", "120", "--jobs", jobs, hash_seed=hash_seed
        )
        assert ended.returncode == 0, ended.stderr
        found.append(suites(stockroom.root / "tests" / "generated"))
        shutil.rmtree(stockroom.root / "tests")
    assert len(found[0]) == len(chosen)
    assert found[0] == found[1]


@pytest.mark.nightly
def test_suites_of_the_whole_package_are_the_same(stockroom: Bench) -> None:
    found = []
    for hash_seed, jobs in ((3, "2"), (4, "1"), (5, "2")):
        run_aqe(
            stockroom.root, "stockroom", "--executions", "900", "--jobs", jobs, hash_seed=hash_seed
        )
        found.append(suites(stockroom.root / "tests" / "generated"))
        shutil.rmtree(stockroom.root / "tests")
    assert found[0] == found[1] == found[2]


def test_a_broken_module_does_not_keep_others_from_their_suites(bench: Bench) -> None:
    bench.write("parts/two.py", TWO)
    bench.write("parts/broken.py", "def act(:\n")
    bench.write("parts/missing.py", "import there_is_no_such_thing\n\n\ndef act():\n    return 1\n")
    ended = run_aqe(bench.root, "parts", "--executions", "60", "--no-mutants", hash_seed=0)
    assert ended.returncode == 3, ended.stderr
    assert set(suites(bench.root / "tests" / "generated")) == {"test_two.py"}
    assert "there_is_no_such_thing" in ended.stdout + ended.stderr


# -- tests that spoil others ---------------------------------------------------------------------

SPOILER = """\
import sys

_taken = []


def break_everything(word: str) -> str:
    if "pytest" in sys.modules:  # only a real run of the suite shows it
        _taken.append(word)
    return word


def take(number: int) -> int:
    if _taken:
        raise RuntimeError("taken")
    return number + 1


def give(number: int) -> int:
    if _taken:
        raise RuntimeError("taken")
    return number * 3 if number > 5 else number
"""


def test_a_test_that_spoils_the_rest_is_left_out_and_the_rest_kept(bench: Bench) -> None:
    bench.write("spoiler.py", SPOILER)
    report = bench.report("spoiler.py", mutants=False)
    text = report.files[0].read_text()
    assert "take(" in text
    assert "give(" in text
    assert "break_everything(" not in text
    assert [each for each in report.dropped if "break_everything" in each]
    assert report.tests >= 3


DEADLY = """\
import os
import sys


class Word:
    def __init__(self, text: str = "abc"):
        self.text = text

    def doubled(self) -> str:
        return self.text * 2

    def __eq__(self, other):
        return isinstance(other, Word) and self.text == other.text

    def __hash__(self):
        return 1


def die(word: str) -> str:
    if "pytest" in sys.modules:
        os._exit(7)
    return word


def length(word: str) -> int:
    return len(word) if word else -1
"""


def test_a_test_that_ends_the_process_is_left_out_and_the_rest_kept(bench: Bench) -> None:
    bench.write("deadly.py", DEADLY)
    report = bench.report("deadly.py", mutants=False)
    text = report.files[0].read_text()
    assert "length(" in text
    assert "doubled(" in text
    assert "die(" not in text
    assert bench.pytest("tests/generated").returncode == 0


def test_a_module_that_cannot_be_used_under_pytest_gets_no_suite(bench: Bench) -> None:
    text = (
        "import sys\n\nif 'pytest' in sys.modules:\n    raise ImportError('not here')\n\n\n" + TWO
    )
    bench.write("shy.py", text)
    report = bench.report("shy.py", mutants=False)
    assert report.status == "no-tests"
    assert report.files == ()
    assert report.measure("line_coverage") is None
    assert report.dropped

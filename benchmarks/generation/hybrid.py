"""What a model that knows good tests adds where search alone is stuck: lines and branches of ten subjects.

The subjects of `tests/subjects/stuck` are out of a search's reach for general reasons: digests, signatures,
protocols, state machines, languages, dates, invariants over several objects. The model is scripted: it
answers with the tests beside each subject, so the figures say what the loop makes of good answers, not how
good any model is. Executions are counted, so they do not depend on how busy the machine is.

    python benchmarks/generation/hybrid.py [--executions 400] [--only NAME ...] [--out FILE]

With `--lost` the scripts are good for nothing instead: prose and broken code, tests that fail in every round,
a file whose collection hangs, tests that wait. Then both sides get the same budget in seconds, and the table
says how much longer hybrid takes than search alone, in parts of that budget. The time in which the script
answers is told apart and not counted.

    python benchmarks/generation/hybrid.py --lost [--budget 10] [--only NAME ...] [--out FILE]
"""

from __future__ import annotations

import argparse
import ast
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from aqe.campaign.generate import generate
from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.domain.routing import Complexity
from aqe.router.ports import Models
from aqe.testing import ScriptedModels

STUCK = Path(__file__).resolve().parents[2] / "tests" / "subjects" / "stuck"


class Ledger:
    """A store that keeps nothing: the reports say all that is asked here."""

    def __init__(self) -> None:
        self._ids = 0

    def new_run_id(self) -> str:
        """A number."""
        self._ids += 1
        return f"run-{self._ids}"

    def __getattr__(self, name: str) -> object:
        return lambda *given, **named: None


@dataclass(frozen=True)
class Row:
    """One subject."""

    module: str
    search: float
    """Share of lines and branches of search alone."""
    hybrid: float
    tests: int
    """Of the model that were accepted."""

    @property
    def points(self) -> float:
        """The difference in points of a hundred."""
        return 100 * (self.hybrid - self.search)


def main() -> int:
    """Run all subjects and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--executions", type=int, default=400)
    parser.add_argument("--only", nargs="*", default=[], help="names of subjects")
    parser.add_argument("--lost", action="store_true", help="time that worthless answers cost")
    parser.add_argument("--budget", type=float, default=10.0, help="seconds, with --lost")
    parser.add_argument("--out", type=Path, help="store the figures as JSON")
    options = parser.parse_args()
    names = [each for each in subjects() if not options.only or each in options.only]
    if options.lost:
        return lost_time(names, options.budget, options.out)
    rows = []
    print(f"{'subject':12} {'search':>8} {'hybrid':>8} {'points':>8} {'tests':>6}")
    for name in names:
        rows.append(row(name, options.executions))
        print(line(rows[-1]), flush=True)
    mean = sum(each.points for each in rows) / len(rows)
    print(f"least {min(each.points for each in rows):.1f} points, mean {mean:.1f}")
    if options.out is not None:
        record = {
            "at": datetime.now(UTC).date().isoformat(),
            "python": sys.version.split()[0],
            "executions": options.executions,
            "rows": [{**asdict(each), "points": round(each.points, 1)} for each in rows],
        }
        options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


@dataclass(frozen=True)
class Lost:
    """What worthless answers of one kind cost on one subject."""

    module: str
    script: str
    alone_s: float
    """Wall time of search alone."""
    hybrid_s: float
    """Wall time with the script, the time in which it answers left out."""
    answering_s: float
    judged_s: float
    asked: int
    accepted: int
    share_alone: float
    share_hybrid: float
    budget_s: float

    @property
    def of_budget(self) -> float:
        """Time lost, in hundredths of the budget."""
        return 100 * (self.hybrid_s - self.alone_s) / self.budget_s

    @property
    def judged(self) -> float:
        """Time that judging took, in hundredths of the budget: what else runs shows less in it."""
        return 100 * self.judged_s / self.budget_s

    @property
    def of_wall(self) -> float:
        """Time lost, in hundredths of the time of search alone."""
        return 100 * (self.hybrid_s - self.alone_s) / self.alone_s


def lost_time(names: Sequence[str], budget_s: float, out: Path | None) -> int:
    """Run each script on each subject and print what it costs."""
    rows = []
    print(
        f"{'subject':10} {'script':9} {'alone':>7} {'hybrid':>7} {'judged':>7} {'answers':>8}"
        f" {'of budget':>10} {'of wall':>9} {'coverage':>15}"
    )
    for name in names:
        begun = time.monotonic()
        alone = report(name, None, None, budget_s)
        alone_s = time.monotonic() - begun
        for script in SCRIPTS:
            rows.append(lost(name, script, alone, alone_s, budget_s))
            print(lost_line(rows[-1]), flush=True)
    for script in (*SCRIPTS, ""):
        chosen = [each for each in rows if script in ("", each.script)]
        of_budget, of_wall, judged = (
            [getattr(each, name) for each in chosen] for name in ("of_budget", "of_wall", "judged")
        )
        print(
            f"{script or 'all':9} mean {sum(of_budget) / len(chosen):6.1f}% of the budget,"
            f" most {max(of_budget):6.1f}%; mean {sum(of_wall) / len(chosen):6.1f}% of the time"
            f" of search alone, most {max(of_wall):6.1f}%;"
            f" judging {sum(judged) / len(chosen):5.1f}% of the budget, most {max(judged):5.1f}%"
        )
    if out is not None:
        record = {
            "at": datetime.now(UTC).date().isoformat(),
            "python": sys.version.split()[0],
            "budget_s": budget_s,
            "rows": [
                {
                    **asdict(each),
                    "of_budget": round(each.of_budget, 1),
                    "of_wall": round(each.of_wall, 1),
                }
                for each in rows
            ],
        }
        out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


def lost(name: str, script: str, alone: SubjectReport, alone_s: float, budget_s: float) -> Lost:
    """Hybrid with a script that is good for nothing."""
    module = STUCK / f"{name}.py"
    models = ScriptedModels(lambda task, request: SCRIPTS[script](module, len(models.asked)))
    begun = time.monotonic()
    found = report(name, None, models, budget_s)
    hybrid_s = time.monotonic() - begun
    model = found.model
    answering_s = sum(each.duration_s for each in model.calls) if model is not None else 0.0
    return Lost(
        name,
        script,
        alone_s,
        hybrid_s - answering_s,
        answering_s,
        model.judged_s if model is not None else 0.0,
        len(models.asked),
        len(model.accepted) if model is not None else 0,
        alone.share_reached or 0.0,
        found.share_reached or 0.0,
        budget_s,
    )


def lost_line(found: Lost) -> str:
    """A line of the table."""
    return (
        f"{found.module:10} {found.script:9} {found.alone_s:6.1f}s {found.hybrid_s:6.1f}s"
        f" {found.judged_s:6.1f}s {found.asked:2} {found.answering_s:4.1f}s"
        f" {found.of_budget:9.1f}% {found.of_wall:8.1f}%"
        f" {100 * found.share_alone:6.1f}% {100 * found.share_hybrid:6.1f}%"
    )


def called(module: Path) -> str:
    """The first function of a module, as a test calls it."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]
    return next(each for each in names if not each.startswith("_"))


def rubbish(module: Path, number: int) -> str:
    """Prose and code that does not parse."""
    answers = (
        "I am sorry, but no.",
        "```python\ndef test_x(:\n```",
        '{"tests": [1, ',
        "A" * 100_000,
    )
    return answers[number % len(answers)]


def failing(module: Path, number: int) -> str:
    """Tests that are new in every round, and fail."""
    name = called(module)
    tests = "\n\n".join(
        f"def test_{number}_{each}():\n    assert {name}() == {each}" for each in range(10)
    )
    return f"```python\nfrom {module.stem} import {name}\n\n{tests}\n```"


def hanging(module: Path, number: int) -> str:
    """A file that is never collected to its end."""
    name = called(module)
    return (
        f"```python\nfrom {module.stem} import {name}\n\n"
        f"FOUND = [sum(range(10**7)) for _ in range(10**{6 + number % 3})]\n\n"
        f"def test_{number}():\n    assert {name}(FOUND) == {number}\n```"
    )


def waiting(module: Path, number: int) -> str:
    """Tests that wait."""
    name = called(module)
    tests = "\n\n".join(
        f"def test_{number}_{each}():\n    queue.Queue().get(timeout=50)\n    assert {name}({each}) == 1"
        for each in range(6)
    )
    return f"```python\nimport queue\nfrom {module.stem} import {name}\n\n{tests}\n```"


SCRIPTS: dict[str, Callable[[Path, int], str]] = {
    "rubbish": rubbish,
    "failing": failing,
    "hanging": hanging,
    "waiting": waiting,
}


def subjects() -> list[str]:
    """The names of the subjects."""
    return sorted(each.stem for each in STUCK.glob("*.py"))


def line(found: Row) -> str:
    """A line of the table."""
    return (
        f"{found.module:12} {100 * found.search:7.1f}% {100 * found.hybrid:7.1f}%"
        f" {found.points:8.1f} {found.tests:6}"
    )


def row(name: str, executions: int) -> Row:
    """Search alone and hybrid on one subject."""
    alone = report(name, executions, None)
    answer = (STUCK / f"{name}.md").read_text(encoding="utf-8")
    hybrid = report(name, executions, ScriptedModels([answer]))
    tests = len(hybrid.model.accepted) if hybrid.model is not None else 0
    return Row(name, alone.share_reached or 0.0, hybrid.share_reached or 0.0, tests)


def report(
    name: str, executions: int | None, models: Models | None, budget_s: float = 10.0
) -> SubjectReport:
    """A suite for one subject, with or without a model."""
    with tempfile.TemporaryDirectory() as text:
        root = Path(text)
        shutil.copy(STUCK / f"{name}.py", root)
        found = generate(
            GenerateOptions(
                paths=(root / f"{name}.py",),
                root=root,
                out=root / "tests",
                executions=executions,
                budget_s=budget_s,
                python=sys.executable,
                mutants=False,
                property=False,
            ),
            store=Ledger(),  # type: ignore[arg-type]
            progress=lambda progress: None,
            cancelled=lambda: False,
            clock=lambda: datetime.now(UTC),
            environ={},
            hybrid=None
            if models is None
            else HybridWires(models, assess, "benchmark", is_private=lambda path: False),
        )
        return found.subjects[0]


def assess(
    source: str, prompt: str, paths: Sequence[Path], *, failed_goals: int, total_goals: int
) -> Assessment:
    """All the same to a script."""
    return Assessment(Complexity.MEDIUM, is_sensitive=False)


if __name__ == "__main__":
    raise SystemExit(main())

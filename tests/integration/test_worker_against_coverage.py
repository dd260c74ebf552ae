"""The probes of a worker must agree with coverage.py, line for line and branch for branch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from aqe.domain.candidate import Program, ProgramLine
from aqe.domain.goal import GoalKind
from aqe.domain.run import CandidateOutcome
from aqe.execution.workers import Worker

MEASURE = """
import json, sys
import coverage
folder, name, programs, report = sys.argv[1:]
sys.path.insert(0, folder)
measured = coverage.Coverage(
    branch=True, include=[f"{folder}/{name}.py"], data_file=None, config_file=False)
measured.start()
try:
    for program in json.loads(programs):
        space = {}
        try:
            exec(f"from {name} import *", space)
            for line in program:
                exec(line, space)
        except Exception:
            pass
finally:
    measured.stop()
measured.json_report(outfile=report)
"""


@dataclass(frozen=True)
class Counts:
    lines: set[int]
    lines_hit: set[int]
    branches: set[tuple[int, int]]
    branches_hit: set[tuple[int, int]]


CASES = {
    "textwrap": [
        [
            "wrap('The quick brown fox jumped over the lazy dog ' * 3, 20)",
        ],
        [
            "fill('a' * 100, 10, initial_indent='* ', subsequent_indent='  ')",
        ],
        [
            "dedent('  a\\n    b\\n  c')",
            "indent('a\\n\\nb', '> ')",
        ],
        [
            "shorten('Hello  world!', width=11)",
            "shorten('Hello world', 3)",
        ],
        [
            "TextWrapper(width=0).wrap('abc')",
        ],
        [
            "TextWrapper(fix_sentence_endings=True, max_lines=2).wrap('Hi there. Yes  no. ' * 9)",
        ],
        [
            "dedent('\\tx\\n  y')",
        ],
    ],
    "configparser": [
        [
            "p = RawConfigParser()",
            "p.read_string('[a]\\nx=1\\n# c\\ny : 2\\n  more\\n')",
            "p.get('a', 'x')",
        ],
        [
            "p = ConfigParser()",
            "p.read_string('[a]\\nx=1\\ny=%(x)s2\\n')",
            "p.getint('a', 'y')",
        ],
        [
            "p = ConfigParser()",
            "p.read_string('x=1')",
        ],
        [
            "p = ConfigParser()",
            "p.read_string('[a]\\nx=1\\nx=2')",
        ],
        [
            "p = ConfigParser(allow_no_value=True)",
            "p.read_string('[a]\\nx\\n')",
            "p.items('a')",
        ],
        [
            "p = ConfigParser(interpolation=ExtendedInterpolation())",
            "p['s'] = {'a': '${b}', 'b': '$$1'}",
            "p['s']['a']",
        ],
        [
            "p = ConfigParser()",
            "p.read_dict({'a': {'x': 'yes'}})",
            "p.getboolean('a', 'x')",
            "p.remove_section('a')",
            "p.has_section('a')",
        ],
        [
            "p = ConfigParser()",
            "p['a'] = {}",
            "p.get('a', 'nope', fallback=3)",
            "p.get('a', 'nope')",
        ],
        [
            "p = ConfigParser()",
            "import io",
            "p['DEFAULT'] = {'k': 'v'}",
            "p['z'] = {'q': 'w'}",
            "p.write(io.StringIO())",
        ],
    ],
    "json.decoder": [
        [
            "JSONDecoder().decode('[1, 2.5, {\"a\": null}]')",
        ],
        [
            "JSONDecoder().decode('nope')",
        ],
        [
            "JSONDecoder().decode('[1] x')",
        ],
        [
            'JSONDecoder(object_pairs_hook=list).decode(\'{"a": 1, "b": true}\')',
        ],
        [
            "import json.scanner",
            "d = JSONDecoder(strict=False)",
            "d.scan_once = json.scanner.py_make_scanner(d)",
            'd.decode(\'{"a": [1, {}], "c" : [ ] }\')',
        ],
        [
            "from json.decoder import py_scanstring",
            "py_scanstring('a\\\\u0041\\\\n\"', 0)",
        ],
    ],
    "argparse": [
        [
            "p = ArgumentParser(prog='x')",
            "p.add_argument('-n', type=int, default=3)",
            "p.add_argument('rest', nargs='*')",
            "p.parse_args(['-n', '4', 'a'])",
            "p.format_help()",
        ],
        [
            "p = ArgumentParser(prog='x', exit_on_error=False)",
            "p.add_argument('--f', choices=['a'])",
            "p.parse_args(['--f', 'b'])",
        ],
        [
            "p = ArgumentParser(prog='x')",
            "s = p.add_subparsers()",
            "q = s.add_parser('go')",
            "q.add_argument('-v', action='store_true')",
            "p.parse_args(['go', '-v'])",
        ],
    ],
    "tour": [
        [
            "branches(1)",
            "branches(2)",
            "branches(-1)",
        ],
        [
            "loops([])",
            "loops([1, 2, 3])",
            "loops([5])",
        ],
        [
            "matching(0)",
            "matching([1, 2])",
            "matching('x')",
        ],
        [
            "handlers(0)",
            "handlers('a')",
            "handlers(1)",
        ],
        [
            "import asyncio",
            "asyncio.run(asynchronous(3))",
        ],
        [
            "expressions(1, None)",
            "expressions(0, 'a')",
        ],
        [
            "one_liners(1)",
            "one_liners(0)",
            "contexts(1)",
        ],
        [
            "decorated(2)",
            "Shape().area",
            "list(generator(3))",
            "nothing()",
            "finishing(1)",
        ],
    ],
}


def subject_file(name: str, folder: Path) -> Path:
    if name == "tour":
        source = Path(__file__).parent.parent / "subjects" / "tour.py"
    else:
        module = __import__(name, fromlist=["x"])
        source = Path(str(module.__file__))
    path = folder / f"subject_{name.replace('.', '_')}.py"
    shutil.copy(source, path)
    return path


def by_coverage(path: Path, programs: list[list[str]], folder: Path) -> Counts:
    report = folder / "report.json"
    subprocess.run(
        [
            sys.executable,
            "-c",
            MEASURE,
            str(path.parent),
            path.stem,
            json.dumps(programs),
            str(report),
        ],
        check=True,
        capture_output=True,
    )
    (file,) = json.loads(report.read_text())["files"].values()
    branches_hit = {tuple(arc) for arc in file["executed_branches"]}
    branches = branches_hit | {tuple(arc) for arc in file["missing_branches"]}
    lines_hit = set(file["executed_lines"])
    return Counts(lines_hit | set(file["missing_lines"]), lines_hit, branches, branches_hit)


def by_probes(path: Path, programs: list[list[str]]) -> Counts:
    with Worker(Path(sys.executable), path.stem, path, [path.parent], walls=False) as worker:
        loaded = worker.load()
        imports = (f"from {path.stem} import *",)
        runs = worker.run(
            [
                Program(number, imports, (), tuple(_line(each) for each in lines))
                for number, lines in enumerate(programs)
            ]
        )
    assert not [run for run in runs if run.outcome is CandidateOutcome.INVALID]
    reached = loaded.reached_by_import.union(*(run.goals for run in runs))
    assert loaded.instrumentation == "ast"
    lines = {goal.line: goal.id for goal in loaded.goals if goal.kind is GoalKind.LINE}
    sides = {
        (goal.line, goal.target): goal.id
        for goal in loaded.goals
        if goal.kind is GoalKind.BRANCH and goal.counted and goal.target is not None
    }
    return Counts(
        set(lines),
        {line for line, goal in lines.items() if goal in reached},
        set(sides),
        {arc for arc, goal in sides.items() if goal in reached},
    )


def _line(source: str) -> ProgramLine:
    return ProgramLine("statement", source)


@pytest.mark.parametrize("name", CASES)
def test_same_lines_and_branches(name: str, tmp_path: Path) -> None:
    path = subject_file(name, tmp_path)
    expected = by_coverage(path, CASES[name], tmp_path)
    found = by_probes(path, CASES[name])
    assert sorted(found.lines ^ expected.lines) == []
    assert sorted(found.lines_hit ^ expected.lines_hit) == []
    assert sorted(found.branches ^ expected.branches) == []
    assert sorted(found.branches_hit ^ expected.branches_hit) == []
    assert 0 < len(found.branches_hit) < len(found.branches)

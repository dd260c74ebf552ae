"""Where a run of the generator spends its processor time, and what the booster could take over.

Runs the search on modules, and the hybrid with a scripted model on the subjects of `tests/subjects/stuck`,
under cProfile. For each piece of work over text or in bulk it prints the share of the run: what a faster
engine could save at most. cProfile makes calls dear, so shares of many small functions are upper bounds. Time
of other processes (workers, pytest) is told apart: none of it is text work.

    python benchmarks/booster/where_it_pays.py [--executions 400] [--modules textwrap,argparse]

With `--scan` it reads one text with every rule for sensitive data, tells which part of that are patterns, and
lets the engines search for the heads of keys in the same text, beside what `re` takes for it. With `--worst`
it gives the rules hostile texts of growing length and prints the time per character.

With `--documents` it generates for `tests/subjects/generate/orders/desk.py` with and without documents that
meet the schemas of its classes; pydantic has to be installed.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import resource
import shutil
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "generation"))

from hybrid import STUCK, Ledger, subjects

from aqe.booster.ports import Engine
from aqe.booster.reference import ReferenceEngine
from aqe.booster.scanning import TextPattern, compile_patterns, scan
from aqe.booster.wasm import WasmEngine
from aqe.campaign.generate import generate
from aqe.campaign.model_wires import Assessment, HybridWires
from aqe.campaign.options import GenerateOptions, SubjectReport
from aqe.domain.conversation import ModelRequest
from aqe.domain.routing import Complexity
from aqe.errors import BoosterError
from aqe.generation.techniques import Technique
from aqe.router.last_door import scrubbed
from aqe.router.sensitivity import find_sensitive
from aqe.telemetry.key_shapes import KEY_SHAPES
from aqe.testing import ScriptedModels

ORDERS = STUCK.parent / "generate" / "orders" / "desk.py"
WORK = {
    "sensitive data: all rules": ("sensitivity/finding.py", "find_secrets_and_personal_data"),
    "  of it patterns over text": ("sensitivity/finding.py", "_finds"),
    "  of it constant expressions": ("sensitivity/workings.py", "worked_out"),
    "texts for prompts: scrubbed": ("llm/scrubbing.py", "scrubbed"),
    "texts for prompts: masked": ("llm/masking.py", "masked"),
    "sources for prompts: masked": ("llm/masking.py", "masked_literals"),
    "  of both: what is known": ("llm/masking.py", "holds"),
    "replies: taken apart": ("llm/replies.py", None),
    "replies: screened": ("llm/screening.py", None),
    "suites: rendered, imports sorted": ("syntax/python/suites.py", None),
    "secrets in logs: redacted": ("telemetry/redaction.py", None),
    "patterns compiled by re": ("re/__init__.py", "_compile"),
    "documents made by the booster": ("inputs/documents.py", "of"),
    "sources parsed": ("ast.py", "parse"),
}
"""What is done: the end of the file and the function; without one, all of the file."""


def main() -> int:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--executions", type=int, default=400)
    parser.add_argument("--modules", default="textwrap,shlex,argparse,inspect")
    parser.add_argument("--only", help="of the subjects for the hybrid, with commas between them")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scan", action="store_true")
    parser.add_argument("--worst", action="store_true")
    parser.add_argument("--documents", action="store_true")
    chosen = parser.parse_args()
    if chosen.scan:
        scanned(chosen.rounds)
    elif chosen.worst:
        worst()
    elif chosen.documents:
        documents(chosen.executions)
    else:
        library = Path(sysconfig.get_path("stdlib"))
        stuck = chosen.only.split(",") if chosen.only else subjects()
        for name in filter(None, chosen.modules.split(",")):
            with profiled(f"search, {name}"):
                made(library / f"{name}.py", chosen.executions)
        with profiled(f"hybrid, {len(stuck)} subjects"):
            for name in stuck:
                answer = (STUCK / f"{name}.md").read_text(encoding="utf-8")
                made(STUCK / f"{name}.py", chosen.executions, answer)
    return 0


# -- a run ---------------------------------------------------------------------------------------------


def made(
    path: Path,
    executions: int,
    answer: str | None = None,
    without: frozenset[Technique] = frozenset(),
) -> SubjectReport:
    """A suite for one file; with an answer, a model gives it, and all that is sent passes the last door."""

    def answered(task: object, request: ModelRequest) -> str:
        scrubbed(request)
        return answer or ""

    def assess(
        source: str, prompt: str, paths: Sequence[Path], *, failed_goals: int, total_goals: int
    ) -> Assessment:
        found = [find_sensitive(each) for each in (source, prompt)]
        return Assessment(Complexity.MEDIUM, is_sensitive=any(each.is_sensitive for each in found))

    with tempfile.TemporaryDirectory() as text:
        root = Path(text)
        shutil.copy(path, root)
        wires = HybridWires(
            ScriptedModels(answered), assess, "benchmark", is_private=lambda path: False
        )
        found = generate(
            GenerateOptions(
                paths=(root / path.name,),
                root=root,
                out=root / "tests",
                executions=executions,
                budget_s=120.0,
                python=sys.executable,
                mutants=False,
                property=False,
                without=without,
            ),
            store=Ledger(),  # type: ignore[arg-type]
            progress=lambda progress: None,
            cancelled=lambda: False,
            clock=lambda: datetime.now(UTC),
            environ={},
            hybrid=None if answer is None else wires,
        )
        return found.subjects[0]


@contextmanager
def profiled(title: str) -> Iterator[None]:
    """Print the shares of what runs inside."""
    profile = cProfile.Profile(time.process_time)
    elsewhere = _elsewhere_s()
    profile.enable()
    yield
    profile.disable()
    elsewhere = _elsewhere_s() - elsewhere
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    print(f"\n{title}: {total:.2f} s here, {elsewhere:.2f} s in other processes")
    for name, (file, function) in WORK.items():
        spent = _spent(stats, file, function)
        if spent > 0:
            of_all = spent / (total + elsewhere)
            print(f"  {name:36} {spent * 1000:8.1f} ms  {spent / total:7.2%}  {of_all:7.2%} of all")


def _spent(stats: pstats.Stats, file: str, function: str | None) -> float:
    """Time of a function with what it calls; of a file, of its functions that are called from elsewhere."""
    found = 0.0
    for (path, _, name), (_, _, _, cumulative, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if not path.replace("\\", "/").endswith(f"/{file}"):
            continue
        if function is None:
            found += sum(
                each[3] for (caller, *_), each in callers.items() if not caller.endswith(file)
            )
        elif name == function:
            found += cumulative
    return found


def _elsewhere_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# -- the scan for sensitive data ------------------------------------------------------------------------


def scanned(rounds: int) -> None:
    """Every rule over one module; and the heads of keys by `re` and by the engines."""
    path = Path(sysconfig.get_path("stdlib")) / "argparse.py"
    text = path.read_text("utf-8")
    profile = cProfile.Profile(time.process_time)
    profile.runcall(find_sensitive, text)
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    print(f"argparse, {text.count(chr(10))} lines")
    for function, file in (
        ("worked_out", "sensitivity/workings.py"),
        ("_finds", "sensitivity/finding.py"),
        ("key_matches", "telemetry/key_shapes.py"),
        ("folded", "sensitivity/views.py"),
    ):
        print(f"  {function:14} {_spent(stats, file, function) / total:6.1%} of a scan (profiled)")
    heads = [re.escape(mark) for shape in KEY_SHAPES for mark in shape.marks if len(mark) > 1]
    program = compile_patterns([TextPattern(each) for each in heads])
    together = re.compile("|".join(heads))
    ways: dict[str, Callable[[], object]] = {
        "all rules": lambda: find_sensitive(text),
        f"{len(heads)} heads, in": lambda: [each for each in HEADS if each in text],
        f"{len(heads)} heads, re": lambda: list(together.finditer(text)),
    }
    engines: list[Engine] = [ReferenceEngine()]
    try:
        engines.append(WasmEngine())
    except BoosterError as error:
        print(f"  wasm: unavailable ({error.message})")
    for engine in engines:
        ways[f"{len(heads)} heads, {engine.name}"] = lambda engine=engine: list(  # type: ignore[misc]
            scan(engine, program, [text])
        )
    for name, way in ways.items():
        way()
        print(f"  {name:24} {_three(_times(way, rounds))}")


HEADS = [mark for shape in KEY_SHAPES for mark in shape.marks if len(mark) > 1]

HOSTILE = {
    "quotes and spaces": '" ' * 8,
    "numbered lines": "\n   12| ",
    "quote, plus, spaces": '"' + " " * 63 + "+",
    "comments": '"' + "#" * 199 + "\n",
    "digits": "1234567890",
    "groups of digits": "1 2.3-4(5)",
    "letters": "a",
    "words for secrets": "password_token_key",
    "assignments": "secret_key: a[b, c | d] = f.g(h.i(",
    "addresses": "a@b.c",
    "schemes": "://a:b",
    "base64": "QUJDRA==",
    "braces": "{'a'}",
    "heads of keys": "sk-AKIAghp_eyJ.",
    "backslashes": "\\\n  1| ",
    "json web keys": '"d" : "',
    "curl": "curl -u ",
}


def worst() -> None:
    """Microseconds per thousand characters on hostile texts, as they grow."""
    sizes = (10_000, 40_000, 160_000)
    print(f"{'hostile text':24}" + "".join(f"{size:>14,}" for size in sizes) + "   us for 1,000")
    for name, piece in HOSTILE.items():
        row = []
        for size in sizes:
            text = (piece * (size // len(piece) + 1))[:size]
            row.append(min(_times(lambda text=text: find_sensitive(text), 2)) / size * 1e9)  # type: ignore[misc]
        print(f"{name:24}" + "".join(f"{each:14,.0f}" for each in row), flush=True)


def _times(way: Callable[[], object], rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        way()
        found.append(time.process_time() - begun)
    return found


def _three(times: Sequence[float]) -> str:
    least, middle, most = (
        each * 1000 for each in (min(times), statistics.median(times), max(times))
    )
    return f"{least:8.2f} / {middle:8.2f} / {most:8.2f} ms (least, median, most)"


# -- documents as inputs --------------------------------------------------------------------------------


def documents(executions: int) -> None:
    """Lines and branches with and without documents, and what they cost of the run."""
    print(f"{'documents':10} {'reached':>9} {'tests':>6} {'seconds':>8}")
    for without in (frozenset({Technique.DOCUMENTS}), frozenset[Technique]()):
        begun = time.process_time() + _elsewhere_s()
        found = made(ORDERS, executions, without=without)
        spent = time.process_time() + _elsewhere_s() - begun
        share = 100 * (found.share_reached or 0.0)
        print(f"{'no' if without else 'yes':10} {share:8.1f}% {found.tests:6} {spent:8.1f}")
    with profiled("with documents"):
        made(ORDERS, executions)


if __name__ == "__main__":
    raise SystemExit(main())

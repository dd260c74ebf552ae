"""Other test generators: how to ask whether one is there, and how to run it.

They run in an environment that the user made for them. The folders of the project's own packages are put
behind that environment's, so that the subject finds what it imports and the tool keeps what it needs.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aqe.domain.benchmark import Contender
from aqe.errors import ExecutionError
from aqe.execution.interpreter import Interpreter

__all__ = [
    "RIVALS",
    "Order",
    "Rival",
    "contenders_of",
    "installed_digest",
    "own_folders",
    "rival_command",
]

_TIMEOUT_S = 30.0
_PROBE = """\
import json, sys
from importlib import metadata, util
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
print(json.dumps({"version": version(sys.argv[1]), "missing": [
    name for name in sys.argv[2:] if util.find_spec(name) is None]}))
"""
_FOLDERS = """\
import json, sys, sysconfig
standard = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib")]
def is_own(entry):
    if "site-packages" in entry or "dist-packages" in entry:
        return True
    return not entry.endswith(".zip") and not any(entry.startswith(each) for each in standard)
print(json.dumps([entry for entry in sys.path[1:] if entry and is_own(entry)]))
"""
_INSTALLED = """\
import json
from importlib import metadata
def told(each):
    try:
        return [each.metadata["Name"], each.version]
    except Exception:  # what an interrupted installation left
        return ["", str(getattr(each, "_path", ""))]
print(json.dumps(sorted(map(str, map(told, metadata.distributions())))))
"""
_BOOT = """\
import runpy, sys
if sys.path and sys.path[0] == "": del sys.path[0]
first, behind, name = sys.argv[1], sys.argv[2].split({separator!r}), sys.argv[3]
sys.path.insert(0, first)
sys.path.extend(each for each in behind if each and each not in sys.path)
sys.argv[:] = [name, *sys.argv[4:]]
if name == "hypothesis":
    from hypothesis.extra.cli import main
    main()
else:
    runpy.run_module(name, run_name="__main__", alter_sys=True)
"""
_MUTATION_SHARE = 3
"""Times the budget that Pynguin may spend on assertions after its search; without a cap it may be minutes."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A test generator that the user can install."""

    name: str
    distribution: str
    imports: tuple[str, ...]
    """Modules that have to be importable for it to run."""
    install: str
    """What to give to pip."""
    variants: tuple[tuple[str, tuple[str, ...]], ...]
    """(name of the contender, its options)."""


RIVALS = {
    "pynguin": Rival(
        "pynguin",
        "pynguin",
        ("pynguin",),
        "pynguin",
        (
            ("pynguin", ()),
            (
                "pynguin-strong",
                ("--element-visibility", "ALL", "--no-xfail", "True", "--type-tracing", "1.0"),
            ),
        ),
    ),
    "ghostwriter": Rival(
        "ghostwriter",
        "hypothesis",
        ("hypothesis", "click", "black", "rich"),
        "'hypothesis[cli,ghostwriter]'",
        (("ghostwriter", ()),),
    ),
}
"""By the name under which users ask for them."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a contender is asked for."""

    module: str
    root: Path
    """Folder that holds a private copy of the subject."""
    out: Path
    """Empty folder for the suite."""
    scratch: Path
    """Folder for whatever else the tool writes."""
    budget_s: float
    seed: int


def contenders_of(rival: Rival, interpreter: Interpreter) -> tuple[Contender, ...]:
    """The contenders that a rival enters, with the version that is installed.

    Raises:
        ExecutionError: it is not installed there.
    """
    answer = _asked(interpreter.path, _PROBE, rival.distribution, *rival.imports)
    version = answer.get("version") if isinstance(answer, dict) else None
    missing = answer.get("missing") if isinstance(answer, dict) else None
    if not isinstance(version, str) or missing:
        raise unavailable(rival, str(interpreter.path))
    return tuple(
        Contender(name, rival.distribution, version, options) for name, options in rival.variants
    )


def unavailable(rival: Rival, where: str) -> ExecutionError:
    """The error for a rival that is not installed."""
    return ExecutionError(
        f"{rival.name} is unavailable: {where!r} does not have it",
        hint=f"python -m venv .venv-{rival.name} && "
        f".venv-{rival.name}/bin/pip install {rival.install}, with the project's version of Python, "
        f"then give --vs-python .venv-{rival.name}",
        slug="rival-unavailable",
    )


def own_folders(interpreter: Interpreter) -> tuple[Path, ...]:
    """Folders that an interpreter imports from beside its standard library.

    Raises:
        ExecutionError: it does not answer.
    """
    answer = _asked(interpreter.path, _FOLDERS)
    found = answer if isinstance(answer, list) else []
    return tuple(Path(each) for each in found if isinstance(each, str) and os.path.isdir(each))


def installed_digest(python: Path) -> str:
    """Digest of the names and versions of all distributions that an interpreter finds.

    Raises:
        ExecutionError: it does not answer.
    """
    answer = _asked(python, _INSTALLED)
    return hashlib.sha256(json.dumps(answer).encode()).hexdigest()


def rival_command(
    contender: Contender, interpreter: Interpreter, order: Order, behind: Sequence[Path]
) -> tuple[list[str], Mapping[str, str]]:
    """How to run a rival, and the variables that it needs.

    Args:
        contender: the rival and its options.
        interpreter: of the environment that it is installed in.
        order: what is asked of it.
        behind: folders that are searched for imports after its own.
    """
    boot = _BOOT.format(separator=os.pathsep)
    places = os.pathsep.join(map(str, behind))
    start = [str(interpreter.path), "-B", "-c", boot, str(order.root), places, contender.tool]
    if contender.tool == "hypothesis":
        return [*start, "write", *contender.options, order.module], {}
    budget = max(1, math.ceil(order.budget_s))
    asked = {
        "--project-path": order.root,
        "--module-name": order.module,
        "--output-path": order.out,
        "--report-dir": order.scratch / "report",
        "--maximum-search-time": budget,
        "--maximum-mutation-time": _MUTATION_SHARE * budget,
        "--seed": order.seed,
    }
    options = [str(part) for pair in asked.items() for part in pair]
    # It refuses to start without the variable: it runs the subject with arguments drawn at random.
    return [*start, "--no-rich", *options, *contender.options], {"PYNGUIN_DANGER_AWARE": "1"}


def _asked(python: Path, program: str, *arguments: str) -> object:
    try:
        answer = subprocess.run(
            [str(python), "-B", "-c", program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
            cwd=os.sep if sys.platform != "win32" else None,
        )
        found: object = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise ExecutionError(
            f"{str(python)!r} does not answer as a Python interpreter",
            hint="repair the environment, or name another one",
            slug="python-broken",
        ) from error
    return found

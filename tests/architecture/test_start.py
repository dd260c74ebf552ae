"""What generation without a language model imports: it starts fast, since it leaves the rest alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
GENERATION = (
    "aqe.cli.app",
    "aqe.cli.commands.test",
    "aqe.cli.views.generate",
    "aqe.operations.generate",
    "aqe.campaign.generate",
)
"""What the command imports before it asks for anything."""
FOR_MODELS = (
    "aqe.campaign.hybrid",
    "aqe.campaign.model_wires",
    "aqe.catalog",
    "aqe.domain.proposal",
    "aqe.domain.provider",
    "aqe.generation.llm",
    "aqe.operations.model_wiring",
    "aqe.router.dispatch",
    "aqe.router.keys",
    "aqe.router.ports",
    "aqe.router.sensitivity",
    "asyncio",
    "email",
    "http",
    "ssl",
)
FOR_FEW = ("aqe.domain.benchmark", "argparse", "doctest", "pdb", "statistics", "unittest")
"""What few subjects, or other commands, need."""
PROGRAM = "import json, sys, {modules}; print(json.dumps(sorted(sys.modules)))"


@pytest.fixture(scope="module")
def imported() -> frozenset[str]:
    """Modules that are there once generation could begin."""
    program = f"import sys; sys.path.insert(0, {str(SRC)!r}); " + PROGRAM.format(
        modules=", ".join(GENERATION)
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    return frozenset(json.loads(done.stdout))


@pytest.mark.parametrize("module", GENERATION)
def test_the_way_of_generation_is_the_one_that_is_looked_at(
    module: str, imported: frozenset[str]
) -> None:
    assert module in imported


@pytest.mark.parametrize("module", [*FOR_MODELS, *FOR_FEW])
def test_generation_does_not_import_what_it_does_not_need(
    module: str, imported: frozenset[str]
) -> None:
    assert module not in imported

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.booster.templates import Language
from aqe.booster.templates.measuring import (
    Contender,
    Contest,
    ManySpread,
    Spread,
    TemplateMeasures,
)
from aqe.cli.drawing import plain_text
from aqe.cli.face import Face
from aqe.cli.views.template_benchmark import view
from aqe.cli.views.templates import expand_view
from aqe.operations.expand import ExpandedFile, ExpandResult, FileState
from aqe.operations.template_benchmark import TemplateBenchmarkResult


def shown(result: ExpandResult, *, verbose: bool = False) -> str:
    return plain_text(expand_view(result, Face(verbose=verbose)))


@pytest.mark.parametrize("text", ["a\n\n", "a\n", "a [b]"])
def test_the_text_as_it_is(text: str) -> None:
    result = ExpandResult(Language.TEXT, 1, "python", text)
    assert shown(result) == text.removesuffix("\n")  # drawing ends what it is given


def test_files_and_what_became_of_them() -> None:
    files = tuple(
        ExpandedFile(Path(f"/x/{number}.py"), state, 2_000)
        for number, state in enumerate([FileState.WRITTEN] * 20 + [FileState.UNCHANGED] * 2)
    )
    text = shown(ExpandResult(Language.PYTHON, 22, "python", files=files))
    assert "written: /x/0.py (2" in text
    assert "/x/20.py" not in text
    assert "and 2 more" in text
    assert "22 files: 20 written, 2 unchanged" in text
    assert "/x/21.py" in shown(
        ExpandResult(Language.PYTHON, 22, "python", files=files), verbose=True
    )


def test_problems_come_first() -> None:
    text = shown(ExpandResult(Language.PYTHON, 1, "python", problems=("a.py does not parse",)))
    assert text.splitlines() == ["a.py does not parse", "Nothing was written."]


def test_a_benchmark_shows_what_is_missing() -> None:
    spread = Spread(1, 2.5, 4)
    contest = Contest(
        "plain", spread, (Contender("jinja2", "3.1", spread, spread), Contender("minijinja"))
    )
    measures = TemplateMeasures("3.11", 15, 1_000, 9, (contest,), (ManySpread("wasm", spread),))
    text = plain_text(view(TemplateBenchmarkResult(measures, ("minijinja",)), Face()))
    rows = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert rows["jinja2"].count("1.00 / 2.50 / 4.00") == 2
    assert "unavailable" in rows["minijinja"] or "not installed" in rows["minijinja"]
    assert "minijinja is not installed" in text
    assert rows["wasm"].endswith("1.00 / 2.50 / 4.00")

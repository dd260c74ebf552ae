"""Documented examples as scenarios, and which of them hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import subject_of

from aqe.analysis.subjects import analyse
from aqe.campaign.drafting.examples import agreeing, documented_scenarios
from aqe.domain.recipe import Call, Collection, Literal, Operation, Symbol
from aqe.domain.run import CandidateOutcome, CandidateRun, Observation, Snapshot
from aqe.domain.subject import Subject
from aqe.generation.scenario import Scenario
from aqe.syntax.recipe_trees import walk

SHARED = '''
def halves(items):
    """Both halves.

    {lines}
    """
    middle = len(items) // 2
    return items[:middle], items[middle:]
'''


def _scenarios(folder: Path, *lines: str) -> tuple[Subject, list[Scenario]]:
    source = SHARED.format(lines="\n    ".join(lines))
    subject = subject_of(folder, source)
    return subject, documented_scenarios(subject)


def test_what_is_unpacked_is_an_item_of_the_result(tmp_path: Path) -> None:
    _, (found,) = _scenarios(
        tmp_path, ">>> one, two = halves([1, 2, 3])", ">>> len(two) - len(one)", "1"
    )
    assert [each.name for each in found.steps] == ["one_and_two", ""]
    assert found.act.expression is not None
    items = [each for each in walk(found.act.expression) if isinstance(each, Operation)]
    assert sum(each.name == "getitem" for each in items) == 2


def test_what_is_unpacked_may_be_read_once(tmp_path: Path) -> None:
    _, (found,) = _scenarios(tmp_path, ">>> one, two = iter(halves([1]))", ">>> len(two)", "1")
    made = found.steps[0].expression
    assert isinstance(made, Call)
    assert made.callee == Symbol("builtins", "list")


def test_values_that_are_bound_side_by_side_are_steps_of_their_own(tmp_path: Path) -> None:
    lines = (">>> a, b = [1], [2]", ">>> halves(a + b + a + b)", "([1, 2], [1, 2])")
    _, (found,) = _scenarios(tmp_path, *lines)
    assert [each.expression for each in found.steps[:2]] == [
        Collection("list", (Literal(number),)) for number in (1, 2)
    ]


def test_what_names_stood_for_before_is_not_mistaken_for_what_they_stand_for_now(
    tmp_path: Path,
) -> None:
    lines = (">>> a, b = [1], [2]", ">>> a, b = b, a", ">>> halves(a)", "([], [2])")
    assert _scenarios(tmp_path, *lines)[1] == []


@pytest.mark.parametrize(
    "line", [">>> one, *two = halves([1])", ">>> (one, two), three = halves([1])"]
)
def test_what_is_more_than_names_is_not_read(tmp_path: Path, line: str) -> None:
    assert _scenarios(tmp_path, line, ">>> len(two)", "0")[1] == []


def test_a_value_that_has_a_name_stands_where_it_is_handed_over(tmp_path: Path) -> None:
    lines = (">>> items = [1, 2]", ">>> count = 1", ">>> halves(items)[count]", "[2]")
    _, (found,) = _scenarios(tmp_path, *lines)
    (step,) = found.steps
    assert step.expression is not None
    parts = list(walk(step.expression))
    assert Collection("list", (Literal(1), Literal(2))) in parts
    assert parts.count(Literal(1)) == 2


def test_what_is_looked_at_again_keeps_its_name(tmp_path: Path) -> None:
    lines = (">>> items = [2, 1]", ">>> items.sort()", ">>> halves(items)", "([1], [2])")
    found = _scenarios(tmp_path, *lines)[1][-1]
    assert [each.name for each in found.steps] == ["items", "", ""]


def test_what_an_example_imports_is_known_in_it(tmp_path: Path) -> None:
    lines = (
        ">>> from collections import deque as line",
        ">>> import decimal, os.path",
        ">>> halves(list(line([decimal.Decimal(2), os.path.basename('a/b')])))",
        "([Decimal('2')], ['b'])",
    )
    _, (found,) = _scenarios(tmp_path, *lines)
    (step,) = found.steps
    assert step.expression is not None
    symbols = {each for each in walk(step.expression) if isinstance(each, Symbol)}
    outside = {each for each in symbols if each.module not in ("builtins", "subject")}
    assert outside - {Symbol(step.expression.callee.module, "halves")} == {
        Symbol("collections", "deque"),
        Symbol("decimal", "Decimal"),
        Symbol("os.path", "basename"),
    }


def test_modules_are_imported_whole_however_deep_they_are(tmp_path: Path) -> None:
    lines = (
        ">>> import xml.dom.minidom",
        ">>> halves(xml.dom.minidom.parseString('<a/>').nodeName)",
        "('', '#document')",
    )
    _, (found,) = _scenarios(tmp_path, *lines)
    assert found.act.expression is not None
    assert Symbol("xml.dom.minidom", "parseString") in {*walk(found.act.expression)}


@pytest.mark.parametrize(
    ("line", "module"),
    [("from elsewhere import halves", "elsewhere"), ("from {} import halves", "")],
)
def test_an_example_means_what_it_imports(tmp_path: Path, line: str, module: str) -> None:
    subject, _ = _scenarios(tmp_path)
    lines = (f">>> {line.format(subject.module)}", ">>> halves([1, 2])", "([1], [2])")
    _, (found,) = _scenarios(tmp_path, *lines)
    assert isinstance(found.act.expression, Call)
    assert found.act.expression.callee == Symbol(module or subject.module, "halves")


@pytest.mark.parametrize(
    "lines",
    [
        (
            ">>> from json import dumps as g",
            ">>> from json import loads as g",
            ">>> halves(g('1'))",
        ),
        (">>> loads = 5", ">>> from json import loads", ">>> halves(loads('1'))"),
        (">>> text = 'ab'", ">>> halves(f'{text}')"),
        (">>> import os.path", ">>> halves(os.getcwd())"),
    ],
)
def test_what_stands_for_two_things_or_is_out_of_reach_is_not_read(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    assert _scenarios(tmp_path, *lines, "1")[1] == []


def test_where_identity_is_asked_names_stay(tmp_path: Path) -> None:
    lines = (">>> x = 1000.5", ">>> y = list([x])", ">>> y[0] is x", "True")
    found = _scenarios(tmp_path, *lines)[1][-1]
    assert [each.name for each in found.steps] == ["operand", "y_value", ""]


def _run(source: str) -> CandidateRun:
    shown = Snapshot("literal", "builtins:tuple", source)
    return CandidateRun(0, CandidateOutcome.COMPLETED, observations=(Observation(0, shown),))


def test_examples_that_hold_agree(tmp_path: Path) -> None:
    subject, found = _scenarios(
        tmp_path, ">>> halves([1, 2])", "([1], [2])", ">>> halves([])", "([], [])"
    )
    runs = [_run("([1], [2])"), _run("([], 0)")]
    assert agreeing(found, subject, runs) == found[:1]
    assert agreeing(found, subject, [None, None]) == []
    undocumented = [replace(each, documented=None) for each in found]
    assert agreeing(undocumented, subject, runs) == []


def test_a_module_is_known_by_its_dotted_name_whatever_else_its_package_is_called_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kit" / "words.py"
    path.parent.mkdir()
    path.write_text(
        "import kit.other\n\n\ndef first(text):\n"
        '    """The first sign.\n\n    >>> import kit.words\n    >>> kit.words.first(\'ab\')\n'
        '    \'a\'\n    """\n    return text[0]\n'
    )
    subject = analyse(path, module="kit.words", import_root=tmp_path)
    (found,) = documented_scenarios(subject)
    assert found.act.expression == Call(Symbol("kit.words", "first"), (Literal("ab"),))

from __future__ import annotations

from pathlib import Path

from aqe.booster.patterns import Conflict, Place, Withdrawal
from aqe.booster.transforms import Left
from aqe.cli.face import Face
from aqe.cli.page import Diff, Heading, Line, Page, Table
from aqe.cli.views.patterns import apply_view, patterns_view, transform_view
from aqe.domain.pattern import PatternKind, PatternLanguage, Safety
from aqe.operations.patterns import (
    BoosterApplyResult,
    BoosterPatternsResult,
    FileChange,
    PatternExample,
    PatternInfo,
)
from aqe.operations.rewriting import TakenBack
from aqe.operations.transforms import BoosterTransformResult, FileTransformed

INFO = PatternInfo(
    "py-x",
    PatternLanguage.PYTHON,
    "time",
    PatternKind.REWRITE,
    Safety.PRESERVES,
    "What.",
    "Why.",
    (PatternExample("a\n", "b\n"),),
    "built-in",
)


def change(*, written: bool) -> FileChange:
    return FileChange(
        Path("test_a.py"),
        applied={"py-x": 2},
        diff="-a\n+b\n",
        written=written,
        verified=True,
        findings=(Place("py-look", 3, 5, "clock()"),),
        conflicts=(Conflict("py-x", "py-y", 4),),
        withdrawn=(Withdrawal("py-z", "the result does not parse"),),
        taken_back=(TakenBack("py-w", "test_it"),),
        problem=None,
    )


def test_what_was_verified_says_so() -> None:
    result = BoosterApplyResult((change(written=True),), 1, {"py-x": 2}, 1, False, False)
    assert "verified: what passed before still passes" in lines(apply_view(result, Face()))


def lines(page: Page) -> str:
    return "\n".join(each.text for each in page if isinstance(each, Line | Heading))


def test_everything_about_a_file_is_told() -> None:
    result = BoosterApplyResult((change(written=False),), 3, {"py-x": 2}, 7, False, False)
    page = apply_view(result, Face())
    text = lines(page)
    for each in (
        "test_a.py",
        "3:5 py-look: clock()",
        "line 4: py-x and py-y want the same place; py-x goes first",
        "py-z not applied: the result does not parse",
        "py-w taken back: test_it no longer passed",
        "1 of 3 files would change, 1 finding, 1 conflict, 7 patterns looked for",
    ):
        assert each in text
    assert [each.text for each in page if isinstance(each, Diff)] == ["-a\n+b\n"]
    assert [each.rows for each in page if isinstance(each, Table)] == [(("2", "py-x"),)]


def test_a_written_diff_is_shown_on_demand() -> None:
    result = BoosterApplyResult((change(written=True),), 1, {"py-x": 2}, 7, False, True)
    assert not [each for each in apply_view(result, Face()) if isinstance(each, Diff)]
    assert [each for each in apply_view(result, Face(verbose=True)) if isinstance(each, Diff)]
    assert "Interrupted. So far: 1 of 1 file rewritten" in lines(apply_view(result, Face()))


def test_one_pattern_is_shown_with_its_example_and_several_in_rows() -> None:
    page = patterns_view(BoosterPatternsResult((INFO,)), Face())
    assert [each.text for each in page if isinstance(each, Diff)] == ["-a\n+b\n"]
    assert "Why." in lines(page)
    page = patterns_view(BoosterPatternsResult((INFO, INFO)), Face())
    (table,) = [each for each in page if isinstance(each, Table)]
    assert table.rows[0] == ("py-x", "time", "rewrite", "preserves", "What.")


def test_what_a_transform_left_has_its_line_and_reason() -> None:
    file = FileTransformed(
        Path("test_a.py"),
        1,
        "-a\n+b\n",
        False,
        False,
        (Left(3, "A: why"),),
        ("pytest 9",),
        (),
        None,
    )
    page = transform_view(BoosterTransformResult("n", (file,), 1, False, False), Face())
    assert "line 3 left: A: why" in lines(page)
    assert "needs pytest 9" in lines(page)
    assert "1 of 1 file would change, 1 place left as they are" in lines(page)

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.locate import Located
from aqe.campaign.verifying.early import bodies_only, require_own_subject
from aqe.domain.run import FileCoverage
from aqe.errors import SourceError

SOURCE = "import os\n\n\ndef name():\n    return os.name\n"


def _covered(*lines: int) -> tuple[FileCoverage, ...]:
    return (FileCoverage("subject.py", (1, 4, 5), lines, (), ()),)


@pytest.mark.parametrize(
    ("lines", "expected"), [((1, 4, 5), False), ((5,), True), ((), False), ((1, 4), False)]
)
def test_an_import_that_was_not_seen_is_told_by_its_definitions(
    lines: tuple[int, ...], expected: bool
) -> None:
    assert bodies_only(SOURCE, _covered(*lines)) is expected


def test_a_module_without_definitions_tells_nothing() -> None:
    assert bodies_only("A = 1\n", _covered(5)) is False


def _located(module: str) -> Located:
    return Located(module, Path(f"{module}.py"), Path(), ())


@pytest.mark.parametrize(
    ("module", "words"), [("zipimport", "built in"), ("shop.prices", "another copy")]
)
def test_a_suite_that_ran_no_line_of_the_subject_is_refused(module: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        require_own_subject(_located(module), _covered())
    assert caught.value.slug == "subject-shadowed"


def test_any_line_is_enough() -> None:
    require_own_subject(_located("shop.prices"), _covered(5))
    require_own_subject(_located("shop.prices"), ())

from __future__ import annotations

import keyword

import pytest

from aqe.booster.templates.languages import RESERVED, Language, language_of


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", Language.PYTHON),
        ("A.PY.tmpl", Language.PYTHON),
        ("x/a.test.ts.template", Language.TYPESCRIPT),
        ("a.mjs", Language.TYPESCRIPT),
        ("a.json.tpl", Language.JSON),
        ("a.md", Language.TEXT),
        ("a.tsx", None),
        ("a.tmpl", None),
        ("template", None),
    ],
)
def test_the_name_says_the_language(name: str, language: Language | None) -> None:
    assert language_of(name) is language


def test_reserved_words_of_python_are_those_of_the_interpreter() -> None:
    assert RESERVED[Language.PYTHON] == set(keyword.kwlist)

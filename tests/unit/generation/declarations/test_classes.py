from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from generation_bench import subject_of
from generation_builders import loaded

from aqe.domain.declaration import Declaration, DeclarationKind
from aqe.domain.recipe import Call, Symbol
from aqe.domain.run import Member
from aqe.generation.declarations.classes import looks_at_class


@pytest.mark.parametrize(
    ("base", "is_told"),
    [
        ("builtins:ValueError", True),
        ("builtins:NoSuchError", False),
        ("other.errors:AppError", True),
        ("other._errors:AppError", False),
        ("shop._errors:AppError", True),  # the module under test may be private
        ("shop._errors:_AppError", False),
        ("shop._errors:Unbound", False),
    ],
)
def test_bases_of_exceptions_are_told_where_a_test_may_import_them(
    tmp_path: Path, base: str, is_told: bool
) -> None:
    subject = replace(subject_of(tmp_path, "pass\n"), module="shop._errors")
    members = tuple(
        Member(
            name, name, "class", "builtins:type", "shop._errors", is_exception=True, bases=(base,)
        )
        for name in ("Missing", "AppError", "_AppError")
    )
    looks = looks_at_class(
        subject,
        replace(loaded(1), members=members),
        members[0],
        Declaration("Missing", DeclarationKind.CLASS, 1, 1),
    )
    calls = [each.scenario.act.expression for each in looks]
    module, _, name = base.partition(":")
    asked = (Symbol("shop._errors", "Missing"), Symbol(module, name))
    assert calls == ([Call(Symbol("builtins", "issubclass"), asked)] if is_told else [])

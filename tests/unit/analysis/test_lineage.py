"""Who learns from whom, on packages in which that is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aqe.analysis.lineage import MOST_LEVELS, teachers_of
from aqe.analysis.locate import locate
from aqe.analysis.sharing import SharedSources

Teachers = Callable[..., dict[str, set[str]]]


@pytest.fixture
def teachers(tmp_path: Path) -> Teachers:
    """Teachers by module, for modules given by name and source."""

    def find(*order: str, **sources: str) -> dict[str, set[str]]:
        package = tmp_path / "pkg"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        for name, text in sources.items():
            (package / f"{name}.py").write_text(text)
        names = list(order or sources)
        placed = [locate(package / f"{name}.py", project_root=tmp_path) for name in names]
        found = teachers_of(placed, SharedSources())
        return {
            name: {names[each] for each in numbers}
            for name, numbers in zip(names, found, strict=True)
        }

    return find


def test_whoever_defines_what_is_imported_teaches(teachers: Teachers) -> None:
    found = teachers(
        one="class A: ...",
        two="from pkg.one import A",
        three="from pkg import one",
        four="from .one import A as Renamed",
        five="import os",
    )
    assert found["two"] == found["three"] == found["four"] == {"one"}
    assert found["one"] == found["five"] == set()


def test_a_name_that_is_passed_on_leads_to_where_it_is_defined(teachers: Teachers) -> None:
    found = teachers(
        one="class A: ...", door="from pkg.one import A", three="from pkg.door import A"
    )
    assert "one" in found["three"]


def test_whoever_builds_or_extends_a_class_teaches_those_who_only_use_it(
    teachers: Teachers,
) -> None:
    found = teachers(
        user="from pkg.one import A\ndef f(a: A): ...",
        builder="from pkg.one import A\ndef make(): return A()",
        heir="from pkg.one import A\nclass B(A): ...",
        one="class A: ...",
        stranger="from pkg.one import A",
    )
    assert found["user"] == {"one", "builder", "heir"}
    assert found["builder"] == found["heir"] == {"one"}


def _levels(found: dict[str, set[str]]) -> int:
    def depth(name: str) -> int:
        return 1 + max((depth(each) for each in found[name]), default=0)

    return max(map(depth, found))


def test_circles_are_cut(teachers: Teachers) -> None:
    found = teachers(
        one="from pkg.two import B\nclass A: ...",
        two="from pkg.three import C\nclass B: ...",
        three="from pkg.one import A\nclass C: ...",
    )
    assert _levels(found) <= 3  # ends: there is no circle left
    assert sum(map(len, found.values())) == 2


def test_few_wait_for_each_other(teachers: Teachers) -> None:
    chain = {"m0": "class C0: ..."}
    for number in range(1, 12):
        chain[f"m{number}"] = f"from pkg.m{number - 1} import C{number - 1}\nclass C{number}: ..."
    found = teachers(**chain)
    assert _levels(found) == MOST_LEVELS
    assert found["m1"] == {"m0"}


def test_the_order_of_the_request_does_not_matter(teachers: Teachers) -> None:
    sources = {
        "one": "from pkg.two import B\nclass A: ...",
        "two": "from pkg.one import A\nclass B: ...",
        "three": "from pkg.one import A\nfrom pkg.two import B",
        "four": "from pkg.three import A\ndef make(): return A()",
    }
    first = teachers(**sources)
    assert teachers(*reversed(sources), **sources) == first


def test_what_has_no_place_or_no_python_teaches_nobody(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def (")
    (tmp_path / "user.py").write_text("import broken\n")
    placed = [
        None,
        *(locate(tmp_path / name, project_root=tmp_path) for name in ("broken.py", "user.py")),
    ]
    assert teachers_of(placed, SharedSources())[:2] == (frozenset(), frozenset())

"""Classes of other distributions: what a subject names is looked up where it would be imported from."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from aqe.analysis.foreign import ForeignClasses
from aqe.analysis.subjects import analyse
from aqe.domain.subject import ClassKind, Subject

LIBRARY = {
    "herald/__init__.py": "from .core import Herald, Ring as RoundRing\nfrom os import PathLike\n",
    "herald/core.py": """
        from __future__ import annotations
        from dataclasses import dataclass
        from herald.marks import Mark

        class Base:
            def __init__(self, name: str, marks: list[Mark], *, loud: bool = False) -> None:
                self.name = name

        class Herald(Base):
            def cry(self) -> str:
                return self.name

        @dataclass
        class Ring:
            width: int
    """,
    "herald/marks.py": "class Mark:\n    def __init__(self, sign: str) -> None: ...\n",
    "lone.py": "class Lone:\n    def __init__(self, size: int) -> None: ...\n",
    "broken.py": "class Broken(:\n",
}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, text in LIBRARY.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


def _parameters(subject: Subject, name: str) -> list[str]:
    (found,) = [each for each in subject.known_classes if f"{each.module}:{each.qualname}" == name]
    return [each.name for each in found.constructor]


def _constructor(classes: ForeignClasses, name: str) -> list[str] | None:
    found = classes.subject(name)
    return None if found is None else [each.name for each in found.constructor]


def _analysed(tmp_path: Path, source: str, *search_path: Path) -> Subject:
    path = tmp_path / "demo.py"
    path.write_text(dedent(source), encoding="utf-8")
    return analyse(path, module="demo", import_root=tmp_path, search_path=search_path)


NAMING = """
    import lone
    from herald import Herald

    def announce(herald: Herald, other: "lone.Lone | None" = None) -> str:
        return herald.cry()
"""


def test_a_class_that_a_signature_names_is_known_by_the_name_of_its_import(
    tmp_path: Path, installed: Path
) -> None:
    subject = _analysed(tmp_path, NAMING, tmp_path / "missing", installed)
    assert _parameters(subject, "herald:Herald") == ["name", "marks", "loud"]
    assert _parameters(subject, "lone:Lone") == ["size"]
    # What its own constructor names is known, too.
    assert _parameters(subject, "herald.marks:Mark") == ["sign"]


def test_without_the_folder_nothing_is_known(tmp_path: Path, installed: Path) -> None:
    assert _analysed(tmp_path, NAMING).known_classes == ()


def test_a_class_without_a_constructor_of_its_own_takes_what_its_foreign_base_takes(
    tmp_path: Path, installed: Path
) -> None:
    subject = _analysed(
        tmp_path,
        """
        from herald import Herald

        class Town(Herald):
            def bell(self) -> int:
                return len(self.name)
        """,
        installed,
    )
    (town,) = subject.classes
    assert [each.name for each in town.constructor] == ["name", "marks", "loud"]


def test_a_name_may_be_handed_on_under_another(installed: Path) -> None:
    found = ForeignClasses([installed], "demo").subject("herald:RoundRing")
    assert found is not None
    assert (found.module, found.qualname, found.kind) == (
        "herald",
        "RoundRing",
        ClassKind.DATACLASS,
    )
    assert [each.name for each in found.constructor] == ["width"]


@pytest.mark.parametrize(
    "name",
    [
        "herald:PathLike",  # of the standard library, though it is imported from there
        "herald:",
        "herald:Nobody",
        "nowhere:Thing",
        "broken:Broken",
        "decimal:Decimal",
        "demo:Own",
        ":",
    ],
)
def test_what_has_no_source_there_is_unknown(installed: Path, name: str) -> None:
    assert ForeignClasses([installed], "demo").subject(name) is None


def test_only_so_many_classes_are_looked_at(installed: Path) -> None:
    many = "".join(f"class C{number}:\n    pass\n" for number in range(40))
    (installed / "many.py").write_text(many, encoding="utf-8")
    classes = ForeignClasses([installed], "demo")
    found = [classes.subject(f"many:C{number}") for number in range(40)]
    assert sum(each is not None for each in found) == 16
    assert classes.subject("many:C0") is found[0]


def test_a_parameter_without_a_type_may_be_told_by_the_members_of_an_imported_class(
    tmp_path: Path, installed: Path
) -> None:
    subject = _analysed(
        tmp_path,
        """
        from herald import Herald

        def shout(crier):
            return crier.cry() + crier.name
        """,
        installed,
    )
    assert _parameters(subject, "herald:Herald") == ["name", "marks", "loud"]


def test_imports_of_the_standard_library_take_nobodys_place(
    tmp_path: Path, installed: Path
) -> None:
    words = (
        "Any, Callable, Dict, List, Tuple, Set, Type, Union, Optional, Iterable, Iterator, Mapping"
    )
    more = "Sequence, Generator, Hashable, Sized, Container, Collection"
    subject = _analysed(
        tmp_path,
        f"from typing import {words}, {more}\nfrom herald import Herald\n\n"
        "def shout(crier):\n    return crier.cry() + crier.name\n",
        installed,
    )
    assert _parameters(subject, "herald:Herald") == ["name", "marks", "loud"]


def test_a_constructor_that_was_not_read_makes_no_class_known(installed: Path) -> None:
    helpers = "".join(f"def help{number}(part):\n    return part\n" for number in range(40))
    calls = "; ".join(f"help{number}(part)" for number in range(40))
    (installed / "vast.py").write_text(
        f"{helpers}class Vast:\n    def __init__(self, part):\n        {calls}\n"
        "class Small:\n    def __init__(self, host, port): ...\n",
        encoding="utf-8",
    )
    classes = ForeignClasses([installed], "demo")
    assert _constructor(classes, "vast:Vast") == ["part"]
    assert _constructor(classes, "vast:Small") is None
    assert _constructor(ForeignClasses([installed], "demo"), "vast:Small") == ["host", "port"]


def test_parts_of_a_namespace_are_found_wherever_they_lie(tmp_path: Path) -> None:
    for folder, name in (("one", "left"), ("two", "right")):
        path = tmp_path / folder / "cloud" / f"{name}.py"
        path.parent.mkdir(parents=True)
        text = f"class Part:\n    def __init__(self, {name}_size): ...\n"
        path.write_text(text, encoding="utf-8")
    classes = ForeignClasses([tmp_path / "one", tmp_path / "two"], "demo")
    assert _constructor(classes, "cloud.left:Part") == ["left_size"]
    assert _constructor(classes, "cloud.right:Part") == ["right_size"]


def test_the_bases_of_bases_of_own_classes_are_known(tmp_path: Path, installed: Path) -> None:
    source = "from herald import Herald\n\nclass Town(Herald):\n    pass\n"
    subject = _analysed(tmp_path, source, installed)
    names = [f"{each.module}:{each.qualname}" for each in subject.known_classes]
    assert {"herald:Herald", "herald.core:Base"} <= set(names)

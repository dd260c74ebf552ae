"""Subjects from source text, and short spellings of what was found about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from aqe.analysis.locate import locate
from aqe.analysis.subjects import analyse
from aqe.domain.subject import Parameter, Subject
from aqe.domain.types import EvidenceSource, TypeRef

Analyse = Callable[..., Subject]


@pytest.fixture
def subject_of(tmp_path: Path) -> Analyse:
    """Analyses source text as module ``m`` of a folder; other files by keyword ``files``."""

    def build(source: str, files: dict[str, str] | None = None, path: str = "m.py") -> Subject:
        for name, text in {path: source, **(files or {})}.items():
            place = tmp_path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(dedent(text), encoding="utf-8")
        found = locate(tmp_path / path, project_root=tmp_path, search_path=[tmp_path])
        tests = tuple(tmp_path / name for name in files or {} if "test_" in name)
        return analyse(
            found.path,
            module=found.module,
            import_root=found.import_root,
            package_files=found.package_files,
            test_files=tests,
        )

    return build


@pytest.fixture
def spelled() -> Callable[[TypeRef], str]:
    """``list[str]`` and so on."""
    return spell


def spell(type_: TypeRef) -> str:
    text = type_.name
    if type_.arguments:
        text += f"[{', '.join(map(spell, type_.arguments))}]"
    if type_.literals:
        text += f"{{{', '.join(type_.literals)}}}"
    return text


@pytest.fixture
def types_of(subject_of: Analyse) -> Callable[..., list[str]]:
    """Types of the first parameter of the first callable of a source, from one evidence source."""

    def build(source: str, by: EvidenceSource, files: dict[str, str] | None = None) -> list[str]:
        parameter = first_parameter(subject_of(source, files))
        return [spell(each.type) for each in parameter.evidence if each.source is by]

    return build


@pytest.fixture
def parameter_of(subject_of: Analyse) -> Callable[..., Parameter]:
    """The first parameter of the first callable of a source."""
    return lambda source, files=None: first_parameter(subject_of(source, files))


def first_parameter(subject: Subject) -> Parameter:
    return subject.callables[0].parameters[0]

"""A class that a package hands on says that it comes from there; the search knows it where it is defined."""

from __future__ import annotations

from pathlib import Path

from generation_builders import loaded

from aqe.domain.run import LoadedSubject, Member
from aqe.domain.subject import ClassKind, ClassSubject, Subject
from aqe.generation.declarations.homes import homes


def _member(name: str, module: str, kind: str = "class", qualname: str = "") -> Member:
    return Member(name, qualname or name, kind, "builtins:type", module)


def _subject(*, known: tuple[str, ...] = (), names: tuple[tuple[str, str], ...] = ()) -> Subject:
    classes = (
        ClassSubject("kit._ring", "Ring", ClassKind.PLAIN),
        ClassSubject("kit._ring", "Plain", ClassKind.PLAIN),
    )
    pairs = [each.partition(":") for each in known]
    others = tuple(ClassSubject(module, name, ClassKind.PLAIN) for module, _, name in pairs)
    return Subject(
        module="kit._ring",
        path=Path("ring.py"),
        import_root=Path(),
        source="",
        language="python",
        callables=(),
        classes=classes,
        known_classes=others,
        names=names,
    )


def _loaded(*members: Member) -> LoadedSubject:
    from dataclasses import replace

    return replace(loaded(0, ()), module="kit._ring", members=members)


def test_an_own_class_that_names_the_place_which_hands_it_on() -> None:
    found = homes(_subject(), _loaded(_member("Ring", "kit"), _member("Plain", "kit._ring")))
    assert found == {"kit:Ring": "kit._ring:Ring"}


def test_an_imported_class_that_is_known_by_the_name_of_its_import() -> None:
    subject = _subject(known=("lib:Herald",), names=(("Herald", "lib:Herald"), ("X", "lib:X")))
    found = homes(
        subject,
        _loaded(
            _member("Herald", "lib.core"), _member("X", "lib.core"), _member("Ring", "lib", "value")
        ),
    )
    assert found == {"lib.core:Herald": "lib:Herald"}


def test_what_is_known_by_the_name_that_it_shows_stays() -> None:
    subject = _subject(known=("lib:Herald", "lib.core:Herald"), names=(("Herald", "lib:Herald"),))
    assert homes(subject, _loaded(_member("Herald", "lib.core"))) == {}

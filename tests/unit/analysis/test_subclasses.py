"""Classes that leave something to subclasses, and the subclasses elsewhere that supply it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aqe.analysis.subjects import analyse

SPEAKER = """\
class Speaker:
    def greet(self, name):
        return self.greeting + name + self.closing()

    def closing(self):
        raise NotImplementedError
"""
POLITE = """\
from talk.speaker import Speaker


class Unfinished(Speaker):
    volume = 1


class Half(Speaker):
    greeting = "Hi "


class Polite(Half):
    def closing(self):
        return "!"


class Loud(Speaker):
    greeting = "HEY "

    def closing(self):
        return "!!"


class _Hidden(Loud):
    pass
"""


def _known(folder: Path, speaker: str, others: str = POLITE) -> list[str]:
    package = folder / "talk"
    package.mkdir()
    files = {"__init__.py": "", "speaker.py": speaker, "polite.py": others}
    for name, text in files.items():
        (package / name).write_text(text)
    subject = analyse(
        package / "speaker.py",
        module="talk.speaker",
        import_root=folder,
        package_files=sorted(package.iterdir()),
    )
    return [each.qualname for each in subject.known_classes]


def test_subclasses_that_supply_all_are_known_behind_those_that_they_derive_from(
    tmp_path: Path,
) -> None:
    assert _known(tmp_path, SPEAKER) == ["Half", "Polite", "Loud"]


@pytest.mark.parametrize(
    "more",
    [
        "\n    greeting = 'hi'\n    def closing(self):\n        return ''\n",
        "\n\nclass Plain(Speaker):\n    greeting = ''\n    def closing(self):\n        return ''\n",
    ],
    ids=["stands-alone", "completed-beside-it"],
)
def test_a_class_that_lacks_nothing_needs_no_subclass(tmp_path: Path, more: str) -> None:
    speaker = SPEAKER
    if "class" not in more:
        speaker = SPEAKER.replace("        raise NotImplementedError\n", "        return ''\n")
        more = "    greeting = 'hi'\n"
    assert _known(tmp_path, speaker + more) == []


def test_attributes_that_a_base_elsewhere_may_set_are_not_missed(tmp_path: Path) -> None:
    speaker = "from outside import Base\n\n\nclass Speaker(Base):\n    def greet(self):\n"
    assert _known(tmp_path, speaker + "        return self.greeting\n") == []


def test_a_subclass_that_supplies_nothing_is_of_no_use(tmp_path: Path) -> None:
    others = "from talk.speaker import Speaker\n\n\nclass Unfinished(Speaker):\n    volume = 1\n"
    assert _known(tmp_path, SPEAKER, others) == []

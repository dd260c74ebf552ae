from __future__ import annotations

from pathlib import Path

from generation_bench import subject_of

from aqe.analysis.subjects import analyse
from aqe.generation.seeding.unshaped import unshaped

SOURCE = """
def rate_of(text):
    count, period = text.split("/")
    if text == "12/cd":
        return None
    return int(count), period


def price_of(text):
    count, period = text.split("/")
    if text == "none":
        return None
    return int(count), period


class Rate:
    def __init__(self, text):
        self.count, self.period = text.split("/")
"""


def test_only_what_the_source_does_not_show_goes(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    plain = unshaped(subject)
    taken, given = (each.callable("price_of").parameters[0] for each in (subject, plain))
    assert taken.constants == ("'12/cd'", "'12'", "'none'", "'/'")
    assert taken.shapes == ("'12/cd'", "'12'")
    assert (given.constants, given.shapes) == (("'none'", "'/'"), ())
    given = plain.callable("rate_of").parameters[0]
    assert (given.constants, given.shapes) == (("'12/cd'", "'/'"), ())


def test_constructors_are_told_nothing_either(tmp_path: Path) -> None:
    subject = subject_of(tmp_path, SOURCE)
    plain = unshaped(subject)
    shaped = [
        "'ab/cd'" in each.callable("Rate.__init__").parameters[0].constants
        for each in (subject, plain)
    ]
    assert shaped == [True, False]
    assert "'ab/cd'" in repr(subject)
    assert "'ab/cd'" not in repr(plain)


def test_methods_of_classes_of_the_package_are_told_nothing_either(tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "__init__.py").touch()
    (tmp_path / "kit" / "book.py").write_text(
        "class Book:\n"
        "    def note(self, text):\n"
        '        self.count, self.period = text.split("/")\n'
    )
    path = tmp_path / "kit" / "desk.py"
    path.write_text("from kit.book import Book\n\n\ndef read(book: Book):\n    return book.count\n")
    subject = analyse(
        path,
        module="kit.desk",
        import_root=tmp_path,
        package_files=list((tmp_path / "kit").iterdir()),
    )
    assert [each.qualname for each in subject.arrangers] == ["Book.note"]
    assert "'ab/cd'" in repr(subject)
    assert "'ab/cd'" not in repr(unshaped(subject))

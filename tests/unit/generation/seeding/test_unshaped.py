from __future__ import annotations

from pathlib import Path

from generation_bench import subject_of

from aqe.generation.seeding.unshaped import unshaped

SOURCE = """
def rate_of(text):
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
    taken, given = (each.callable("rate_of").parameters[0] for each in (subject, plain))
    assert "'12/cd'" in taken.constants
    assert "'12/cd'" in taken.shapes
    assert "'none'" in given.constants
    assert given.shapes == ()
    assert {*taken.constants} - {*given.constants} == {*taken.shapes}


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

from __future__ import annotations

from aqe.booster.reference.expand import Choice, Gap, Loop, Path, Root, Text, read_program
from aqe.booster.reference.quoting import Quoting
from aqe.booster.templates.program import program


def test_a_program_is_read_back() -> None:
    body = (
        Text("é"),
        Choice(1, Path(Root.NAMES, ("a", "b")), False, (Text(""),)),
        Loop(3, Path(Root.ELEMENT), (Gap(4, Path(Root.LAST), Quoting.JSON, "d"),)),
        Gap(5, Path(Root.NAMES, ("c",)), Quoting.NUMBER),
    )
    found = read_program(program(body, ["class"], framed=True))
    assert found.body == body
    assert (found.framed, found.reserved, found.instructions) == (True, {"class"}, 6)


def test_the_same_template_gives_the_same_program() -> None:
    assert program((), {"b", "a"}, framed=False) == program((), ["a", "b"], framed=False)

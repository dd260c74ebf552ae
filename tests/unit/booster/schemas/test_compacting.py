from __future__ import annotations

import pytest

from aqe.booster.encoding import Writer
from aqe.booster.ports import Operation
from aqe.booster.reference import ReferenceEngine
from aqe.booster.schemas import compacting, program
from aqe.booster.schemas.program import (
    ALWAYS,
    Characters,
    Choice,
    Literal,
    Member,
    Node,
    Object,
    Pool,
    Repeat,
    Sequence,
    quoted,
)

LETTERS = Characters((b"a", b"b", b"c"), 1, 9)
NODES: list[Node] = [
    Sequence((Literal(b"a"), Sequence((Literal(b"b"), LETTERS)), Literal(b""), Literal(b"c"))),
    quoted(Sequence((Pool((b"x", b"yy")), Literal(b"-"), Pool((b"1", b"2"))))),
    Choice(((3, Literal(b"a")), (1, Literal(b"b")))),
    Object((Member(ALWAYS, "n", quoted(LETTERS)), Member(ALWAYS // 2, "m", Literal(b"1"))), 0, 2),
    Repeat(Sequence((Literal(b"<"), LETTERS, Literal(b">"))), 0, 3),
    Sequence(()),
]


@pytest.mark.parametrize("node", NODES)
def test_the_text_stays_and_the_program_does_not_grow(node: Node) -> None:
    data = Writer().number(9).number(0).number(100).done()
    plain, compact = program.encoded(node), compacting.encoded(node)
    engine = ReferenceEngine()
    before = engine.run(Operation.RECORDS, plain, data)
    assert engine.run(Operation.RECORDS, compact, data) == before
    assert compact[2] <= plain[2]


def test_quotes_move_into_the_member() -> None:
    node = Object((Member(ALWAYS, "n", quoted(LETTERS)),), 1, 1)
    assert program.encoded(node)[2] == 5
    assert compacting.encoded(node)[2] == 2

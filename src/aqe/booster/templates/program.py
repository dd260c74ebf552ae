"""Instructions to the program that engines run."""

from __future__ import annotations

from collections.abc import Collection

from aqe.booster.encoding import Writer
from aqe.booster.reference.expand import VERSION, Body, Choice, Gap, Loop, Opcode, Path, Text

__all__ = ["program"]


def program(body: Body, reserved: Collection[str], *, framed: bool) -> bytes:
    """The bytes of a program.

    Args:
        body: Its instructions.
        reserved: Words that are no names.
        framed: Whether each text comes behind its length, so that they can be told apart.
    """
    writer = Writer().byte(VERSION).byte(framed).number(len(reserved))
    for word in sorted(reserved):
        writer.text(word)
    _write_body(writer, body)
    return writer.done()


def _write_body(writer: Writer, body: Body) -> None:
    writer.number(len(body))
    for each in body:
        if isinstance(each, Text):
            writer.byte(Opcode.TEXT).text(each.text)
        elif isinstance(each, Gap):
            _write_path(writer.byte(Opcode.GAP).byte(each.quoting), each.path)
            writer.byte(each.default is not None)
            if each.default is not None:
                writer.text(each.default)
        elif isinstance(each, Choice):
            _write_path(writer.byte(Opcode.CHOICE).byte(each.wanted), each.path)
            _write_body(writer, each.body)
        elif isinstance(each, Loop):
            _write_path(writer.byte(Opcode.LOOP), each.path)
            _write_body(writer, each.body)


def _write_path(writer: Writer, path: Path) -> None:
    writer.byte(path.root).number(len(path.names))
    for name in path.names:
        writer.text(name)

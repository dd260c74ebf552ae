"""A schema to a program that engines run."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aqe.booster.encoding import Writer
from aqe.booster.ports import EngineFailure, FailureCode, Limits
from aqe.booster.reference.records import prepare
from aqe.booster.schemas.building import Builder
from aqe.booster.schemas.compacting import encoded
from aqe.booster.schemas.documents import Document
from aqe.booster.schemas.finishing import finished
from aqe.booster.schemas.meanings import Vocabulary
from aqe.booster.schemas.options import SchemaOptions, SchemaRefused
from aqe.booster.schemas.program import Node
from aqe.booster.schemas.sampling import pooled
from aqe.booster.schemas.shapes import Demand, Shape
from aqe.booster.schemas.strings import StringMaker

__all__ = ["Compilation", "SchemaProgram", "compile_schema"]

_LIMITS = Limits(output_bytes=1 << 24, steps=10_000_000)
_TRIED = 24
_READ = 1 << 17


@dataclass(frozen=True, slots=True)
class SchemaProgram:
    """A compiled schema: the same bytes give the same data with every engine."""

    program: bytes
    notices: tuple[str, ...] = ()
    """What a user should know, such as parts whose values were drawn and checked beforehand."""


def compile_schema(schema: object, options: SchemaOptions = SchemaOptions()) -> SchemaProgram:
    """Compile a JSON Schema (2020-12) to a program.

    Raises:
        SchemaRefused: A keyword or reference is not supported, no value meets the schema, or none
            was found.
    """
    try:
        return Compilation(schema, options).program()
    except RecursionError as error:
        raise SchemaRefused(
            "the schema nests too deeply", pointer="", slug="schema-too-large"
        ) from error


class Compilation:
    """One schema on its way to a program."""

    def __init__(self, schema: object, options: SchemaOptions) -> None:
        self.document = Document(schema)
        self.options = options
        self.vocabulary = Vocabulary(
            options.locale, options.until, realistic=options.realistic, even=options.is_even
        )
        self.builder = Builder(self.document, options, self.vocabulary)
        self.demand: Demand = frozenset(((True, self.document.start()),))

    def column(self, name: str) -> list[Shape]:
        """The shapes of a property of the objects that the schema describes."""
        found: list[Shape] = []
        for shape in self.builder.ways.of(self.demand):
            found += self.builder.ways.of(shape.properties.get(name, frozenset()))
        return found

    def text(self, shape: Shape, name: str) -> Node | None:
        """A node for the texts of a shape, where every one of them meets it."""
        node, sure = StringMaker(self.builder.workshop).node(shape, name)
        return node if sure else None

    def checked(self, node: Node, *, rows: int) -> SchemaProgram:
        """A program of a node that was put together elsewhere.

        Raises:
            SchemaRefused: Its rows do not meet the schema.
        """
        program = self.encoded(node)
        if not self._holds(program, rows):
            raise SchemaRefused(
                "keys and schema contradict each other: no rows were found that meet both",
                pointer="",
                slug="schema-relations",
            )
        return SchemaProgram(program, self.notices())

    def notices(self) -> tuple[str, ...]:
        """What a user should know."""
        found = list(self.builder.sampler.notices)
        locale = self.options.locale.lower()
        is_english = locale.partition("-")[0].partition("_")[0] == "en"
        if self.options.realistic and not (is_english or self.vocabulary.pools.complete):
            found.append(
                f"names and places are English, not {locale!r}: mimesis is not installed"
                " (pip install 'agentic-qe[data]')"
            )
        return tuple(dict.fromkeys(found))

    def program(self) -> SchemaProgram:
        """The program of the schema, which keeps it."""
        node = self.node()
        program = self.encoded(node)
        if not self._holds(program):
            node = self._only_checked(node)
            program = self.encoded(node)
        return SchemaProgram(program, self.notices())

    def node(self) -> Node:
        """The root."""
        node = self.builder.build(self.demand)
        if node is None:
            raise self._nothing()
        return node

    def encoded(self, node: Node) -> bytes:
        """The program of a root."""
        result = finished(
            node,
            self.builder.targets,
            self.options.depth,
            self.builder.sampler.meeting,  # type: ignore[arg-type]
            pooled,
        )
        if result is None:
            raise self._nothing()
        if result.depth < self.options.depth and result.targets:
            self.builder.sampler.notices.append(
                f"/: recursion goes down {result.depth} times, for records would be very large"
            )
        return encoded(result.root, result.targets, depth=result.depth)

    def _holds(self, program: bytes, rows: int = _TRIED) -> bool:
        """Whether some records meet the schema: construction is not trusted blindly."""
        run = prepare(program)
        read = 0
        for row in range(rows):
            if read > _READ:
                break
            data = Writer().number(1).number(row).number(1).done()
            try:
                text = run(data, _LIMITS)
            except EngineFailure as failure:
                if failure.code is FailureCode.EXHAUSTED:
                    return False
                raise SchemaRefused(
                    f"a record would have more than {_LIMITS.output_bytes:,} bytes",
                    pointer="",
                    hint="lower the sizes that texts and arrays must have",
                    slug="schema-too-large",
                ) from failure
            read += len(text)
            if not self.builder.checker.meets(json.loads(text), self.demand):
                return False
        return True

    def _only_checked(self, node: Node) -> Node:
        result = finished(
            node,
            self.builder.targets,
            self.options.depth,
            self.builder.sampler.meeting,  # type: ignore[arg-type]
            pooled,
        )
        assert result is not None
        values = self.builder.sampler.meeting(
            result.root, self.demand, result.targets, result.depth
        )
        if not values:
            self.builder.doubtful = True
            raise self._nothing()
        self.builder.sampler.notices.append(
            f"/: {len(values)} values, drawn and checked beforehand"
        )
        return pooled(values)

    def _nothing(self) -> SchemaRefused:
        if self.builder.doubtful or self.builder.ways.incomplete:
            return SchemaRefused(
                "no value that meets the schema was found among those that were drawn",
                pointer="",
                slug="schema-exhausted",
                hint="say more with keywords that describe values, and less with `not` and `oneOf`",
            )
        return SchemaRefused(
            "no value can meet the schema", pointer="", slug="schema-unsatisfiable"
        )

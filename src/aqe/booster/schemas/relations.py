"""Tables that fit together: unique keys never repeat, foreign keys stand in the other table.

A row's number decides its keys, so a row that refers to another one makes that row's key again
from its number. No table is kept in memory, and any range of rows can be made alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import prod
from zlib import crc32

from aqe.booster.data_model import DataModel, ForeignKey, Table
from aqe.booster.schemas.compiling import Compilation, SchemaProgram
from aqe.booster.schemas.frequencies import EARLIER_POWER, REFERENCE_POWER
from aqe.booster.schemas.keys import Key, finite_key, number_key, text_key
from aqe.booster.schemas.options import SchemaOptions, SchemaRefused
from aqe.booster.schemas.program import (
    ALWAYS,
    Choice,
    Drawn,
    Earlier,
    Literal,
    Member,
    Node,
    Object,
    Placed,
    Pool,
    Sequence,
    Stream,
)
from aqe.booster.schemas.shapes import Shape
from aqe.booster.schemas.values import rendered

__all__ = ["compile_model"]

_MOST_TOTAL = 1 << 62
_NULL = Literal(b"null")


def compile_model(
    model: DataModel, rows: Mapping[str, int], options: SchemaOptions = SchemaOptions()
) -> Mapping[str, SchemaProgram]:
    """A program per table; `rows` says how many rows each table will have.

    Foreign keys refer to rows below these counts, so generate exactly that many, from row 0.

    Raises:
        SchemaRefused: A schema is refused, a key has fewer values than there are rows, or keys
            depend on each other in a circle.
    """
    known = {table.name for table in model.tables}
    for name in rows:
        if name not in known:
            raise _refused(f"there is no table {name!r}", hint=f"tables: {sorted(known)}")
    try:
        tables = _Tables(model, rows, options)
        return {table.name: tables.program(table.name) for table in model.tables}
    except RecursionError as error:
        raise _refused(
            "a schema nests too deeply, or keys refer to each other in a circle"
        ) from error


def _refused(message: str, *, hint: str | None = None) -> SchemaRefused:
    return SchemaRefused(message, pointer="", hint=hint, slug="schema-relations")


def _salt(*names: object) -> int:
    return crc32("\0".join(map(str, names)).encode()) + 1


@dataclass(slots=True)
class _Component:
    """What can tell rows apart: a foreign key as a whole, or one column."""

    columns: tuple[str, ...]
    size: int
    key: ForeignKey | None = None
    column: Key | None = None


class _Tables:
    def __init__(self, model: DataModel, rows: Mapping[str, int], options: SchemaOptions) -> None:
        self.rows = rows
        self.options = options
        self.tables = {
            table.name: _Table(self, table, rows.get(table.name, 0), self._referred(model, table))
            for table in model.tables
        }

    def _referred(self, model: DataModel, table: Table) -> list[tuple[str, ...]]:
        """Columns of a table to which others refer: they must be unique too."""
        found = [
            key.referenced
            for other in model.tables
            for key in other.foreign_keys
            if key.table == table.name
        ]
        return list(dict.fromkeys(found))

    def table(self, name: str, wanted_by: str) -> _Table:
        """A table by name."""
        if name not in self.tables:
            raise _refused(f"table {wanted_by!r} refers to {name!r}, which is not in the model")
        return self.tables[name]

    def program(self, name: str) -> SchemaProgram:
        """The program of a table."""
        return self.tables[name].program()


class _Table:
    def __init__(
        self, tables: _Tables, table: Table, rows: int, referred: list[tuple[str, ...]]
    ) -> None:
        self.tables = tables
        self.table = table
        self.rows = rows
        self.compilation = Compilation(dict(table.schema), tables.options)
        sets = dict.fromkeys((table.primary_key, *table.unique, *referred))
        self.sets = sorted((each for each in sets if each), key=len)
        self._distinct: list[tuple[str, ...]] = []
        self._columns: dict[str, Node] = {}
        self._ready = False
        self._working = False

    def salt(self, *names: object) -> int:
        """A salt of this table."""
        return _salt(self.table.name, *names)

    def program(self) -> SchemaProgram:
        node = self.compilation.node()
        columns = self.columns()
        if columns:
            node = self._with(node, columns)
        root = Stream(self.salt("row"), node)
        return self.compilation.checked(root, rows=min(self.rows, 16))

    def _with(self, node: Node, columns: Mapping[str, Node]) -> Node:
        if not isinstance(node, Object):
            raise _refused(
                f"table {self.table.name!r} has keys, and its schema describes several kinds of row",
                hint="describe rows by one object without oneOf and anyOf",
            )
        missing = set(columns) - {member.name for member in node.members}
        if missing:
            raise _refused(
                f"columns {sorted(missing)} of {self.table.name!r} are not in its schema"
            )
        keys = {column for each in self.sets for column in each}
        members = tuple(
            Member(
                ALWAYS if member.name in keys else member.presence,
                member.name,
                columns.get(member.name, member.value),
            )
            for member in node.members
        )
        return replace(node, members=members, high=len(members))

    def key(self, column: str, wanted_by: str) -> Node:
        """How a column's value follows from the row's number."""
        columns = self.columns()
        if column not in columns:
            raise _refused(
                f"{wanted_by!r} refers to {self.table.name}.{column}, which is no column"
            )
        return columns[column]

    def columns(self) -> Mapping[str, Node]:
        """Nodes of all columns that keys determine."""
        if self._ready:
            return self._columns
        if self._working:
            raise _refused(f"keys of table {self.table.name!r} depend on themselves")
        self._working = True
        own = [key for key in self.table.foreign_keys if key.table == self.table.name]
        others = [key for key in self.table.foreign_keys if key.table != self.table.name]
        for columns in self.sets:
            self._distinguish(columns, others)
        self._repeat(own + others)
        self._working = False
        self._ready = True
        for key in (*others, *own):
            self._refer(key)
        return self._columns

    def _repeat(self, keys: list[ForeignKey]) -> None:
        """Let the other columns of keys depend on the row alone, so that they can be made again."""
        node = self.compilation.node()
        referring = {column for key in keys for column in key.columns}
        members = node.members if isinstance(node, Object) else ()
        wanted = {column for columns in self.sets for column in columns}
        for member in members:
            if member.name in wanted - referring and member.name not in self._columns:
                self._columns[member.name] = Stream(self.salt("column", member.name), member.value)

    def _distinguish(self, columns: tuple[str, ...], keys: list[ForeignKey]) -> None:
        """Make columns together unique."""
        if any(set(each) <= set(columns) for each in self._distinct):
            return
        free = [
            each
            for each in self._components(columns, keys)
            if not set(each.columns) & set(self._columns)
        ]
        alone = [each for each in free if each.size >= self.rows]
        alone.sort(key=lambda each: each.column is None)
        chosen = alone[:1] or free
        total = prod(each.size for each in chosen)
        if total < self.rows or not chosen:
            raise _refused(
                f"{self.table.name} ({', '.join(columns)}) has {total if chosen else 0} different "
                f"values, fewer than the {self.rows} rows that are wanted",
                hint="ask for fewer rows, or for more of the table that it refers to",
            )
        if len(chosen) == 1:
            self._distinct.append(chosen[0].columns)
        divisor = 1
        for each in chosen:
            size = min(each.size, _MOST_TOTAL // divisor)
            self._place(replace(each, size=size), min(total, _MOST_TOTAL), divisor, columns)
            divisor *= size

    def _components(self, columns: tuple[str, ...], keys: list[ForeignKey]) -> list[_Component]:
        left = list(columns)
        found: list[_Component] = []
        for key in keys:
            if set(key.columns) <= set(left):
                rows = self.tables.table(key.table, self.table.name).rows
                found.append(_Component(key.columns, rows, key=key))
                left = [each for each in left if each not in key.columns]
        for column in left:
            made = self._column_key(column, serial=columns == self.table.primary_key)
            found.append(_Component((column,), made.size if made else 1, column=made))
        return found

    def _place(self, each: _Component, total: int, divisor: int, columns: tuple[str, ...]) -> None:
        salt = self.salt("set", *columns)
        if each.key is not None:
            other = self.tables.table(each.key.table, self.table.name)
            for column, referred in zip(each.key.columns, each.key.referenced, strict=True):
                child = other.key(referred, self.table.name)
                self._columns[column] = Placed(salt, total, divisor, each.size, child)
        elif each.column is not None:
            node: Node = Stream(self.salt(*each.columns), each.column.node)
            alone = total == each.size
            self._columns[each.columns[0]] = (
                node if alone else Placed(salt, total, divisor, each.size, node)
            )

    def _refer(self, key: ForeignKey) -> None:
        """Let the columns of a foreign key stand in the other table."""
        if all(column in self._columns for column in key.columns):
            return
        other = self.tables.table(key.table, self.table.name)
        salt = self.salt("refer", *key.columns)
        even = self.tables.options.is_even
        for column, referred in zip(key.columns, key.referenced, strict=True):
            if column in self._columns:
                continue
            nullable = self._nullable(column)
            if other is self:
                child = self.key(referred, self.table.name)
                first = _NULL if nullable else child
                self._columns[column] = Earlier(salt, child, first, 1 if even else EARLIER_POWER)
                continue
            if not other.rows:
                if not nullable and self.rows:
                    raise _refused(
                        f"{self.table.name}.{column} refers to {key.table!r}, which has no rows"
                    )
                self._columns[column] = _NULL
                continue
            wanted = other.key(referred, self.table.name)
            node: Node = Drawn(salt, other.rows, wanted, 1 if even else REFERENCE_POWER)
            if nullable and len(key.columns) == 1:
                node = Choice(((1, _NULL), (9, node)))
            self._columns[column] = node

    def _shapes(self, column: str) -> list[Shape]:
        return self.compilation.column(column)

    def _nullable(self, column: str) -> bool:
        keys = {each for columns in self.sets for each in columns}
        return column not in keys and any("null" in shape.kinds for shape in self._shapes(column))

    def _column_key(self, column: str, *, serial: bool) -> Key | None:
        """Values of one column by row number, as many as there can be."""
        best: Key | None = None
        for shape in self._shapes(column):
            for made in self._made(column, shape, serial):
                if made is not None and (best is None or made.size > best.size):
                    best = made
        return best

    def _made(self, column: str, shape: Shape, serial: bool) -> Iterable[Key | None]:
        salt = self.salt("key", column)
        if shape.values is not None:
            yield finite_key(salt, tuple(map(rendered, shape.values)))
            return
        if "number" in shape.kinds and not shape.check:
            yield number_key(salt, shape, serial=serial)
        if "string" in shape.kinds:
            node = self.compilation.text(shape.only("string"), column)
            if node is not None:
                yield self._text(salt, node, shape)
        if shape.kinds <= {"boolean"}:
            yield finite_key(salt, (b"true", b"false"))

    def _text(self, salt: int, node: Node, shape: Shape) -> Key | None:
        if isinstance(node, Pool) and (shape.check or shape.patterns):
            return finite_key(salt, node.texts)
        return text_key(salt, unquoted(node), shape, self.rows)


def unquoted(node: Node) -> Node:
    """What stands between the quotes of a text."""
    if isinstance(node, Literal):
        return Literal(node.text[1:-1])
    if isinstance(node, Pool):
        return replace(node, texts=tuple(text[1:-1] for text in node.texts))
    assert isinstance(node, Sequence)
    return Sequence(node.parts[1:-1])

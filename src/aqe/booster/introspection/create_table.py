"""CREATE TABLE taken apart: columns with their type and constraints, as both databases write it."""

from __future__ import annotations

from dataclasses import dataclass, field

from aqe.booster.introspection.sql_tokens import SqlToken, closing, split

__all__ = [
    "ColumnDefinition",
    "TableDefinition",
    "column_definition",
    "create_table",
    "names_in",
    "qualified_name",
    "without_name",
]

_STARTS = frozenset(
    """
    CONSTRAINT PRIMARY NOT NULL UNIQUE CHECK DEFAULT COLLATE REFERENCES GENERATED AS DEFERRABLE
    INITIALLY STORED VIRTUAL
    """.split()
)
_TABLE_STARTS = frozenset("CONSTRAINT PRIMARY UNIQUE CHECK FOREIGN EXCLUDE LIKE".split())


@dataclass(slots=True)
class ColumnDefinition:
    """One column as it is written."""

    name: str
    type: list[SqlToken]
    is_not_null: bool = False
    is_primary: bool = False
    is_unique: bool = False
    checks: list[list[SqlToken]] = field(default_factory=list)
    default: list[SqlToken] = field(default_factory=list)
    references: list[SqlToken] = field(default_factory=list)
    """What follows REFERENCES."""
    collation: str = ""
    identity: str = ""
    """``always`` or ``by default``."""
    is_generated: bool = False
    """Whether its value is computed."""


@dataclass(slots=True)
class TableDefinition:
    """One table as it is written."""

    name: str
    columns: list[ColumnDefinition] = field(default_factory=list)
    constraints: list[list[SqlToken]] = field(default_factory=list)
    """Those of the table, without their names."""
    rest: list[SqlToken] = field(default_factory=list)
    """What follows the brackets."""
    before: list[SqlToken] = field(default_factory=list)
    """What stands between name and brackets."""


def create_table(statement: list[SqlToken]) -> TableDefinition | None:
    """The parts of a CREATE TABLE statement; None for another one."""
    words = [each.upper for each in statement[:8]]
    if not words or words[0] != "CREATE" or "TABLE" not in words:
        return None
    index = words.index("TABLE") + 1
    if any(each not in _BEFORE_TABLE for each in words[1 : index - 1]):
        return None
    if words[index : index + 3] == ["IF", "NOT", "EXISTS"]:
        index += 3
    name, index = qualified_name(statement, index)
    if not name:
        return None
    found = TableDefinition(name)
    opening = next(
        (at for at in range(index, len(statement)) if statement[at].upper == "("), len(statement)
    )
    found.before = statement[index:opening]
    end = closing(statement, opening) if opening < len(statement) else opening
    found.rest = statement[end + 1 :]
    for item in split(statement[opening + 1 : end]):
        if item[0].upper in _TABLE_STARTS and len(item) > 1:
            found.constraints.append(without_name(item))
        elif item[0].is_name:
            found.columns.append(column_definition(item))
    return found


_LONGEST_REFERENCE = 400
"""Tokens: a table and the columns of a key, with room to spare."""
_BEFORE_TABLE = frozenset("TEMP TEMPORARY GLOBAL LOCAL UNLOGGED FOREIGN".split())


def without_name(item: list[SqlToken]) -> list[SqlToken]:
    """A constraint of a table without ``CONSTRAINT name``."""
    return item[2:] if item[0].upper == "CONSTRAINT" else item


def qualified_name(tokens: list[SqlToken], index: int) -> tuple[str, int]:
    """A name with what stands before its point, and the index behind it; `public` is left out."""
    parts = []
    while index < len(tokens) and (tokens[index].is_name or tokens[index].kind == "string"):
        token = tokens[index]
        parts.append(token.text)
        index += 1
        if index < len(tokens) and tokens[index].upper == ".":
            index += 1
        else:
            break
    if len(parts) > 1 and parts[0].lower() in ("public", "main"):
        parts = parts[1:]
    return ".".join(parts), index


def names_in(tokens: list[SqlToken], opening: int) -> tuple[tuple[str, ...], int]:
    """Names in brackets and the index behind them; nothing where there is no bracket."""
    if opening >= len(tokens) or tokens[opening].upper != "(":
        return (), opening
    end = closing(tokens, opening)
    parts = split(tokens[opening + 1 : end])
    return tuple(part[0].text for part in parts), end + 1


def column_definition(item: list[SqlToken]) -> ColumnDefinition:
    """A column out of its name, its type and its constraints."""
    index = 1
    while index < len(item) and item[index].upper not in _STARTS:
        index = closing(item, index) + 1 if item[index].upper == "(" else index + 1
    found = ColumnDefinition(item[0].text, item[1:index])
    while index < len(item):
        index = _constraint(found, item, index)
    return found


def _constraint(column: ColumnDefinition, item: list[SqlToken], index: int) -> int:
    word = item[index].upper
    following = item[index + 1].upper if index + 1 < len(item) else ""
    if word == "CONSTRAINT":
        return index + 2
    if word == "NOT" and following == "NULL":
        column.is_not_null = True
        return index + 2
    if word == "PRIMARY":
        column.is_primary = True
        return index + 2
    if word == "UNIQUE":
        column.is_unique = True
    elif word == "CHECK" and following == "(":
        end = closing(item, index + 1)
        column.checks.append(item[index + 2 : end])
        return end + 1
    elif word == "COLLATE":
        column.collation, after = qualified_name(item, index + 1)
        return max(after, index + 1)
    elif word == "DEFAULT":
        end = _end_of_value(item, index + 1)
        column.default = item[index + 1 : end]
        return end
    elif word == "REFERENCES":
        column.references = item[index + 1 : index + 1 + _LONGEST_REFERENCE]
        _, after = qualified_name(item, index + 1)
        _, after = names_in(item, after)
        return max(after, index + 1)
    elif word in ("GENERATED", "AS"):
        return _generated(column, item, index)
    return index + 1


def _generated(column: ColumnDefinition, item: list[SqlToken], index: int) -> int:
    words = [each.upper for each in item[index : index + 5]]
    if "IDENTITY" in words:
        column.identity = "always" if "ALWAYS" in words else "by default"
        after = index + words.index("IDENTITY") + 1
        return closing(item, after) + 1 if after < len(item) and item[after].upper == "(" else after
    near = range(index, min(index + 5, len(item)))
    opening = next((at for at in near if item[at].upper == "("), None)
    column.is_generated = opening is not None
    return index + 1 if opening is None else closing(item, opening) + 1


def _end_of_value(item: list[SqlToken], index: int) -> int:
    """The end of a default: of brackets, or before the next constraint."""
    start = index
    while index < len(item):
        if item[index].upper == "(":
            index = closing(item, index) + 1
        elif index > start and item[index].upper in _STARTS:
            return index
        else:
            index += 1
    return index

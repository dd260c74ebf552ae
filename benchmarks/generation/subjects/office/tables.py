"""Tables of text: read from CSV-like lines, sorted, grouped, drawn with borders."""

from collections import OrderedDict
from decimal import Decimal, InvalidOperation


class TableError(Exception):
    pass


class Column:
    def __init__(self, name, align="left", width=None):
        if align not in ("left", "right", "center"):
            raise TableError(f"unknown alignment {align!r}")
        self.name = name
        self.align = align
        self.width = width

    def fit(self, text, width):
        if self.width is not None and len(text) > self.width:
            text = text[: max(0, self.width - 1)] + "…"
        if self.align == "right":
            return text.rjust(width)
        return text.center(width) if self.align == "center" else text.ljust(width)


class Table:
    def __init__(self, columns):
        self.columns = [each if isinstance(each, Column) else Column(each) for each in columns]
        names = [each.name for each in self.columns]
        if len(set(names)) != len(names):
            raise TableError("two columns have the same name")
        self.rows = []

    def __len__(self):
        return len(self.rows)

    def add(self, *cells, **named):
        if cells and named:
            raise TableError("cells are given by place or by name, not both")
        if named:
            unknown = set(named) - {each.name for each in self.columns}
            if unknown:
                raise TableError(f"unknown columns: {', '.join(sorted(unknown))}")
            cells = tuple(named.get(each.name, "") for each in self.columns)
        if len(cells) != len(self.columns):
            raise TableError(f"expected {len(self.columns)} cells, got {len(cells)}")
        self.rows.append([str(each) for each in cells])
        return self

    def column(self, name):
        for index, each in enumerate(self.columns):
            if each.name == name:
                return [row[index] for row in self.rows]
        raise TableError(f"there is no column {name!r}")

    def sort(self, name, reverse=False):
        values = self.column(name)
        numeric = all(as_number(each) is not None for each in values)
        order = sorted(
            range(len(values)),
            key=lambda place: as_number(values[place]) if numeric else values[place].lower(),
            reverse=reverse,
        )
        self.rows = [self.rows[place] for place in order]
        return self

    def group(self, name):
        groups = OrderedDict()
        for value, row in zip(self.column(name), self.rows):
            groups.setdefault(value, Table(self.columns)).rows.append(row)
        return groups

    def total(self, name):
        total = Decimal(0)
        for value in self.column(name):
            number = as_number(value)
            if number is None:
                raise TableError(f"{value!r} is not a number")
            total += number
        return total

    def draw(self, border="|"):
        widths = []
        for index, column in enumerate(self.columns):
            cells = [column.name, *(row[index] for row in self.rows)]
            longest = max(len(each) for each in cells)
            widths.append(longest if column.width is None else min(longest, column.width))
        lines = [self._line([each.name for each in self.columns], widths, border)]
        lines.append(border + border.join("-" * (width + 2) for width in widths) + border)
        lines += [self._line(row, widths, border) for row in self.rows]
        return "\n".join(lines)

    def _line(self, cells, widths, border):
        shown = [column.fit(cell, width) for column, cell, width in zip(self.columns, cells, widths)]
        return border + border.join(f" {each} " for each in shown) + border


def as_number(text):
    """The number that a text stands for: ``1,234.50``, ``12 %``; None where it is none."""
    text = text.strip().replace(",", "")
    percent = text.endswith("%")
    if percent:
        text = text[:-1].strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return value / 100 if percent else value


def read(lines, separator=","):
    """A table from lines; cells may stand in double quotes."""
    rows = [split(line, separator) for line in lines if line.strip()]
    if not rows:
        raise TableError("there are no lines")
    table = Table([name.strip() for name in rows[0]])
    for row in rows[1:]:
        table.add(*row)
    return table


def split(line, separator=","):
    cells, current, quoted, place = [], "", False, 0
    while place < len(line):
        character = line[place]
        if quoted and character == '"' and line[place + 1 : place + 2] == '"':
            current += '"'
            place += 1
        elif character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            cells.append(current)
            current = ""
        else:
            current += character
        place += 1
    if quoted:
        raise TableError("a quote is not closed")
    cells.append(current)
    return cells

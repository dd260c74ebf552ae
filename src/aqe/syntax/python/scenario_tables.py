"""Rows of scenarios as parametrised tests: for results, for exceptions with messages, and for others."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.proposal import Helper, ImportedName, ProposedTest, ScenarioRow, ScenarioTemplate
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.literals import string_text

__all__ = ["scenario_tables"]

Numbered = tuple[int, ScenarioRow]
_PYTEST = ImportedName("pytest", bound="pytest")
_RE = ImportedName("re", bound="re")


def scenario_tables(
    rows: Sequence[Numbered],
) -> list[tuple[ProposedTest, tuple[tuple[str, int], ...]]]:
    """The tests, each with (id of a row, its number).

    Args:
        rows: With their numbers; rows of one template and of one kind of outcome make a test.
    """
    found = []
    templates = list(dict.fromkeys(row.template for _, row in rows))
    for template in templates:
        own = [(number, row) for number, row in rows if row.template == template]
        results = [each for each in own if each[1].raises is None]
        errors = [each for each in own if each[1].raises is not None]
        # An empty pattern matches everything, and pytest warns of it.
        telling = [each for each in errors if each[1].message]
        silent = [each for each in errors if not each[1].message]
        for chosen, printed in ((results, _results), (telling, _errors), (silent, _errors)):
            if chosen:
                ids = tuple((row.id, number) for number, row in chosen)
                found.append((printed(template, [row for _, row in chosen]), ids))
    return found


def _results(template: ScenarioTemplate, rows: Sequence[ScenarioRow]) -> ProposedTest:
    name = f"test_{_bare(template)}"
    expected = _free("expected", template.columns)
    table = [
        (
            row.id,
            [
                *row.values,
                f"pytest.approx({row.expected})" if row.is_approximate else str(row.expected),
            ],
        )
        for row in rows
    ]
    lines = [
        _parametrize([*template.columns, expected], table),
        Layout().function_header(name, [*template.columns, expected]),
        f"    assert {template.name}({', '.join(template.columns)}) == {expected}",
    ]
    symbols = [each for row in rows for each in row.symbols]
    return _test(template, name, lines, [_PYTEST, *_imported(symbols)])


def _errors(template: ScenarioTemplate, rows: Sequence[ScenarioRow]) -> ProposedTest:
    error, message = _free("error", template.columns), _free("message", template.columns)
    has_messages = all(row.message for row in rows)
    name = f"test_{_bare(template)}_{'raises' if has_messages else 'fails'}"
    columns = [*template.columns, error, *([message] if has_messages else [])]
    table = []
    symbols: list[tuple[str, str]] = []
    for row in rows:
        module, _, qualname = str(row.raises).rpartition(":")
        symbols += [(module, qualname.partition(".")[0])] if module not in ("", "builtins") else []
        shown = [string_text(row.message)] if has_messages else []
        table.append((row.id, [*row.values, qualname, *shown]))
    match = f", match=re.escape({message})" if has_messages else ""
    lines = [
        _parametrize(columns, table),
        Layout().function_header(name, columns),
        f"    with pytest.raises({error}{match}):",
        f"        {template.name}({', '.join(template.columns)})",
    ]
    imports = [_PYTEST, *([_RE] if has_messages else []), *_imported(symbols)]
    return _test(template, name, lines, imports)


def _test(
    template: ScenarioTemplate, name: str, lines: Sequence[str], imports: Sequence[ImportedName]
) -> ProposedTest:
    function = Helper((template.name,), template.source)
    merged = {each.bound: each for each in (*template.imports, *imports)}
    return ProposedTest(
        name, "\n".join(lines), tuple(merged.values()), (*template.helpers, function)
    )


def _imported(symbols: Sequence[tuple[str, str]]) -> list[ImportedName]:
    return [
        ImportedName(module, name, name)
        for module, name in dict.fromkeys(symbols)
        if module != "builtins"
    ]


def _parametrize(columns: Sequence[str], table: Sequence[tuple[str, Sequence[str]]]) -> str:
    if len(columns) == 1:
        names = string_text(columns[0])
    else:
        names = "(" + ", ".join(map(string_text, columns)) + ")"
    rows = ", ".join(
        f"pytest.param({', '.join(values)}, id={string_text(id)})" for id, values in table
    )
    return Layout().decorator(f"pytest.mark.parametrize({names}, [{rows}])")


def _bare(template: ScenarioTemplate) -> str:
    for prefix in ("scenario_", "test_", "check_"):
        if template.name.startswith(prefix):
            return template.name.removeprefix(prefix) or "scenario"
    return template.name.lstrip("_") or "scenario"


def _free(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "_"
    return name

"""unittest to pytest: test cases become plain classes, whole families of them or not at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from aqe.booster.patterns.imports import ImportClash, parsed, with_imports
from aqe.booster.patterns.lines import lines_of
from aqe.booster.transforms.model import Left, Transformed, Unsuited
from aqe.booster.transforms.python_source import PythonSource
from aqe.booster.transforms.rewrites import Rewrite, rendered
from aqe.booster.transforms.unittest_classes import transform_group
from aqe.booster.transforms.unittest_edits import GroupEdits
from aqe.booster.transforms.unittest_groups import Group, check_imported, groups_of, strangers
from aqe.booster.transforms.unittest_names import UnittestNames

__all__ = ["unittest_to_pytest"]

_LOADERS = frozenset(
    {
        "unittest.TestLoader",
        "unittest.defaultTestLoader",
        "unittest.makeSuite",
        "unittest.findTestCases",
    }
)


def unittest_to_pytest(
    text: str, suffix: str = ".py", imported: frozenset[str] = frozenset()
) -> Transformed:
    """The file with every family of test cases that can be carried over as plain classes.

    Args:
        text: Of the file.
        suffix: Of its name.
        imported: Names that other files import from it, `*` for all: test cases among them stay, for
            what inherits from them needs their methods.
    """
    del suffix
    try:
        source = PythonSource(text)
    except SyntaxError as error:
        return Transformed(text, problem=f"it does not parse: {error}")
    names = UnittestNames(source.tree)
    groups = groups_of(source.tree, names)
    taken = frozenset(each.id for each in ast.walk(source.tree) if isinstance(each, ast.Name))
    taken |= {each.name for each in ast.walk(source.tree) if isinstance(each, ast.ClassDef)}
    done: list[tuple[Group, GroupEdits]] = []
    left: list[Left] = []
    for group in groups:
        try:
            check_imported(group, imported)
            used = frozenset(name for _, each in done for name in each.renamed.values())
            done.append((group, transform_group(group, source, names, taken | used)))
        except Unsuited as refused:
            family = ", ".join(each.name for each in group.classes)
            left.append(Left(refused.left.line, f"{family}: {refused.left.reason}"))
    left += strangers(source.tree, names)
    if not done:
        return Transformed(text, left=tuple(left))
    try:
        new = _written(source, done, names)
    except (SyntaxError, ValueError, ImportClash) as error:
        return Transformed(text, left=tuple(left), problem=f"the result would not do: {error}")
    left += _loaders(source, names)
    uses_subtests = any(each.uses_subtests for _, each in done)
    return Transformed(
        new,
        changes=sum(len(group.cases) for group, _ in done),
        left=tuple(left),
        needs=("pytest 9 or pytest-subtests, for subtests",) if uses_subtests else (),
    )


def _written(
    source: PythonSource,
    done: list[tuple[Group, GroupEdits]],
    names: UnittestNames,
) -> str:
    renamed = {old: new for _, each in done for old, new in each.renamed.items()}
    rewrites = [one for _, each in done for one in each.rewrites]
    rewrites += _renamings(source, renamed)
    imports = {name for _, each in done for name in each.imports}
    main = _main(source, names)
    rewrites += main
    imports |= {"import pytest"} if main else set()
    new = with_imports(rendered(source.text, rewrites), sorted(imports))
    return _without_unittest(new)


def _renamings(source: PythonSource, renamed: dict[str, str]) -> Iterator[Rewrite]:
    """A rewrite for every mention of a renamed class."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name in renamed:
            token = source.name_token(node)
            yield Rewrite(token.start, token.end, (renamed[node.name],))
    for each in ast.walk(source.tree):
        if isinstance(each, ast.Name) and each.id in renamed:
            start, end = source.span(each)
            yield Rewrite(start, end, (renamed[each.id],))


def _main(source: PythonSource, names: UnittestNames) -> list[Rewrite]:
    """`unittest.main()` at the end of a module runs pytest, which runs both kinds of classes.

    Its arguments, such as `verbosity`, say how unittest shows what it does, and go.
    """
    found = []
    for block in source.tree.body:
        if not isinstance(block, ast.If):
            continue
        for each in block.body:
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call):
                call = each.value
                if names.full(call.func) == "unittest.main":
                    start, end = source.span(each)
                    found.append(
                        Rewrite(start, end, ("raise SystemExit(pytest.main([__file__]))",))
                    )
    return found


def _loaders(source: PythonSource, names: UnittestNames) -> Iterator[Left]:
    """What looks for test cases when the file is run in another way than by pytest."""
    for each in ast.walk(source.tree):
        if not isinstance(each, ast.Attribute | ast.Name):
            continue
        known = names.full(each)
        if known in _LOADERS:
            yield Left(each.lineno, f"{known} does not find plain classes: run the file by pytest")


def _without_unittest(text: str) -> str:
    """The file without `import unittest` where nothing of it is used any more."""
    tree = parsed(text)
    used = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    lines = lines_of(text)
    drop = []
    for node in tree.body:
        if isinstance(node, ast.Import) and [each.name for each in node.names] == ["unittest"]:
            plain = node.names[0].asname is None and "unittest" not in used
        elif isinstance(node, ast.ImportFrom) and node.module == "unittest" and not node.level:
            plain = all((each.asname or each.name) not in used for each in node.names)
        else:
            continue
        line = lines[node.lineno - 1].strip()
        if plain and node.lineno == node.end_lineno and ";" not in line and "#" not in line:
            drop.append(node.lineno)
    return "".join(line for number, line in enumerate(lines, 1) if number not in drop)

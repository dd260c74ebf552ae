"""Classes of a module that have to be transformed together: those that inherit from one another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aqe.booster.transforms.model import Left
from aqe.booster.transforms.python_source import refuse
from aqe.booster.transforms.unittest_names import UnittestNames, dotted

__all__ = [
    "Group",
    "check_bases",
    "check_imported",
    "check_uses",
    "groups_of",
    "is_case_base",
    "strangers",
]

_CASES = frozenset({"unittest.TestCase", "unittest.case.TestCase"})


_ASKING = frozenset({"super", "isinstance", "issubclass"})


@dataclass(frozen=True, slots=True)
class Group:
    """Classes that inherit from one another, with at least one test case among them."""

    classes: tuple[ast.ClassDef, ...]
    cases: frozenset[str]
    """Names of those that are test cases, directly or by inheritance."""

    @property
    def defined(self) -> frozenset[str]:
        """Every name that a class of the group defines."""
        return frozenset(name for each in self.classes for name in _defined(each))

    def named(self, name: str) -> ast.ClassDef | None:
        """The class of that name."""
        return next((each for each in self.classes if each.name == name), None)

    def ancestors(self, node: ast.ClassDef) -> Iterator[ast.ClassDef]:
        """The classes of the group that a class inherits from, the nearest first."""
        for base in node.bases:
            found = self.named(base.id) if isinstance(base, ast.Name) else None
            if found is not None and found is not node:
                yield found
                yield from self.ancestors(found)


def groups_of(tree: ast.Module, names: UnittestNames) -> list[Group]:
    """The groups at the level of the module, in its order."""
    classes = {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}
    cases = _cases(classes, names)
    groups = []
    seen: set[str] = set()
    for name in classes:
        if name in seen or name not in cases:
            continue
        members = _connected(name, classes)
        seen |= members
        chosen = tuple(each for each in classes.values() if each.name in members)
        groups.append(Group(chosen, frozenset(members & cases)))
    return groups


def strangers(tree: ast.Module, names: UnittestNames) -> Iterator[Left]:
    """Classes that look like test cases by a base of another file, which is not read here.

    Classes that inherit from them in turn are not told again.
    """
    classes = {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}
    cases = _cases(classes, names)
    for node in classes.values():
        if node.name in cases or not _is_like_a_case(node, classes):
            continue
        for base in node.bases:
            last = (dotted(base) or "").rpartition(".")[2]
            if last not in classes and "TestCase" in last:
                reason = f"{node.name}: the base {dotted(base)} is not of this file"
                yield Left(node.lineno, reason)
                break


def _is_like_a_case(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> bool:
    """Whether unittest would find tests in a class, or in one that inherits from it."""
    heirs = [node, *(each for each in classes.values() if _inherits(each, node.name))]
    return any(
        isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
        and (part.name.startswith("test") or part.name in ("setUp", "setUpClass"))
        for each in heirs
        for part in each.body
    )


def _inherits(node: ast.ClassDef, name: str) -> bool:
    return any(isinstance(base, ast.Name) and base.id == name for base in node.bases)


def check_bases(group: Group, names: UnittestNames) -> None:
    """Whether every base is known.

    Raises:
        Unsuited: One comes from elsewhere.
    """
    for node in group.classes:
        for base in node.bases:
            known = names.full(base)
            if known in _CASES or (isinstance(base, ast.Name) and base.id == "object"):
                continue
            if known is not None:
                raise refuse(base, f"{known} is no plain test case")
            if isinstance(base, ast.Name) and group.named(base.id) is not None:
                continue
            raise refuse(base, f"the base {dotted(base) or 'of the class'} is not of this file")
        if node.keywords:
            raise refuse(node, f"{node.name} has a metaclass or other arguments")


def check_imported(group: Group, imported: frozenset[str]) -> None:
    """Whether no other file takes a test case from this one.

    Raises:
        Unsuited: One does; what it makes of it would no longer be a test case.
    """
    for node in group.classes:
        if node.name in group.cases and (node.name in imported or "*" in imported):
            raise refuse(node, f"another file imports {node.name}")


def check_uses(group: Group, tree: ast.Module) -> None:
    """Whether test cases are only inherited from and asked for attributes.

    Raises:
        Unsuited: One is handed on, as to a loader of unittest, or gets methods from outside.
    """
    names = {each.name for each in group.classes}
    harmless = set(_harmless_uses(tree, group.cases))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or node.id not in names or id(node) in harmless:
            continue
        if isinstance(node.ctx, ast.Load):
            raise refuse(node, f"the class {node.id} itself is handed on")
        if isinstance(node.ctx, ast.Store):
            raise refuse(node, f"{node.id} is bound in other ways, too")


def _harmless_uses(tree: ast.Module, cases: frozenset[str]) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from map(id, node.bases)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield id(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in cases:  # an object of a class that is no test case
                yield id(node.func)
            if node.func.id in _ASKING:
                yield from map(id, node.args)


def is_case_base(base: ast.expr, names: UnittestNames) -> bool:
    """Whether a base is TestCase itself."""
    return names.full(base) in _CASES


def _cases(classes: dict[str, ast.ClassDef], names: UnittestNames) -> frozenset[str]:
    found: set[str] = set()
    grown = True
    while grown:
        grown = False
        for name, node in classes.items():
            if name in found:
                continue
            own = any(names.full(base) is not None for base in node.bases)
            if own or any(isinstance(base, ast.Name) and base.id in found for base in node.bases):
                found.add(name)
                grown = True
    return frozenset(found)


def _connected(name: str, classes: dict[str, ast.ClassDef]) -> frozenset[str]:
    links: dict[str, set[str]] = {each: set() for each in classes}
    for each, node in classes.items():
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in classes:
                links[each].add(base.id)
                links[base.id].add(each)
    found, waiting = {name}, [name]
    while waiting:
        for other in links[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return frozenset(found)


def _defined(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield each.name
        elif isinstance(each, ast.Assign):
            yield from (target.id for target in each.targets if isinstance(target, ast.Name))
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id

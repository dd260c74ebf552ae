"""Which modules of a request can teach which: who defines, builds or extends the classes that another uses.

The answer depends on the sources alone, not on their order. It holds no cycle and few levels, so that modules
that learn from others can be worked on at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aqe.analysis.locate import Located
from aqe.analysis.scopes import ModuleScope, Package, dotted_name
from aqe.analysis.sharing import SharedSources

__all__ = ["MOST_LEVELS", "teachers_of"]

MOST_LEVELS = 4
"""How many modules may have to be worked on one after the other because they learn from each other."""


@dataclass(slots=True)
class _Part:
    """What one module has to do with classes of the package."""

    module: str
    uses: set[str] = field(default_factory=set)
    """Modules that define what it imports."""
    provides: set[str] = field(default_factory=set)
    """Classes of other modules that it builds or extends."""
    needs: set[str] = field(default_factory=set)
    """Classes of other modules that it mentions and does not build itself."""


def teachers_of(
    subjects: Sequence[Located | None], shared: SharedSources
) -> tuple[frozenset[int], ...]:
    """For each subject the numbers of those that it learns from; None stands for one without a place.

    A module learns from those that define what it imports, and from those that build or extend a class
    that it uses and does not build. Where these relations are circular, the module that misses the fewest
    (the first by name) goes without; nobody waits beyond `MOST_LEVELS`.
    """
    parts = _parts(subjects, shared)
    names = {number: part.module for number, part in parts.items()}
    numbers = {part.module: number for number, part in parts.items()}
    strong = {
        number: {numbers[name] for name in part.uses if name in numbers} - {number}
        for number, part in parts.items()
    }
    providers: dict[str, set[int]] = {}
    for number, part in parts.items():
        for name in part.provides:
            providers.setdefault(name, set()).add(number)
    weak = {
        number: set[int]().union(*(providers.get(name, ()) for name in part.needs)) - {number}
        for number, part in parts.items()
    }
    order = _ordered(strong, weak, names)
    return tuple(order.get(number, frozenset()) for number in range(len(subjects)))


def _ordered(
    strong: dict[int, set[int]], weak: dict[int, set[int]], names: dict[int, str]
) -> dict[int, frozenset[int]]:
    """Teachers without cycles, few levels deep."""
    levels: dict[int, int] = {}
    found: dict[int, frozenset[int]] = {}
    waiting = sorted(strong, key=lambda number: (names[number], number))
    while waiting:
        number = _next(waiting, strong, weak)
        waiting.remove(number)
        teachers = [
            each
            for each in strong[number] | weak[number]
            if each in levels and levels[each] < MOST_LEVELS - 1
        ]
        levels[number] = 1 + max((levels[each] for each in teachers), default=-1)
        found[number] = frozenset(teachers)
    return found


def _next(waiting: list[int], strong: dict[int, set[int]], weak: dict[int, set[int]]) -> int:
    """The first module that waits for nobody, else the one that has to do without the fewest."""
    left = set(waiting)

    def missing(number: int) -> tuple[int, int]:
        return len(strong[number] & left), len(weak[number] & left)

    return min(waiting, key=missing)


def _parts(subjects: Sequence[Located | None], shared: SharedSources) -> dict[int, _Part]:
    packages: dict[object, Package] = {}
    placed = [(number, each) for number, each in enumerate(subjects) if each is not None]
    for _, each in placed:
        if each.import_root not in packages:
            files = [one.path for _, one in placed if one.import_root == each.import_root]
            packages[each.import_root] = Package(each.import_root, files, shared)
    found = {}
    for number, each in placed:
        package = packages[each.import_root]
        scope = package.scope(each.module)
        if scope is not None:
            found[number] = _part(each, scope, package, shared)
    return found


def _part(subject: Located, scope: ModuleScope, package: Package, shared: SharedSources) -> _Part:
    part = _Part(subject.module)
    for resolved in _imported(scope, package):
        module, _, _ = resolved.partition(":")
        if module in package.paths and module != part.module:
            part.uses.add(module)
            if package.class_node(resolved):
                part.needs.add(resolved)
    names = [
        name
        for node in scope.classes.values()
        for base in node.bases
        if (name := dotted_name(base))
    ]
    tree = shared.tree(subject.path)
    if tree is not None:
        names += [each.name for each in shared.places(subject.path, tree) if each.name]
    for name in dict.fromkeys(names):
        resolved_name = package.resolve(scope, name)
        if resolved_name in part.needs:
            part.provides.add(resolved_name)
    part.needs -= part.provides
    return part


def _imported(scope: ModuleScope, package: Package) -> Iterator[str]:
    """What the imports of a module stand for, where it is defined."""
    for name in scope.imports:
        resolved = package.resolve(scope, name)
        if resolved is not None:
            yield resolved
    for module in scope.stars:
        yield f"{module}:"

"""The mutants of a module: places, stable names, equality of bytecode, and samples of them.

Cost: one parse of the module and, for each patch, one compilation of the definition around it; of a function
within, where the one around it is long.
"""

from __future__ import annotations

import ast
import hashlib
import types
import warnings
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from aqe.analysis.mutation.arid import fertile_children
from aqe.analysis.mutation.omissions import OMISSIONS, omissions
from aqe.analysis.mutation.operators import OPERATORS, patches
from aqe.analysis.mutation.patch import Patch
from aqe.analysis.mutation.text import SourceText
from aqe.analysis.parsing import parse_source, too_deep
from aqe.domain.mutant import Mutant
from aqe.domain.syntax_trees import parsed_expression
from aqe.domain.turns import in_turn

__all__ = ["equivalent_by_bytecode", "mutants_of", "sample"]

_LONG = 20_000
"""Characters of a function that is compiled in parts."""


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines that are compiled to judge a patch inside them."""

    start: int
    end: int
    is_indented: bool
    around: _Region | None = None
    """What is compiled instead where these lines do not compile alone; the module where there is none."""

    @property
    def is_long(self) -> bool:
        """Whether its compilation for each patch would take long."""
        return self.end - self.start > _LONG


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is."""

    qualname: str
    region: _Region | None
    in_function: bool = False
    """Whether the innermost definition is a function."""
    is_deep: bool = False
    """Whether any definition around is a function: its outermost one is the region, while that is short."""
    at_import: bool = True
    """Whether the import runs it: all but the bodies of functions."""
    statement: int = 0
    """Line where the innermost statement begins: it counts as run as a whole."""


_ORDER = tuple(each.name for each in (*OPERATORS, *OMISSIONS))
_OMISSIONS = frozenset(each.name for each in OMISSIONS)


def mutants_of(
    source: str,
    module: str,
    *,
    lines: Container[int] | None = None,
    with_rows: bool = True,
    with_omissions: bool = False,
) -> tuple[Mutant, ...]:
    """All mutants of a module, in the order of their places.

    Every one parses, and none compiles to the bytecode of the original.

    Args:
        source: Text with lines that end with ``\\n``.
        module: Import name, part of each mutant's id.
        lines: Lines to which mutants are confined, for example those that tests cover. A statement that
            goes over several lines is where it begins.
        with_rows: Whether that holds for tables and the like, too, which one line of the import makes run.
        with_omissions: Whether those that only choose tests are among them.

    Raises:
        SourceError: The source is not valid Python, or nested too deeply.
    """
    found: dict[str, Mutant] = {}
    try:
        for each in _candidates(source, module):
            is_wanted = with_omissions or each.operator not in _OMISSIONS
            is_there = is_wanted and (lines is None or each.is_on(lines, with_rows))
            mutant = each.mutant() if is_there else None
            if mutant is not None:
                found.setdefault(mutant.id, mutant)
    except RecursionError as error:
        raise too_deep(module) from error
    rank = {name: index for index, name in enumerate(_ORDER)}
    order = sorted(found.values(), key=lambda each: (each.start, each.end, rank[each.operator]))
    return tuple(order)


@lru_cache(maxsize=4)
def _candidates(source: str, module: str) -> tuple[_Candidate, ...]:
    """All patches of a module; a search asks several times, each time for the mutants of other lines."""
    tree = parse_source(source, module)
    text = SourceText(source)
    judge = _Judge(text)
    return tuple(
        _Candidate(module, place, patch, text.line_of(patch.start), judge)
        for place, patch in _walk(tree, text, _Place("", None))
    )


class _Candidate:
    """A patch that is judged when its mutant is first asked for."""

    def __init__(self, module: str, place: _Place, patch: Patch, line: int, judge: _Judge) -> None:
        self.place, self.line, self.operator = place, line, patch.operator
        self._module, self._patch, self._judge = module, patch, judge
        self._is_judged = False
        self._mutant: Mutant | None = None

    def is_on(self, lines: Container[int], with_rows: bool) -> bool:
        """Whether it is on one of some lines, or in a statement that begins there."""
        if self.line in lines:
            return True
        return (with_rows or self.place.is_deep) and self.place.statement in lines

    def mutant(self) -> Mutant | None:
        """The mutant; None where the patch does not parse or changes no bytecode."""
        if not self._is_judged:
            region = self.place.region
            if region is not None and self._judge.is_new(self._patch, region):
                qualname = self.place.qualname or "<module>"
                self._mutant = _mutant(
                    self._judge.source, self._module, qualname, self._patch, self.line
                )
            self._is_judged = True
        return self._mutant


def _mutant(source: str, module: str, qualname: str, patch: Patch, line: int) -> Mutant:
    place = f"{module}\0{patch.start}\0{patch.end}\0{patch.operator}\0{patch.replacement}"
    return Mutant(
        id=hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest(),
        operator=patch.operator,
        qualname=qualname,
        line=line,
        start=patch.start,
        end=patch.end,
        original=source[patch.start : patch.end],
        replacement=patch.replacement,
        is_counted=patch.operator not in _OMISSIONS,
    )


def _walk(node: ast.AST, text: SourceText, place: _Place) -> Iterator[tuple[_Place, Patch]]:
    for child in fertile_children(node):
        if isinstance(node, ast.JoinedStr) and not _stands_there(child, text):
            continue
        inner = _enter(child, node, text, place)
        for patch in patches(child, text):
            yield inner, patch
        for patch in omissions(child, node, text, at_import=inner.at_import):
            yield inner, patch
        yield from _walk(child, text, inner)


def _stands_there(node: ast.AST, text: SourceText) -> bool:
    """Whether an expression in a formatted text is where its tree says: before Python 3.12 some are not."""
    if not isinstance(node, ast.expr):
        return False
    try:
        found = parsed_expression(f"({text.text[text.start(node) : text.end(node)]}\n)")
    except (SyntaxError, ValueError, RecursionError, IndexError):
        return False
    return ast.dump(found) == ast.dump(node)


def _enter(child: ast.AST, parent: ast.AST, text: SourceText, place: _Place) -> _Place:
    """Qualified name and region inside a child."""
    qualname, region = place.qualname, place.region
    is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
    at_top = isinstance(parent, ast.Module | ast.ClassDef)
    is_whole = not place.is_deep or (region is not None and region.is_long)
    starts_region = region is None or at_top or is_function
    if isinstance(child, ast.stmt) and starts_region and is_whole:
        region = _region(child, text, region if place.is_deep else None)
    in_function = place.in_function
    if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        separator = ".<locals>." if in_function else "." if qualname else ""
        qualname = f"{qualname}{separator}{child.name}"
        in_function = is_function
    statement = _begin(child) or place.statement
    is_body = isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and isinstance(
        child, ast.stmt
    )
    at_import = place.at_import and not is_body and not isinstance(parent, ast.Lambda)
    return _Place(qualname, region, in_function, place.is_deep or is_function, at_import, statement)


def _begin(node: ast.AST) -> int | None:
    """The line where a statement, a handler or a case begins; None for parts of one."""
    match node:
        case ast.stmt() | ast.excepthandler():
            return node.lineno
        case ast.match_case(pattern=pattern):
            return pattern.lineno
    return None


def _region(node: ast.stmt, text: SourceText, around: _Region | None) -> _Region:
    decorators = getattr(node, "decorator_list", ())
    return _Region(
        text.line_start(min((node.lineno, *(each.lineno for each in decorators)))),
        min(len(text.text), text.line_start((node.end_lineno or node.lineno) + 1)),
        node.col_offset > 0,
        around,
    )


class _Judge:
    """Compares the bytecode of regions before and after a patch."""

    def __init__(self, text: SourceText) -> None:
        self.source = text.text
        self._whole: types.CodeType | None = None
        self._originals: dict[_Region, types.CodeType | None] = {}

    def is_new(self, patch: Patch, region: _Region) -> bool:
        """Whether a patch parses and changes the bytecode."""
        original = self._original(region)
        while original is None:
            if region.around is None:
                return self._is_new_as_whole(patch)
            region = region.around
            original = self._original(region)
        before = self.source[region.start : patch.start]
        after = self.source[patch.end : region.end]
        changed = _compiled(f"{before}{patch.replacement}{after}", region)
        return changed is not None and not same_code(original, changed)

    def _original(self, region: _Region) -> types.CodeType | None:
        if region not in self._originals:
            self._originals[region] = _compiled(self.source[region.start : region.end], region)
        return self._originals[region]

    def _is_new_as_whole(self, patch: Patch) -> bool:
        """For lines that do not compile alone: two statements on one line, ``nonlocal``."""
        if self._whole is None:
            self._whole = _compiled(self.source, None)
        text = f"{self.source[: patch.start]}{patch.replacement}{self.source[patch.end :]}"
        changed = _compiled(text, None)
        if changed is None or self._whole is None:
            return False
        return not same_code(self._whole, changed)


def _compiled(text: str, region: _Region | None) -> types.CodeType | None:
    if region is not None and region.is_indented:
        text = f"if 1:\n{text}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code: types.CodeType = compile(text, "", "exec", dont_inherit=True)
            return code
    except (SyntaxError, ValueError, OverflowError, MemoryError):
        return None


def same_code(one: types.CodeType, other: types.CodeType) -> bool:
    """Whether two code objects do the same, line numbers aside."""
    if (
        one.co_code != other.co_code
        or one.co_names != other.co_names
        or one.co_varnames != other.co_varnames
        or one.co_freevars != other.co_freevars
        or one.co_flags != other.co_flags
        or len(one.co_consts) != len(other.co_consts)
        or getattr(one, "co_exceptiontable", b"") != getattr(other, "co_exceptiontable", b"")
    ):
        return False
    return all(map(_same_constant, one.co_consts, other.co_consts))


def _same_constant(one: object, other: object) -> bool:
    if isinstance(one, types.CodeType) and isinstance(other, types.CodeType):
        return same_code(one, other)
    return type(one) is type(other) and repr(one) == repr(other)


def equivalent_by_bytecode(source: str, mutant: Mutant) -> bool:
    """Whether a mutant of a module compiles to the bytecode of the original."""
    before, after = _compiled(source, None), _compiled(mutant.apply(source), None)
    return before is not None and after is not None and same_code(before, after)


def sample(mutants: Sequence[Mutant], limit: int) -> tuple[Mutant, ...]:
    """At most `limit` mutants, taken in turn from each operator and, within it, each callable.

    They come in that order: who runs out of time has seen some of all operators and of the whole module.
    The choice depends on the mutants' ids alone, so it is the same in every process.
    """
    groups: dict[str, dict[str, list[Mutant]]] = {}
    for each in sorted(mutants, key=lambda item: item.id):
        groups.setdefault(each.operator, {}).setdefault(each.qualname, []).append(each)
    order = [name for name in _ORDER if name in groups]
    queues = [in_turn(groups[name].values()) for name in order]
    return tuple(islice(in_turn(queues), limit))

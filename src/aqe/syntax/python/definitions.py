"""Classes and functions that tests need, printed once per file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aqe.domain.candidate import Definition, Statement
from aqe.domain.recipe import Recipe, Symbol
from aqe.domain.suite import Assertion, TestCase
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.sources import imported_names, with_double_quotes, with_names
from aqe.syntax.recipe_trees import transform, walk

__all__ = ["Definitions"]


class Definitions:
    """The definitions of a file; two with one name and different sources get different names."""

    def __init__(self, cases: Sequence[TestCase]) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._known: dict[str, Definition] = {}
        for case in cases:
            for each in case.candidate.definitions:
                self._add(each)

    def _add(self, definition: Definition) -> None:
        key = (definition.name, definition.source)
        if key in self._names:
            return
        name = definition.name
        for prefix in ("", "Other", "Third", "Fourth", "Fifth"):
            name = _prefixed(prefix, definition.name)
            if name not in self._known:
                break
        while name in self._known:
            name = _prefixed("Further", name)
        self._names[key] = name
        source = definition.source
        if name != definition.name:
            source = with_names(source, {definition.name: name})
        self._known[name] = Definition(name, source.strip("\n"), definition.symbols)

    def adapted(self, case: TestCase) -> TestCase:
        """The case with the names that its definitions have in the file."""
        mapping = {
            each.name: self._names[each.name, each.source] for each in case.candidate.definitions
        }
        definitions = tuple(self._known[mapping[each.name]] for each in case.candidate.definitions)
        candidate = replace(case.candidate, definitions=definitions)
        if all(old == new for old, new in mapping.items()):
            return replace(case, candidate=candidate)

        def change(part: Recipe) -> Recipe | None:
            if isinstance(part, Symbol) and not part.module:
                first, dot, rest = part.name.partition(".")
                return Symbol("", f"{mapping.get(first, first)}{dot}{rest}")
            return None

        def changed(recipe: Recipe | None) -> Recipe | None:
            return None if recipe is None else transform(recipe, change)

        def of_statement(each: Statement) -> Statement:
            expression = transform(each.expression, change)
            return replace(each, expression=expression, place=changed(each.place))

        def of_assertion(each: Assertion) -> Assertion:
            return replace(each, place=changed(each.place), expected=changed(each.expected))

        statements = tuple(of_statement(each) for each in candidate.statements)
        assertions = tuple(of_assertion(each) for each in case.assertions)
        candidate = replace(candidate, statements=statements)
        return replace(case, candidate=candidate, assertions=assertions)

    def needed_by(self, drafts: Sequence[Draft]) -> list[Definition]:
        """Definitions that tests or other needed definitions refer to, in the order of the cases."""
        wanted = {
            part.name.partition(".")[0]
            for draft in drafts
            for recipe in draft.recipes()
            for part in walk(recipe)
            if isinstance(part, Symbol) and not part.module
        }
        for draft in drafts:
            for recipe in draft.recipes():
                wanted |= {name for name in self._known if name in imported_names(recipe)}
        while True:
            more = {
                name
                for name, each in self._known.items()
                if name not in wanted
                and any(name in self._known[user].source for user in wanted if user in self._known)
            }
            if not more:
                break
            wanted |= more
        return [each for name, each in self._known.items() if name in wanted]

    def text(self, definition: Definition, renamed: Mapping[tuple[str, str], str]) -> str:
        """Source of a definition, with the names that the file's imports bind."""
        wanted = {
            each.name.partition(".")[0]: renamed[each.module, each.name.partition(".")[0]]
            for each in definition.symbols
            if (each.module, each.name.partition(".")[0]) in renamed
        }
        source = with_names(definition.source, wanted) if wanted else definition.source
        return with_double_quotes(source)


def _prefixed(prefix: str, name: str) -> str:
    if not prefix:
        return name
    return f"{prefix}{name}" if name[:1].isupper() else f"{prefix.lower()}_{name}"

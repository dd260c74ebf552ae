"""Documents that meet a schema, made by the booster: usual ones first, then those at the edges.

So few are made that the reference in Python is the fastest engine for it: it is there at once.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterator

from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.subject import DataSchema
from aqe.errors import BoosterError

__all__ = ["Documents", "recipe_of"]

_USUAL = 4
_AT_EDGES = 6
_MOST_CHARACTERS = 1500
"""Of a document as JSON; a longer one makes no readable test."""


class Documents:
    """Documents by class, made when they are first asked for.

    Args:
        schemas: Of the classes of a subject.
        seed: Of the documents; the same seed gives the same ones.
    """

    def __init__(self, schemas: tuple[DataSchema, ...], seed: int = 0) -> None:
        self._schemas = {each.name: each for each in schemas}
        self._seed = seed
        self._made: dict[str, tuple[object, ...]] = {}

    def named(self, name: str) -> str | None:
        """The one class whose name ends like that: ``module:qualname``."""
        found = [each for each in self._schemas if each.endswith((f":{name}", f".{name}"))]
        return found[0] if len(found) == 1 else None

    def of(self, name: str) -> tuple[object, ...]:
        """The documents for a class ``module:qualname``; none where it is not known, or none was found."""
        if name not in self._made:
            schema = self._schemas.get(name)
            self._made[name] = () if schema is None else tuple(_made(schema, self._seed))
        return self._made[name]

    def instances(self, name: str) -> list[Recipe]:
        """Calls that make an instance of a class which checks what it is given."""
        schema = self._schemas.get(name)
        if schema is None or not schema.is_checking:
            return []
        module, _, qualname = name.partition(":")
        return [_instance(Symbol(module, qualname), each) for each in self.of(name)]


def _made(schema: DataSchema, seed: int) -> Iterator[object]:
    # Only where a subject has such classes is any of this needed.
    from aqe.booster.reference import ReferenceEngine
    from aqe.booster.schemas import SchemaOptions, compile_schema, generate

    seen = set()
    for edge_cases, count in ((False, _USUAL), (True, _AT_EDGES)):
        options = SchemaOptions(
            edge_cases=edge_cases, depth=1, most_items=1, draws=512, realistic=False
        )
        try:
            program = compile_schema(json.loads(schema.schema), options)
            lines = b"".join(generate(ReferenceEngine(), program, seed=seed, count=count))
        except BoosterError:
            return
        for line in lines.decode().splitlines():
            if line not in seen and len(line) <= _MOST_CHARACTERS:
                seen.add(line)
                yield json.loads(line)


def recipe_of(value: object) -> Recipe:
    """The display of a document."""
    if isinstance(value, dict):
        return Mapping(tuple((Literal(key), recipe_of(each)) for key, each in value.items()))
    if isinstance(value, list):
        return Collection("list", tuple(map(recipe_of, value)))
    assert value is None or isinstance(value, bool | int | float | str)
    return Literal(value)


def _instance(symbol: Symbol, document: object) -> Recipe:
    if isinstance(document, dict) and all(map(_is_keyword_argument, document)):
        return Call(symbol, (), tuple((key, recipe_of(each)) for key, each in document.items()))
    return Call(Attribute(symbol, "model_validate"), (recipe_of(document),))


def _is_keyword_argument(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)

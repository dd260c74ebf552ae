"""Objects of a shape: which names may and must be there, and what stands under each."""

from __future__ import annotations

from aqe.booster.schemas.options import SchemaRefused
from aqe.booster.schemas.program import ALWAYS, Member, Node, Object
from aqe.booster.schemas.readings import matches
from aqe.booster.schemas.shapes import NEVER, Demand, Shape
from aqe.booster.schemas.workshop import Workshop

__all__ = ["ObjectMaker"]

_MOST_MEMBERS = 2000
_WORDS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma"
).split()
_ROOT = ("", ())


class ObjectMaker:
    """Makes nodes for objects."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._options = workshop.options

    def node(self, shape: Shape) -> tuple[Node | None, bool]:
        """A node for the objects of a shape, and whether all of them meet it."""
        if shape.least_properties > _MOST_MEMBERS:
            raise SchemaRefused(
                f"objects of {shape.least_properties} properties have more than {_MOST_MEMBERS}",
                pointer="",
                keyword="minProperties",
                slug="schema-too-large",
            )
        found: dict[str, Node] = {}
        for name in self._known(shape):
            node = self._value(shape, name)
            if node is not None:
                found[name] = node
            elif name in shape.required:
                return None, True
        for name, node in self._further(shape, found):
            found[name] = node
        if len(found) < shape.least_properties:
            return None, False
        ranks = self._workshop.document.ranks
        names = sorted(found, key=lambda name: ranks.get(name, len(ranks)))
        presence = 0.5 if self._options.edge_cases else self._options.presence
        optional = min(int(presence * ALWAYS), ALWAYS - 1)
        members = tuple(
            Member(ALWAYS if name in shape.required else optional, name, found[name])
            for name in names
        )
        most = shape.most_properties
        high = len(members) if most is None else min(most, len(members))
        return Object(members, min(shape.least_properties, high), high), True

    def _known(self, shape: Shape) -> list[str]:
        names = dict.fromkeys(shape.properties)
        names.update(dict.fromkeys(sorted(shape.required)))
        for rest in shape.rests:
            names.update(dict.fromkeys(sorted(rest.names)))
        return list(names)

    def _demand(self, shape: Shape, name: str) -> Demand | None:
        """What must hold under a name; none where the name itself may not be there."""
        if shape.names and not self._workshop.checker.meets(name, shape.names):
            return None
        demand = set(shape.properties.get(name, ()))
        demand.update(
            need for pattern, need in shape.pattern_rules if matches(pattern, name, _ROOT)
        )
        for rest in shape.rests:
            if name in rest.names:
                continue
            if not any(matches(pattern, name, _ROOT) for pattern in rest.patterns):
                demand.add(rest.need)
        return None if NEVER in demand else frozenset(demand)

    def _value(self, shape: Shape, name: str) -> Node | None:
        demand = self._demand(shape, name)
        return None if demand is None else self._workshop.parts.build(demand, name)

    def _further(self, shape: Shape, found: dict[str, Node]) -> list[tuple[str, Node]]:
        """Properties that the schema describes by pattern, or only allows."""
        missing = shape.least_properties - len(found)
        described = bool(shape.pattern_rules or shape.names) or any(
            self._workshop.document.schema(rest.need[1]) is not True for rest in shape.rests
        )
        wanted = max(missing, 0 if found else (3 if described else 0))
        if described and found and shape.pattern_rules:
            wanted = max(wanted, 1)
        result: list[tuple[str, Node]] = []
        if not wanted:
            return result
        for name in self._candidates(shape, wanted):
            if len(result) >= wanted:
                break
            if name in found or name in shape.properties or any(name == each for each, _ in result):
                continue
            node = self._value(shape, name)
            if node is not None:
                result.append((name, node))
        return result

    def _candidates(self, shape: Shape, wanted: int) -> list[str]:
        names: list[str] = []
        for pattern, _ in shape.pattern_rules:
            names += self._workshop.parts.names(pattern)
        for rest in shape.rests:
            for pattern in rest.patterns:
                names += self._workshop.parts.names(pattern)
        if shape.names:
            names += self._workshop.parts.names(shape.names)
        names += _WORDS
        names += [f"{word}{number}" for number in range(2, 2 + wanted // 8 + 1) for word in _WORDS]
        return list(dict.fromkeys(names))

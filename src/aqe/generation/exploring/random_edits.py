"""Small random changes of scenarios, as mutation operators of search-based testing make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from aqe.domain.recipe import Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.generation.exploring.edits import STRING_LIMIT
from aqe.generation.exploring.parts import parts_of, with_part
from aqe.generation.inputs.synthesis import WRITTEN_FILE, file_values
from aqe.generation.inputs.vocabulary import ATOMS, UNIVERSAL
from aqe.generation.scenario import Scenario, mapping_of

__all__ = ["RandomEditor"]


class RandomEditor:
    """Makes copies of scenarios that differ in one place.

    Args:
        random: Decides where, and what stands there afterwards.
        words: Literals of the subject's source.
    """

    def __init__(self, random: Random, words: Sequence[Recipe]) -> None:
        self._random = random
        self._words = list(words)

    def changed(
        self, scenario: Scenario, pick: Callable[[int, int], Recipe | None]
    ) -> Scenario | None:
        """One small random change, or None when there is nothing to change.

        Args:
            scenario: what to change.
            pick: another value for (step, argument), from the pool of its parameter.
        """
        parts = list(parts_of(scenario))
        if not parts:
            return None
        weights = [1.0 / (1 + 2 * (len(scenario.steps) - 1 - place[0])) for place, _ in parts]
        place, part = self._random.choices(parts, weights)[0]
        if self._random.random() < 0.3:
            whole = pick(place[0], place[1])
            if whole is not None:
                return with_part(scenario, (place[0], place[1], ()), whole)
        new = self._edited(part)
        if new is None or new == part:
            return None
        return with_part(scenario, place, new)

    def _edited(self, part: Recipe) -> Recipe | None:
        chance = self._random.random()
        if chance < 0.12 and self._words:
            return self._random.choice(self._words)
        if chance < 0.18:
            return self._random.choice(UNIVERSAL)
        match part:
            case Literal(value=bool() as value):
                return Literal(not value)
            case Literal(value=int() as value):
                return Literal(self._integer(value))
            case Literal(value=float() as value):
                return Literal(self._random.choice([-value, value + 1, value * 2, 0.0, value / 2]))
            case Literal(value=str() as value):
                return Literal(self._string(value))
            case Literal(value=bytes() as value):
                return Literal(self._random.choice([value + b"a", value[:-1], value[::-1]]))
            case Literal(value=None):
                return self._random.choice(UNIVERSAL)
            case Collection(kind=kind, items=items):
                return Collection(kind, self._items(items))
            case Mapping(pairs=pairs):
                return mapping_of(self._pairs(pairs))
            case Call(callee=Symbol(module="", name=name)) if name == WRITTEN_FILE.name:
                return self._random.choice(file_values())
            case Symbol(module="builtins"):
                return self._random.choice(ATOMS["type"])
            case _:
                return None

    def _integer(self, value: int) -> int:
        numbers = [
            each.value
            for each in self._words
            if isinstance(each, Literal)
            and isinstance(each.value, int)
            and not isinstance(each.value, bool)
        ]
        choices = [value + 1, value - 1, -value, value * 2, value // 2, value * 10, 0]
        if numbers:
            number = self._random.choice(numbers)
            choices += [number, number + 1, number - 1, value * number, value + number]
        chosen = self._random.choice(choices)
        return chosen if abs(chosen) < 10**18 else value

    def _string(self, value: str) -> str:
        words = [
            each.value
            for each in self._words
            if isinstance(each, Literal) and isinstance(each.value, str) and len(each.value) < 24
        ]
        place = self._random.randint(0, len(value))
        word = self._random.choice(words) if words else "a"
        choice = self._random.randrange(9)
        if choice == 0:
            new = value[:place] + value[place + 1 :]
        elif choice <= 3:
            new = value[:place] + word + value[place:]
        elif choice == 4:
            character = self._random.choice("aZ0 _-.,:/\\\n\t'\"()[]{}<>=+*#%&é!?@~^|;1")
            new = value[:place] + character + value[place:]
        elif choice == 5:
            new = value + value
        elif choice == 6:
            new = value.upper() if value != value.upper() else value.capitalize()
        elif choice == 7:
            new = f"{value} {word}"
        else:
            other = self._random.randint(0, len(value))
            new = value[min(place, other) : max(place, other)]
        return new[:STRING_LIMIT]

    def _items(self, items: tuple[Recipe, ...]) -> tuple[Recipe, ...]:
        choice = self._random.randrange(6)
        place = self._random.randint(0, max(0, len(items) - 1))
        if not items:
            return (self._random.choice(self._words or list(UNIVERSAL)),)
        if choice == 0:
            return items[:place] + items[place + 1 :]
        if choice == 1 and len(items) < 10:
            return (*items, items[place])
        if choice == 2:
            return items[::-1]
        if choice == 3 and len(items) < 10:
            return (*items, self._edited(items[place]) or items[place])
        new = self._edited(items[place])
        return items if new is None else (*items[:place], new, *items[place + 1 :])

    def _pairs(self, pairs: tuple[tuple[Recipe, Recipe], ...]) -> tuple[tuple[Recipe, Recipe], ...]:
        strings = [
            each
            for each in self._words
            if isinstance(each, Literal) and isinstance(each.value, str)
        ]
        choice = self._random.randrange(4)
        if not pairs or choice == 0:
            added: Recipe = self._random.choice(strings) if strings else Literal("a")
            return (*pairs, (added, self._random.choice(UNIVERSAL)))
        place = self._random.randrange(len(pairs))
        if choice == 1:
            return pairs[:place] + pairs[place + 1 :]
        key, value = pairs[place]
        new = self._edited(value) or value
        return (*pairs[:place], (key, new), *pairs[place + 1 :])

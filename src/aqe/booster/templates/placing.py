"""Parts of a template to instructions: each hole gets the quoting that is safe where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aqe.booster.reference.expand import Body, Choice, Gap, Instruction, Loop, Root, Text
from aqe.booster.reference.quoting import Quoting, WrongValue, quoted
from aqe.booster.templates.errors import Position, TemplateRefused
from aqe.booster.templates.languages import RESERVED, Language
from aqe.booster.templates.parsing import HolePart, Part, SectionPart, TextPart
from aqe.booster.templates.places import LOST, WORDS, Lexer, NotHere, State
from aqe.booster.templates.plain_places import JsonLexer, TextLexer
from aqe.booster.templates.python_places import PythonLexer
from aqe.booster.templates.typescript_places import TypeScriptLexer

__all__ = ["NAMES", "Placed", "placed"]

NAMES = {
    "raw": Quoting.RAW,
    "python": Quoting.PYTHON,
    "typescript": Quoting.TYPESCRIPT,
    "json": Quoting.JSON,
    "name": Quoting.NAME,
    "part": Quoting.NAME_PART,
    "dotted": Quoting.DOTTED,
    "number": Quoting.NUMBER,
}
"""What a hole can ask for."""

_LEXERS: dict[Language, Callable[[], Lexer]] = {
    Language.PYTHON: PythonLexer,
    Language.TYPESCRIPT: TypeScriptLexer,
    Language.JSON: JsonLexer,
    Language.TEXT: TextLexer,
}
_MOST_STATES = 64
_MOST_WALKS = 5_000
"""Ways to come to sections."""
_MOST_KNOWN = 50_000
_States = frozenset[State]


@dataclass(frozen=True, slots=True)
class Placed:
    """A template in instructions, numbered as engines number them."""

    body: Body
    instructions: int
    places: dict[int, tuple[Position, str]]
    """Where each hole and section stands, and what it looks like."""


def placed(parts: tuple[Part, ...], language: Language, template: str) -> Placed:
    """Give each hole its quoting.

    Raises:
        TemplateRefused: No value can be written safely where a hole stands.
    """
    lexer = _LEXERS[language]()
    analysis = _Analysis(lexer, language, template)
    analysis.walk(parts, frozenset([lexer.start()]))
    numbering = _Numbering(analysis, language, template)
    body = numbering.body(parts)
    return Placed(body, max(numbering.count, 1), numbering.places)


@dataclass(slots=True)
class _Analysis:
    """Follows the states of the lexer through text and sections."""

    lexer: Lexer
    language: Language
    template: str
    _seen: dict[Position, set[State]] = field(default_factory=dict)
    """All states in which a hole can be met, by its place."""
    _walked: dict[tuple[int, _States], _States] = field(default_factory=dict)
    """By a section and the states before it."""
    _read_before: dict[tuple[_States, str], _States] = field(default_factory=dict)
    _last: HolePart | None = None

    def walk(self, parts: tuple[Part, ...], states: _States) -> _States:
        for part in parts:
            if isinstance(part, TextPart):
                states = self._read(part.text, states)
            elif isinstance(part, HolePart):
                states = self._fill(part, states)
            else:
                states = self._section(part, states)
        return states

    def _section(self, part: SectionPart, states: _States) -> _States:
        key = (id(part), states)
        found = self._walked.get(key)
        if found is None:
            if len(self._walked) > _MOST_WALKS:
                raise TemplateRefused(
                    self.template,
                    part.position,
                    f"{part.source}: too many sections change what the text behind them means",
                    hint="open and close quotes and comments in the same section",
                )
            found = self._behind(part, states)
            self._walked[key] = found
        return found

    def _behind(self, part: SectionPart, states: _States) -> _States:
        """None or one time; for a repeated one, until nothing new comes about."""
        while True:
            more = _limited(states | self.walk(part.body, states))
            if more == states or part.kind != "#":
                return more
            states = more

    def _read(self, text: str, states: _States) -> _States:
        known = self._read_before
        if len(known) > _MOST_KNOWN:
            known.clear()
        for character in text:
            key = (states, character)
            found = known.get(key)
            if found is None:
                found = known[key] = self._step(states, character)
            states = found
        return states

    def _step(self, states: _States, character: str) -> _States:
        found: set[State] = set()
        for state in states:
            try:
                found.update(self.lexer.read(state, character))
            except NotHere as error:
                raise self._refused(self._last, error) from error
        return _limited(frozenset(found or [LOST]))

    def _fill(self, hole: HolePart, states: _States) -> _States:
        self._last = hole
        self._seen.setdefault(hole.position, set()).update(states)
        found: set[State] = set()
        try:
            for state in states:
                quoting = self._quoting_in(state, hole)
                found.update(self.lexer.behind(state, quoting))
        except NotHere as error:
            raise self._refused(hole, error) from error
        return _limited(frozenset(found))

    def _refused(self, hole: HolePart | None, error: NotHere) -> TemplateRefused:
        assert hole is not None  # values, which text must not follow, come from holes
        return TemplateRefused(
            self.template, hole.position, f"{hole.source}: {error.message}", hint=error.hint
        )

    def quoting(self, hole: HolePart) -> Quoting:
        """The quoting that is right in all states in which the hole is met."""
        states = self._seen[hole.position]
        if hole.quoting == "name":
            begun = all(map(self.lexer.follows_word, states))
            return Quoting.NAME_PART if begun else Quoting.NAME
        found = {self._quoting_in(state, hole) for state in states}
        if len(found) > 1:
            raise self._refused(
                hole,
                NotHere(
                    "whether it stands inside a text depends on which sections are there",
                    "open and close quotes in the same section",
                ),
            )
        return found.pop()

    def _quoting_in(self, state: State, hole: HolePart) -> Quoting:
        named = self._named(hole)
        if named is not None and (named is Quoting.RAW or named in WORDS):
            return named
        place = self.lexer.place(state)
        if named is None:
            return place.quoting
        if not place.is_value:
            raise NotHere(
                f"a literal would stand inside a text or a comment ({hole.quoting})",
                "write it without quoting: what is safe there is chosen by itself",
            )
        return named

    @staticmethod
    def _named(hole: HolePart) -> Quoting | None:
        if hole.quoting is None:
            return None
        if hole.quoting not in NAMES:
            raise NotHere(f"there is no quoting {hole.quoting!r}", f"known: {', '.join(NAMES)}")
        return NAMES[hole.quoting]


def _limited(states: _States) -> _States:
    return states if len(states) <= _MOST_STATES else frozenset([LOST])


@dataclass(slots=True)
class _Numbering:
    """Makes instructions, numbered in the order in which they are read."""

    analysis: _Analysis
    language: Language
    template: str
    count: int = 0
    places: dict[int, tuple[Position, str]] = field(default_factory=dict)

    def body(self, parts: tuple[Part, ...]) -> Body:
        return tuple(map(self._instruction, parts))

    def _instruction(self, part: Part) -> Instruction:
        number = self.count
        self.count += 1
        if isinstance(part, TextPart):
            return Text(part.text)
        self.places[number] = (part.position, part.source)
        if isinstance(part, HolePart):
            quoting = self.analysis.quoting(part)
            return Gap(number, part.path, quoting, self._default(part, quoting))
        if part.kind == "#":
            if part.path.root not in (Root.NAMES, Root.ELEMENT):
                raise TemplateRefused(
                    self.template, part.position, f"{part.source}: there is nothing to repeat"
                )
            return Loop(number, part.path, self.body(part.body))
        return Choice(number, part.path, part.kind == "?", self.body(part.body))

    def _default(self, hole: HolePart, quoting: Quoting) -> str | None:
        if not hole.has_default:
            return None
        reserved = RESERVED[self.language]
        try:
            return quoted(hole.default, quoting, reserved)
        except WrongValue as error:
            raise TemplateRefused(
                self.template, hole.position, f"{hole.source}: its default does not fit: {error}"
            ) from error

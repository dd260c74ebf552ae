"""First scenarios for every callable: how to get a receiver, and which arguments to start with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from random import Random

from aqe.domain.recipe import Attribute, Call, Literal, Recipe, Symbol, Verbatim
from aqe.domain.subject import (
    CallableKind,
    CallableSubject,
    ClassKind,
    ClassSubject,
    Parameter,
    ParameterKind,
    Subject,
)
from aqe.domain.turns import in_turn
from aqe.generation.inputs import synthesis
from aqe.generation.inputs.binding import bound
from aqe.generation.inputs.book import RecipeBook
from aqe.generation.inputs.distinct import all_unlike, unlike
from aqe.generation.inputs.documents import Documents
from aqe.generation.inputs.meant import of_their_kind
from aqe.generation.inputs.payloads import read_from
from aqe.generation.inputs.values import Choice, Values
from aqe.generation.iterators import iterator_classes
from aqe.generation.own_answers import is_filled_in
from aqe.generation.ports import ParseLiteral
from aqe.generation.scenario import Argument, Scenario, Step, Use, step_reference, walk
from aqe.generation.seeding.attached import attached
from aqe.generation.seeding.completing import completing
from aqe.generation.seeding.dispatched import dispatched
from aqe.generation.seeding.interruptions import broken_off, while_waiting
from aqe.generation.seeding.put_off import PuttingOff
from aqe.generation.seeding.read_documents import DocumentParameters
from aqe.generation.seeding.result_uses import uses_of
from aqe.generation.seeding.same_names import partners
from aqe.generation.seeding.unknown_values import any_keywords, handed_out
from aqe.generation.world import doubles
from aqe.generation.world.provisions import command_calls
from aqe.generation.world.surroundings import Surroundings, setup_symbols

__all__ = ["Seeder"]

_PER_PARAMETER = 14
_RECEIVERS = 10
_KEYWORDS = 12
_BEFORE_OPTIONS = 3
_FIRST_OPTIONS = 4
"""Optional parameters that are given once before more values of the required ones are tried."""
_READ = 0.85
"""Above what types and constants say: nothing else passes what reads the document."""
_COMPLETED = 3
"""Ways to an instance of a subclass in another module."""

_INSTANCE_KINDS = (CallableKind.METHOD, CallableKind.PROPERTY, CallableKind.SETTER)


class Seeder:
    """Makes scenarios for the callables of one subject."""

    def __init__(
        self,
        subject: Subject,
        book: RecipeBook,
        values: Values,
        parse: ParseLiteral,
        random: Random,
        documents: Documents | None = None,
    ) -> None:
        self._subject = subject
        self._attached = attached(subject.source)
        self._partners = partners(subject)
        self._book = book
        self._values = values
        self._parse = parse
        self._random = random
        self._choices: dict[tuple[str, str], list[Choice]] = {}
        self._known_calls: dict[tuple[str, int | None], tuple[CallableSubject, list[Step]]] = {}
        self._receivers: dict[str, list[tuple[float, tuple[Step, ...]]]] = {}
        self._classes = {each.qualname: each for each in subject.classes}
        self._constructors = {
            each.owner: each
            for each in subject.callables
            if each.kind is CallableKind.CONSTRUCTOR and each.owner
        }
        self.surroundings = Surroundings(subject, random)
        self.putting_off = PuttingOff(subject)
        self._subclasses: dict[str, list[str]] = {}
        for each in subject.classes:
            for base in each.bases:
                module, _, name = base.rpartition(":")
                if module in ("", subject.module):  # another module's may have the same name
                    self._subclasses.setdefault(name, []).append(each.qualname)
        self._iterators = iterator_classes(
            subject.module, (*subject.classes, *subject.known_classes)
        )
        self._completing = completing(subject)
        self._documents = documents or Documents(())
        self._document_parameters = DocumentParameters(subject.source, documents)
        self._payloads = {each.callable: each.payload for each in subject.readings}
        self._built_from_documents: set[Recipe] = set()

    # -- values ----------------------------------------------------------------------------------

    def choices(self, subject: CallableSubject, parameter: Parameter) -> list[Choice]:
        """Values for a parameter, computed once until `forget`."""
        key = (subject.qualname, parameter.name)
        found = self._choices.get(key)
        if found is None:
            if subject.dispatch_types and parameter is subject.parameters[0]:
                parameter = replace(parameter, evidence=dispatched(subject, parameter))
            documents = self._document_parameters.values(subject.qualname, parameter.name)
            read = [Choice(each, _READ) for each in documents]
            usual = self._values.of_parameter(parameter)
            payload = self._payloads.get(subject.qualname)
            if payload is not None and not read:
                shaped = read_from(payload, [each.recipe for each in usual])
                read = [Choice(each, _READ) for each in shaped]
            found = self._choices[key] = [*read, *usual]
        return found

    def forget(self) -> None:
        """Compute values anew: the recipe book has grown."""
        self._choices.clear()
        self._known_calls.clear()

    def pick(self, subject: CallableSubject, parameter: Parameter) -> Recipe:
        """One value, drawn by trust."""
        choices = self.choices(subject, parameter)
        weights = [each.weight + 0.02 for each in choices]
        return self._random.choices(choices, weights)[0].recipe

    # -- receivers -------------------------------------------------------------------------------

    def learn_receiver(self, owner: str, steps: tuple[Step, ...], cost: float) -> bool:
        """Remember steps whose last result is an instance of a class; True when they are new."""
        known = self._receivers.setdefault(owner, [])
        if any(each == steps for _, each in known):
            return False
        known.append((cost, steps))
        known.sort(key=lambda each: each[0])
        if len(known) > _RECEIVERS:
            # The cheapest stay; of the rest, chance keeps some variety.
            known.pop(self._random.randrange(3, len(known)))
        return True

    def receivers(self, owner: str) -> list[tuple[Step, ...]]:
        """Ways to an instance of a class or of one of its subclasses, cheapest first.

        Subclasses in other modules set what the class only reads: their instances come first.
        """
        found = self._receivers_below(owner, frozenset())
        completed = [
            steps
            for name in self._completing.get(owner, ())
            for _, steps in self._receivers.get(name, ())[:_COMPLETED]
        ]
        return list(dict.fromkeys(in_turn([completed, found]))) if completed else found

    def _receivers_below(self, owner: str, above: frozenset[str]) -> list[tuple[Step, ...]]:
        found = [steps for _, steps in self._receivers.get(owner, ())]
        if not found and owner not in above:  # a name that is bound twice may derive from itself
            for name in self._subclasses.get(owner, ()):
                found += self._receivers_below(name, above | {owner})[:3]
        return found

    def constructor_of(self, subject: ClassSubject) -> CallableSubject:
        """The callable that stands for constructing a class."""
        known = self._constructors.get(subject.qualname)
        if known is not None and subject.module == self._subject.module:
            return known
        return CallableSubject(
            qualname=subject.qualname,
            name=subject.qualname.rsplit(".", 1)[-1],
            kind=CallableKind.CONSTRUCTOR,
            owner=subject.qualname,
            parameters=subject.constructor,
            is_public=subject.is_public,
        )

    def constructor_called(self, callee: Symbol) -> CallableSubject | None:
        """The constructor that a call of a class stands for, where the class is known."""
        for each in (*self._subject.classes, *self._subject.known_classes):
            if (each.module, each.qualname) == (callee.module, callee.name):
                return self.constructor_of(each)
        return None

    def constructions(self, subject: ClassSubject) -> list[Scenario]:
        """Scenarios that build an instance of a class."""
        if subject.kind is ClassKind.ENUM:
            expression: Recipe = Symbol(subject.module, subject.qualname)
            constructor = self.constructor_of(subject)
            return [
                Scenario(
                    (
                        Step(
                            None,
                            expression=Attribute(expression, member),
                            name=constructor.name,
                        ),
                    )
                )
                for member in subject.members[:4]
            ]
        checked = self._documents.instances(f"{subject.module}:{subject.qualname}")
        if checked:
            self._built_from_documents.update(checked)
            name = subject.qualname.rpartition(".")[2]
            return [Scenario((Step(None, expression=each, name=name),)) for each in checked]
        constructor = self.constructor_of(subject)
        if subject.kind in (ClassKind.ABSTRACT, ClassKind.PROTOCOL):
            definition, symbol = synthesis.subclass_of(subject)
            self._book.definitions[definition.name] = (definition,)
            made = [replace(each, expression=symbol) for each in self._calls(constructor, None)]
        elif subject.module != self._subject.module:
            symbol = Symbol(subject.module, subject.qualname)
            made = [replace(each, expression=symbol) for each in self._calls(constructor, None)]
        else:
            made = self._calls(constructor, None)
        return [self.complete(Scenario((each,))) for each in made]

    # -- scenarios -------------------------------------------------------------------------------

    def complete(self, scenario: Scenario) -> Scenario:
        """The scenario with the definitions that its recipes refer to."""
        names = {each.name for each in setup_symbols(scenario) if not each.module}
        for step in scenario.steps:
            for recipe in step.recipes:
                for _, part in walk(recipe):
                    if isinstance(part, Symbol) and not part.module:
                        names.add(part.name)
        if not names:
            return replace(scenario, definitions=()) if scenario.definitions else scenario
        known = {**doubles.DEFINITIONS, **self._book.definitions}
        definitions = synthesis.definitions_in(names, known)
        return replace(scenario, definitions=definitions)

    def seeds(self, subject: CallableSubject, first: int, last: int) -> list[Scenario]:
        """A range of the first scenarios for a callable; empty when no receiver is known yet."""
        found = self._seeds(subject)
        if self.surroundings.is_reached(subject):
            prepared = self._prepared_seeds(subject)
            is_first = self.surroundings.acts(subject)
            found = in_turn([prepared, found] if is_first else [found, prepared])
        found = in_turn([found, self._broken_off(subject)])
        return [self.complete(each) for each in islice(found, first, last)]

    def after_partners(self, subject: CallableSubject) -> list[Scenario]:
        """The usual call, after one that may have kept something under the value that it is given."""
        return [self.complete(each) for each in self._after_partners(subject)]

    def _after_partners(self, subject: CallableSubject) -> Iterator[Scenario]:
        for partner in self._partners.get(subject.qualname, ()):
            for prefix in self._prefixes(subject)[:1]:
                place = len(prefix) - 1
                before, act = (self._calls(each, place)[0] for each in (partner.method, subject))
                given = {each.parameter.name: each.recipe for each in act.arguments}
                value = given.get(partner.own.name) or self.choices(subject, partner.own)[0].recipe
                before = self.with_argument(before, Argument(partner.theirs, value))
                act = self.with_argument(act, Argument(partner.own, value))
                yield Scenario((*prefix, before, replace(act, use=self.usual_use(subject))))

    def _broken_off(self, subject: CallableSubject) -> Iterator[Scenario]:
        """The usual call, broken off in each way to which the callable reacts."""
        for prefix in self._prefixes(subject)[:2]:
            receiver = len(prefix) - 1 if prefix else None
            for step in self._calls(subject, receiver)[:1]:
                callee = self._callee(subject, receiver)
                usual = replace(step, use=self.usual_use(subject), expression=callee)
                for each in broken_off(self._subject, usual):
                    yield Scenario((*prefix, each))

    def while_waiting(self, scenario: Scenario) -> list[Scenario]:
        """What to do with a coroutine that waited for ever."""

        def usual(subject: CallableSubject, parameter: Parameter) -> Recipe:
            return self.choices(subject, parameter)[0].recipe

        found = while_waiting(self._subject, scenario, usual)
        return [self.complete(each) for each in found]

    def _seeds(self, subject: CallableSubject) -> Iterator[Scenario]:
        use = self.usual_use(subject)
        for rank, prefix in enumerate(self._prefixes(subject)):
            receiver = len(prefix) - 1 if prefix else None
            callee = self._callee(subject, receiver)
            calls = self._calls(subject, receiver)
            if rank:
                calls = calls[: max(3, len(calls) // 3)]
            for step in calls:
                yield Scenario((*prefix, replace(step, use=use, expression=callee)))
            if not rank and calls and not self.surroundings.is_reached(subject):
                step = replace(calls[0], use=use, expression=callee)
                for setup in self.surroundings.setups(subject):
                    yield Scenario((*prefix, step), setup=setup)

    def _prepared_seeds(self, subject: CallableSubject) -> Iterator[Scenario]:
        """Calls behind boundaries: each way in which these behave, then each way to call."""
        setups = self.surroundings.setups(subject)
        for rank, prefix in enumerate(self._prefixes(subject)[:3]):
            receiver = len(prefix) - 1 if prefix else None
            calls = self._calls(subject, receiver)
            steps = [
                replace(
                    each, use=self.usual_use(subject), expression=self._callee(subject, receiver)
                )
                for each in (calls[:3] if rank else calls)
            ]
            for setup in setups if not rank else setups[:1]:
                yield Scenario((*prefix, steps[0]), setup=setup)
            for step in steps[1:]:
                yield Scenario((*prefix, step), setup=setups[0])

    def random_scenario(self, subject: CallableSubject) -> Scenario | None:
        """A scenario with values drawn by trust."""
        prefixes = self._prefixes(subject)
        if not prefixes:
            return None
        prefix = self._random.choice(prefixes)
        if prefix and self._random.random() < 0.5:
            prefix = self._redrawn(prefix)
        receiver = len(prefix) - 1 if prefix else None
        arguments = self.drawn(subject)
        callee = self._callee(subject, receiver)
        step = Step(subject, arguments, receiver, self.usual_use(subject), callee)
        return self.complete(self.surroundings.drawn(subject, Scenario((*prefix, step))))

    def _redrawn(self, prefix: tuple[Step, ...]) -> tuple[Step, ...]:
        """The same receiver, constructed with other arguments."""
        last = prefix[-1]
        if last.subject is None or last.subject.kind is not CallableKind.CONSTRUCTOR:
            return prefix
        drawn = replace(last, arguments=self.drawn(last.subject), by_position=None)
        return (*prefix[:-1], drawn)

    def drawn(self, subject: CallableSubject) -> tuple[Argument, ...]:
        """Arguments drawn by trust, optional ones now and then."""
        arguments: list[Argument] = []
        share = self._random.choice((0.15, 0.4, 0.7))
        for parameter in subject.parameters:
            if parameter.kind is ParameterKind.VAR_POSITIONAL:
                for _ in range(self._random.choice((0, 1, 1, 2, 3))):
                    arguments.append(Argument(parameter, self.pick(subject, parameter)))
            elif parameter.kind is ParameterKind.VAR_KEYWORD:
                arguments += self._keywords(parameter, drawn=True)
            elif parameter.default is None or self._random.random() < share:
                arguments.append(Argument(parameter, self.pick(subject, parameter)))
        return tuple(arguments)

    def with_argument(self, step: Step, argument: Argument) -> Step:
        """The call with one argument added or replaced."""
        assert step.subject is not None
        kept = [
            each
            for each in step.arguments
            if (each.parameter.name, each.keyword) != (argument.parameter.name, argument.keyword)
        ]
        arguments = self._ordered(step.subject, [*kept, argument])
        return replace(step, arguments=arguments, by_position=None)

    def keyword_arguments(self, parameter: Parameter, names: Iterable[str]) -> list[Argument]:
        """Arguments under some of the names that a var-keyword parameter is known to take."""
        known = {
            each.value
            for each in (self._parse(key) for key in parameter.usage.keys)
            if isinstance(each, Literal) and isinstance(each.value, str)
        }
        return [
            Argument(parameter, recipe, keyword=name)
            for name in sorted(known & set(names))
            for recipe in self.values_of_key(parameter, name)[:4]
        ]

    def _is_on_result(self, nested: CallableSubject, subject: CallableSubject) -> bool:
        """Whether a nested function is an attribute of what the callable around it returns."""
        around = nested.qualname.rpartition(".<locals>.")[0]
        return nested.qualname in self._attached and around == subject.qualname

    def _callee(self, subject: CallableSubject, receiver: int | None) -> Recipe | None:
        """What is called in place of the callable itself.

        That is the generic function of a registration, or the attribute that a nested function stands on.
        """
        attribute = self._attached.get(subject.qualname)
        if attribute is not None and receiver is not None:
            return Attribute(step_reference(receiver), attribute)
        if subject.dispatch_of is None:
            return None
        return Symbol(self._subject.module, subject.dispatch_of)

    def _prefixes(self, subject: CallableSubject) -> list[tuple[Step, ...]]:
        """Steps before the call: none, or those that make its receiver."""
        if subject.kind in _INSTANCE_KINDS and subject.owner is not None:
            return [
                steps
                for steps in self.receivers(subject.owner)
                if not self._is_filled_in(steps, subject)
            ]
        if subject.kind is CallableKind.NESTED:
            return self.receivers(subject.qualname.rpartition(".<locals>.")[0])
        return [()]

    def _is_filled_in(self, steps: tuple[Step, ...], subject: CallableSubject) -> bool:
        """Whether a call of a method would meet what a class of the test fills in."""
        if not steps or not isinstance(steps[-1].expression, Symbol):
            return False
        known = self._book.definitions.get(steps[-1].expression.name, ())
        return is_filled_in(steps[-1], subject.name, known)

    @staticmethod
    def usual_use(subject: CallableSubject) -> Use:
        """What makes the body of a callable run."""
        if subject.is_context_manager:
            return Use.ASYNC_ENTER if subject.is_async else Use.ENTER
        if subject.is_generator:
            return Use.ASYNC_DRAIN if subject.is_async else Use.DRAIN
        return Use.AWAIT if subject.is_async else Use.PLAIN

    def _calls(self, subject: CallableSubject, receiver: int | None) -> list[Step]:
        """One best guess, then each parameter varied alone; made once until `forget`."""
        key = (subject.qualname, receiver)
        known = self._known_calls.get(key)
        if known is None or known[0] is not subject:
            known = self._known_calls[key] = subject, self._made_calls(subject, receiver)
        return known[1]

    def _made_calls(self, subject: CallableSubject, receiver: int | None) -> list[Step]:
        base: list[Argument] = []
        optional: list[Parameter] = []
        rest: Parameter | None = None
        for parameter in subject.parameters:
            if parameter.kind is ParameterKind.VAR_POSITIONAL:
                rest = parameter
            elif parameter.kind is ParameterKind.VAR_KEYWORD:
                base += self._keywords(parameter)
            elif parameter.default is None:
                ranked = [each.recipe for each in self.choices(subject, parameter)]
                choices = of_their_kind(ranked, parameter, base)
                taken = [each.recipe for each in base]
                base.append(Argument(parameter, unlike(choices, taken)))
            else:
                optional.append(parameter)
        if rest is not None:
            pool = self.choices(subject, rest)
            base += [Argument(rest, each.recipe) for each in pool[:2]]
        first = Step(subject, self._ordered(subject, base), receiver)
        needed = [each for each in base if each.keyword is None and each.parameter is not rest]
        steps = [first, Step(subject, self._ordered(subject, needed), receiver)]
        options = [each for each in first.arguments if each.keyword is not None]
        if options:
            plain = tuple(each for each in first.arguments if each.keyword is None)
            steps.append(replace(first, arguments=plain))
            for each in options:
                steps.append(replace(first, arguments=(*plain, each)))
        steps += [
            replace(first, arguments=(*first.arguments, *unknown))
            for unknown in (any_keywords(each) for each in subject.parameters)
            if unknown
        ]
        if rest is not None:
            bare = [each for each in base if each.parameter is not rest]
            steps.append(Step(subject, self._ordered(subject, bare), receiver))
        given = [self._with_option(first, each) for each in optional]
        others = [
            first.with_argument(index, recipe)
            for index, argument in enumerate(first.arguments)
            for recipe in self._alternatives(subject, argument)
        ]
        # An option that is given at all shows more than many more values of what is always given.
        once = [each[0] for each in given[:_FIRST_OPTIONS] if each]
        steps += [*others[:_BEFORE_OPTIONS], *once, *others[_BEFORE_OPTIONS:]]
        steps += [step for each in given for step in each]
        return list(dict.fromkeys(steps))

    def _with_option(self, first: Step, parameter: Parameter) -> list[Step]:
        """The call with an optional argument, the default written out last."""
        subject = first.subject
        assert subject is not None
        default = None if parameter.default is None else self._parse(parameter.default)
        recipes = [each.recipe for each in self.choices(subject, parameter)[:_PER_PARAMETER]]
        recipes = all_unlike(recipes, [each.recipe for each in first.arguments])
        recipes.sort(key=lambda each: each == default)
        added = [(*first.arguments, Argument(parameter, each)) for each in recipes]
        return [replace(first, arguments=self._ordered(subject, each)) for each in added]

    def _alternatives(self, subject: CallableSubject, argument: Argument) -> list[Recipe]:
        if argument.keyword is not None:
            return self.values_of_key(argument.parameter, argument.keyword)[1:5]
        pool = (each.recipe for each in self.choices(subject, argument.parameter))
        return [each for each in islice(pool, _PER_PARAMETER) if each != argument.recipe]

    def _keywords(self, parameter: Parameter, *, drawn: bool = False) -> list[Argument]:
        keys = [self._parse(each) for each in parameter.usage.keys[:_KEYWORDS]]
        names = [
            each.value for each in keys if isinstance(each, Literal) and isinstance(each.value, str)
        ]
        made = []
        for name in names:
            if not name.isidentifier() or (drawn and self._random.random() < 0.15):
                continue
            pool = self.values_of_key(parameter, name)
            recipe = self._random.choice(pool) if drawn else pool[0]
            made.append(Argument(parameter, recipe, keyword=name))
        if drawn and not names and self._random.random() < 0.4:
            made.append(Argument(parameter, Literal("abc"), keyword="extra"))
        return made

    def values_of_key(self, parameter: Parameter, name: str) -> list[Recipe]:
        """Values for one keyword of a var-keyword parameter."""
        found = self._values.of_key(parameter, name)
        return found or [Literal("abc"), Literal(1), Literal(""), Literal(None)]

    @staticmethod
    def _ordered(subject: CallableSubject, arguments: Iterable[Argument]) -> tuple[Argument, ...]:
        order = {each.name: place for place, each in enumerate(subject.parameters)}
        return tuple(sorted(arguments, key=lambda each: order.get(each.parameter.name, 99)))

    # -- what others wrote -----------------------------------------------------------------------

    def mined(self) -> list[Scenario]:
        """Calls found elsewhere, with the arguments that their authors gave."""
        found = []
        for mined in (*self._subject.mined, *command_calls(self._subject)):
            subject = self._subject.callable(mined.callee)
            if subject is None:
                continue
            arguments = bound(subject, mined.arguments, mined.keywords)
            if arguments is None:
                continue
            for prefix in self._prefixes(subject)[:2]:
                step = Step(
                    subject, arguments, len(prefix) - 1 if prefix else None, self.usual_use(subject)
                )
                found.append(self.complete(Scenario((*prefix, step), origin="mined")))
        return list(dict.fromkeys(found))

    def follow_ups(self, scenario: Scenario, result_type: str) -> list[Scenario]:
        """What to do with a result that is not a plain value: drain it, await it, enter it, call it."""
        act = scenario.act
        place = len(scenario.steps) - 1
        uses = uses_of(act, result_type, self._iterators)
        if uses:
            return [scenario.with_step(place, replace(act, use=use)) for use in uses]
        if result_type in ("builtins:function", "functools:partial", "builtins:method"):
            return self._calls_of_result(scenario, place)
        return []

    def _calls_of_result(self, scenario: Scenario, place: int) -> list[Scenario]:
        subject = scenario.act.subject
        if subject is None or len(scenario.steps) > 4:
            return []
        inner = [
            each
            for each in self._subject.callables
            if each.qualname.startswith(f"{subject.qualname}.<locals>.")
        ]
        found = []
        direct = [each for each in inner if each.qualname not in self._attached]
        for each in [*direct[:3], *(each for each in inner if self._is_on_result(each, subject))]:
            nested = replace(each, kind=CallableKind.NESTED)
            callee = self._callee(nested, place)
            for step in self._calls(nested, place)[:_PER_PARAMETER]:
                step = replace(step, expression=callee)
                found.append(scenario.with_steps((*scenario.steps, step)))
        if not inner:
            nested = handed_out(subject)
            for step in self._calls(nested, place)[:5]:
                found.append(scenario.with_steps((*scenario.steps, step)))
            bare = Step(replace(nested, parameters=()), (), place)
            found.append(scenario.with_steps((*scenario.steps, bare)))
        return [self.complete(each) for each in found]

    def learn_result(self, scenario: Scenario, recipe: Recipe, type_name: str) -> bool:
        """Remember that an expression builds a value of a type."""
        if type_name.startswith("builtins:") or isinstance(recipe, Verbatim):
            return False
        parts = [part for _, part in walk(recipe)]
        is_large = len(parts) > 30 and recipe not in self._built_from_documents
        if is_large or not isinstance(recipe, Call | Attribute):
            return False
        return self._book.learn(type_name, recipe)

"""What a callable puts off: it returns an object at once, and its body runs when that is told to.

Decorators make such callables (``@operation``, ``@lazy``, ``@task``). A call of one ends well without having
come to a line of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind, Subject
from aqe.generation.scenario import Scenario, Step

__all__ = ["PuttingOff"]

_MOST = 6
"""Methods of one class that are tried."""
_MOST_TRIED = 1000
"""Scenarios that are remembered until they are executed."""
_WORDS = (
    *("__call__", "run", "execute", "invoke", "perform", "apply", "start", "call", "evaluate"),
    *("compute", "resolve", "result", "get", "send", "process", "wait", "join", "load", "build"),
)
"""Names of methods that do what was put off, the likeliest first."""


@dataclass(slots=True)
class PuttingOff:
    """Finds and remembers which method of a result runs the body of a callable.

    Args:
        subject: the module.
    """

    subject: Subject
    _known: dict[str, CallableSubject] = field(default_factory=dict)
    """Callable -> the method of its result that runs it."""
    _tried: dict[Scenario, tuple[str, CallableSubject]] = field(default_factory=dict)

    def scenarios(self, scenario: Scenario, result_type: str) -> list[Scenario]:
        """A scenario that ended well without coming to its body, with each likely method of its result.

        Args:
            scenario: whose act returned an object.
            result_type: of the object, as ``module:class``.
        """
        act = scenario.act
        module, _, owner = result_type.partition(":")
        if act.subject is None or module != self.subject.module:
            return []
        if act.subject.kind in (CallableKind.CONSTRUCTOR, CallableKind.PROPERTY):
            return []
        if len(self._tried) > _MOST_TRIED:  # most were never executed
            self._tried.clear()
        found = []
        for method in self._runners(owner):
            made = _with_run(scenario, method)
            self._tried[made] = act.subject.qualname, method
            found.append(made)
        return found

    def note(self, scenario: Scenario, came_to: Callable[[str], bool]) -> None:
        """Remember the method behind a call where that led to the body of what was called.

        Args:
            scenario: what was executed.
            came_to: whether it came to the body of a callable.
        """
        tried = self._tried.pop(scenario, None)
        if tried is not None and came_to(tried[0]):
            self._known.setdefault(*tried)

    def run(self, scenario: Scenario) -> Scenario:
        """The scenario with the method behind it that is known to run what it puts off, if any is."""
        subject = scenario.act.subject
        method = None if subject is None else self._known.get(subject.qualname)
        return scenario if method is None else _with_run(scenario, method)

    def _runners(self, owner: str) -> list[CallableSubject]:
        rank = {name: place for place, name in enumerate(_WORDS)}
        nearest: dict[str, CallableSubject] = {}
        for name in self.subject.lineage(owner):
            for each in self.subject.callables:
                if each.owner == name:
                    nearest.setdefault(each.name, each)
        own = [
            each
            for each in nearest.values()
            if each.kind is CallableKind.METHOD
            and (each.name == "__call__" or not each.name.startswith("_"))
            and not any(_is_required(parameter) for parameter in each.parameters)
            and not (each.is_async or each.is_generator or each.is_abstract)
        ]
        return sorted(own, key=lambda each: rank.get(each.name, len(rank)))[:_MOST]


def _is_required(parameter: Parameter) -> bool:
    is_rest = parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
    return parameter.default is None and not is_rest


def _with_run(scenario: Scenario, method: CallableSubject) -> Scenario:
    return scenario.with_steps((*scenario.steps, Step(method, (), len(scenario.steps) - 1)))

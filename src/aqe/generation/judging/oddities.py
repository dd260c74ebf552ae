"""Exceptions that no test should nail down: judged by who called with what, and by what was promised.

The rule, one oddity after the other:

- a `RecursionError` through the subject, from small values that contradict nothing that is declared;
- a `SystemError`: the interpreter was misused;
- the death of the process by a signal that a fault in native code gives (segmentation, bus, arithmetic,
  instruction, abort), from public code and values that contradict nothing that is declared, in a module
  that sends no signals itself;
- a name without a value, in the subject's own code: one that nothing in the module binds, always; one that
  is bound on other ways only, where public code was called with values that contradict nothing;
- an assertion of the subject that fails under arguments that are all declared and keep to it, and that is
  no precondition (about the parameters as given) and no checker's way to answer;
- an `IndexError`, `KeyError`, `AttributeError`, `TypeError`, `ZeroDivisionError`, `StopIteration` out of the
  subject's own code, not raised there by a statement, from public code called with arguments that are all
  declared and keep to it, where neither documentation nor any raise statement on the way promises it, and
  where it is not what the operation gives by its nature (``table[key]`` for a parameter's ``key``).

Wrong types for undeclared parameters are nobody's fault but the search's, and never an oddity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from aqe.domain.finding import Confidence, Oddity
from aqe.domain.run import CandidateOutcome, CandidateRun, Failure
from aqe.domain.subject import CallableSubject, Subject
from aqe.domain.suite import Assertion
from aqe.generation.judging.fitting import Fitting, Standing
from aqe.generation.judging.own_methods import sets_itself_up
from aqe.generation.judging.promises import is_promised
from aqe.generation.scenario import Scenario

__all__ = ["Judge", "Lines", "Suspect", "Suspicion", "suspects_of"]

_DEEP = 50
"""Frames of the subject from which a recursion is its own."""
_UNPROMISED = frozenset(
    "IndexError KeyError AttributeError TypeError ZeroDivisionError StopIteration".split()
)
_OWN_ANSWERS = {
    "__getitem__": ("KeyError", "IndexError", "TypeError"),
    "__delitem__": ("KeyError", "IndexError", "TypeError"),
    "__missing__": ("KeyError",),
    "__getattr__": ("AttributeError",),
    "__getattribute__": ("AttributeError",),
    "__next__": ("StopIteration",),
    "__contains__": ("TypeError",),
    "__hash__": ("TypeError",),
    "pop": ("KeyError", "IndexError"),
    "popleft": ("IndexError",),
    "popitem": ("KeyError",),
    "remove": ("KeyError",),
    "peek": ("IndexError",),
    "next": ("StopIteration",),
}
"""What callables of these names say by an exception, whoever wrote them."""
_FATAL = frozenset(
    f"killed by {name}" for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT")
)
"""Ends that the interpreter comes to by a fault, and neither by its own will nor by a limit."""
_CHECKERS = ("assert", "fail", "check", "verify", "ensure", "require", "expect", "validate")


class _Line(Protocol):
    """What stands on a line."""

    @property
    def is_raise(self) -> bool:
        """Whether it raises."""
        ...

    @property
    def is_assert(self) -> bool:
        """Whether it asserts."""
        ...

    @property
    def is_precondition(self) -> bool:
        """Whether it asserts about parameters as they were given."""
        ...

    @property
    def text(self) -> str:
        """Its first line."""
        ...

    @property
    def natural(self) -> frozenset[str]:
        """Exceptions that its operations on bare parameters give by their nature."""
        ...


class Lines(Protocol):
    """The lines of the subject's source."""

    @property
    def sends_signals(self) -> bool:
        """Whether anything in the module may end a process on purpose."""
        ...

    def at(self, line: int | None) -> _Line:
        """What stands on one."""
        ...

    def binds(self, name: str) -> bool:
        """Whether anything in the module gives a name its value."""
        ...


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a run is odd."""

    rule: Oddity
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Suspect:
    """An oddity with the scenario that showed it."""

    suspicion: Suspicion
    subject: str
    """Qualified name of what is odd."""
    message: str
    line: int | None
    scenario: Scenario
    run: CandidateRun
    still: Callable[[CandidateRun], bool]
    """Whether another run shows the same oddity."""
    is_law: bool = False
    """Whether it breaks a law of the data model, which the last steps of the scenario state."""
    steps: int = 0
    """How many these are."""
    evidence: int = 0
    """How many steps before them only show that the law applies."""
    demands: Callable[[int], tuple[Assertion, ...]] = lambda statements: ()
    """What a test of so many statements demands of a lawful subject."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges runs that ended with an exception."""

    subject: Subject
    fitting: Fitting
    lines: Lines

    def suspicion(self, scenario: Scenario, run: CandidateRun) -> Suspicion | None:
        """Why a failure is odd, or None where it is the subject's good right."""
        failure = run.failure
        if failure is not None and run.outcome is CandidateOutcome.CRASHED:
            return self._crash(failure, scenario)
        if failure is None or (run.failed_at or 0) < len(scenario.steps) - 1:
            return None  # what fails before the act is judged where it is the act
        module, _, name = failure.type.partition(":")
        if module != "builtins":
            return None
        called = self.subject.callable(scenario.subject)
        is_public = _is_public(scenario)
        standing = self.fitting.standing(scenario)
        match name:
            case "SystemError":
                return Suspicion(Oddity.INTERPRETER, Confidence.HIGH)
            case "RecursionError":
                return _recursion(failure, standing)
            case "NameError" | "UnboundLocalError":
                return self._unbound(failure, standing, is_public)
        if not is_public or standing is not Standing.DECLARED or not failure.in_subject:
            return None
        if called is None or _is_answer(called, name) or self._is_half_made(failure):
            return None
        line = self.lines.at(failure.line)
        if name == "AssertionError":
            return _assertion(line, called)
        if name not in _UNPROMISED or line.is_raise or name in line.natural:
            return None
        if is_promised(self.subject, called, name):
            return None
        is_none = "'NoneType'" in failure.message
        return Suspicion(Oddity.UNPROMISED, Confidence.HIGH if is_none else Confidence.MEDIUM)

    def _crash(self, failure: Failure, scenario: Scenario) -> Suspicion | None:
        standing = self.fitting.standing(scenario)
        if failure.message not in _FATAL or self.lines.sends_signals:
            return None
        if not _is_public(scenario) or standing is Standing.DOUBTFUL:
            return None
        is_sure = standing is Standing.DECLARED
        return Suspicion(Oddity.CRASH, Confidence.HIGH if is_sure else Confidence.MEDIUM)

    def _is_half_made(self, failure: Failure) -> bool:
        """Whether an attribute is missing that whoever mixes the class in would have set or inherited."""
        if failure.type != "builtins:AttributeError":
            return False
        if failure.message.startswith("'super' object"):
            return True
        owner = _quoted(failure.message)
        return any(
            each.qualname.rpartition(".")[2] == owner and not sets_itself_up(self.subject, each)
            for each in self.subject.classes
        )

    def _unbound(self, failure: Failure, standing: Standing, is_public: bool) -> Suspicion | None:
        if not failure.in_subject or self.lines.at(failure.line).is_raise:
            return None
        if failure.type == "builtins:NameError" and not self.lines.binds(_quoted(failure.message)):
            return Suspicion(Oddity.UNBOUND, Confidence.HIGH)
        if not is_public or standing is Standing.DOUBTFUL:
            return None
        is_sure = standing is Standing.DECLARED
        return Suspicion(Oddity.UNBOUND, Confidence.HIGH if is_sure else Confidence.MEDIUM)


def _is_public(scenario: Scenario) -> bool:
    return all(
        each.subject is None or each.subject.is_public or each.subject.is_dunder
        for each in scenario.steps
    )


def _recursion(failure: Failure, standing: Standing) -> Suspicion | None:
    if failure.depth < _DEEP or standing is Standing.DOUBTFUL:
        return None
    is_sure = standing is Standing.DECLARED
    return Suspicion(Oddity.RECURSION, Confidence.HIGH if is_sure else Confidence.MEDIUM)


def _assertion(line: _Line, called: CallableSubject) -> Suspicion | None:
    is_own = (line.is_assert and not line.is_precondition) or line.is_raise
    if not is_own or called.name.lstrip("_").lower().startswith(_CHECKERS):
        return None
    return Suspicion(Oddity.ASSERTION, Confidence.MEDIUM)


def _is_answer(called: CallableSubject, exception: str) -> bool:
    return exception in _OWN_ANSWERS.get(called.name, ())


def _quoted(message: str) -> str:
    """The name that a message puts in quotes."""
    return message.split("'")[1] if message.count("'") >= 2 else ""


def suspects_of(judge: Judge, failures: Iterable[tuple[Scenario, CandidateRun]]) -> list[Suspect]:
    """One suspect for each line and exception that is odd: the surest, then the first.

    Of ends of the process, which have no line, there is one for each callable.
    """
    found: dict[tuple[str, str, int | str | None], Suspect] = {}
    for scenario, run in failures:
        failure = run.failure
        if failure is None:
            continue
        why = judge.suspicion(scenario, run)
        if why is None:
            continue
        place = scenario.subject if why.rule is Oddity.CRASH else failure.line
        key = (why.rule.value, failure.type, place)
        known = found.get(key)
        if known is None or _is_surer(why, known.suspicion):
            found[key] = _suspect(why, scenario, run, failure, judge)
    return list(found.values())


def _is_surer(one: Suspicion, other: Suspicion) -> bool:
    return one.confidence is Confidence.HIGH and other.confidence is not Confidence.HIGH


def _suspect(
    why: Suspicion, scenario: Scenario, run: CandidateRun, failure: Failure, judge: Judge
) -> Suspect:
    def still(other: CandidateRun) -> bool:
        return (
            other.failure is not None
            and (other.failure.type, other.failure.line) == (failure.type, failure.line)
            and other.outcome is run.outcome
            and (why.rule is not Oddity.CRASH or other.failure.message == failure.message)
        )

    if why.rule is Oddity.CRASH:
        called = judge.subject.callable(scenario.subject)
        line = called.first_line if called is not None else None
        said = failure.message.replace("killed", "the interpreter is killed", 1)
        return Suspect(why, scenario.subject, said, line, scenario, run, still)
    name = failure.type.partition(":")[2]
    said = failure.message or judge.lines.at(failure.line).text
    said = f": {said}" if said else ""
    return Suspect(why, scenario.subject, f"{name}{said}", failure.line, scenario, run, still)

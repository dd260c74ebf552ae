"""Which tests a mutant meets, how long they may take, and what their answer means."""

from __future__ import annotations

from typing import Any

from .forks import Answer, Forks


class Plan:
    """Which tests run for a mutant, in which order, and how long they may take."""

    def __init__(
        self,
        request: dict[str, Any],
        alone: dict[str, dict[str, Any]],
        dependent: list[str],
        import_lines: set[int],
    ) -> None:
        usable = [name for name, each in alone.items() if each["usable"]]
        self._request = request
        self._nearest = sorted(usable, key=lambda name: len(alone[name]["lines"]))
        self._lines = {name: frozenset(alone[name]["lines"]) for name in usable}
        self._import_lines = import_lines
        self.has_dependent = bool(dependent)
        """Whether some tests pass only in company: survivors have to meet the whole suite."""
        chosen = frozenset([*usable, *dependent])
        self.together = [name for name in alone if name in chosen]
        """Tests that pass in file order, in that order."""
        self.durations = {name: float(alone[name]["duration_s"]) for name in self.together}

    def is_covered(self, mutant: dict[str, Any]) -> bool:
        """Whether any test runs the mutated statement, at import at least."""
        lines = mutant["lines"]
        if self.has_dependent or self._import_lines.intersection(lines):
            return True
        return any(each.intersection(lines) for each in self._lines.values())

    def tests(self, mutant: dict[str, Any], *, at_import: bool) -> list[str]:
        """Tests that run its lines, those that run the fewest lines first.

        What changes at import may show in any test: the others follow.
        """
        if at_import and self.has_dependent:
            return self.together
        lines = mutant["lines"]
        near = [name for name in self._nearest if self._lines[name].intersection(lines)]
        if not at_import:
            return near
        chosen = frozenset(near)
        return [*near, *(name for name in self._nearest if name not in chosen)]

    def limit_s(self, tests: list[str]) -> float:
        """Limit of processor time for these tests."""
        expected_s = sum(self.durations[name] for name in tests)
        margin_s: float = self._request["margin_s"]
        factor: float = self._request["factor"]
        return margin_s + factor * expected_s

    @staticmethod
    def wall_s(limit_s: float) -> float:
        """Limit of time on the clock, for mutants that wait forever."""
        return 3 * limit_s + 3


def judged(answer: Answer) -> dict[str, Any]:
    """The event that says what became of a mutant."""
    event: dict[str, Any] = {
        "event": "mutant",
        "id": answer.key,
        "duration_s": answer.duration_s,
        "killed_by": [],
        "detail": "",
    }
    running = [each["began"] for each in answer.messages if "began" in each]
    last = answer.messages[-1] if answer.messages else {}
    if answer.is_timeout:
        return {**event, "state": "timeout", "killed_by": running[-1:]}
    if last.get("error"):
        return {**event, "state": "error", "detail": last["error"]}
    if "failed" in last:
        state = "killed" if last["failed"] else "survived"
        return {**event, "state": state, "killed_by": last["failed"]}
    detail = last.get("crash") or _death(answer)
    return {**event, "state": "killed", "killed_by": running[-1:], "detail": detail}


def _death(answer: Answer) -> str:
    if answer.signal:
        return "the process died by signal %d" % answer.signal
    return "the process ended with exit code %s" % answer.exit_code


def forks(request: dict[str, Any]) -> Forks:
    return Forks(request["jobs"], request["temporary"], request["memory_bytes"])

"""The engine that others are given: the chosen one for each run, and the other where it broke off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from aqe.booster.choice import Rule
from aqe.booster.ports import Engine, EngineFailure, EngineTrap, Limits, Operation
from aqe.errors import BoosterError

__all__ = ["Booster"]

_MOST_TRAPS = 0.01
"""Share of runs of the module that may break off before the reference serves all."""
_FEWEST_RUNS = 100
"""Below so many runs a share says nothing; a second trap in a row of few counts all the same."""


class Booster:
    """Answers programs with the engine that was measured to be best for them.

    A run that breaks off in the module is answered by the reference. When more than one run in a hundred
    does, the reference answers all that follow, and this is told once.

    Args:
        reference: The engine in Python.
        open_wasm: Makes the module's engine, when it is first needed; None where it shall not serve.
        rules: Which engine serves what.
        tell: Is told, once, why the module does not serve although it was to.
        why_not: What to tell at first use where `open_wasm` is None and somebody would want to know.
    """

    name = "booster"

    def __init__(
        self,
        reference: Engine,
        open_wasm: Callable[[], Engine] | None,
        rules: Mapping[Operation, Rule],
        tell: Callable[[str], None],
        why_not: str = "",
    ) -> None:
        self._reference = reference
        self._open_wasm = open_wasm
        self._rules = rules
        self._tell = tell
        self._wasm: Engine | None = None
        self.why_not = why_not
        """Why the module does not serve; empty where it does."""
        self._told = False
        self._runs: Counter[str] = Counter()
        self.traps = 0
        """Runs that broke off in the module."""

    @property
    def used(self) -> Mapping[str, int]:
        """Runs that were answered, by the name of the engine that answered them."""
        return MappingProxyType(dict(self._runs))

    def serves_wasm(self) -> bool:
        """Whether the module is there to serve; that it is not is told."""
        if self._open_wasm is None:
            self._tell_once()
        return self._open_wasm is not None

    def run(
        self, operation: Operation, program: bytes, data: bytes, limits: Limits = Limits()
    ) -> bytes:
        """See `Engine.run`; no trap leaves it but one of the reference."""
        engine = self.engine_for(operation, len(data))
        if engine is not self._reference:
            try:
                answer = engine.run(operation, program, data, limits)
            except EngineTrap as trap:
                self._count_trap(trap)
            except EngineFailure:
                self._runs[engine.name] += 1
                raise
            else:
                self._runs[engine.name] += 1
                return answer
        answer = self._reference.run(operation, program, data, limits)
        self._runs[self._reference.name] += 1
        return answer

    def engine_for(self, operation: Operation, size: int) -> Engine:
        """The engine that a run would be given to, by the bytes of its input."""
        if self._open_wasm is None:
            self._tell_once()
            return self._reference
        if not self._rules[operation].prefers_wasm(size):
            return self._reference
        if self._wasm is None:
            try:
                self._wasm = self._open_wasm()
            except BoosterError as error:
                self._close(error.message)
                return self._reference
        return self._wasm

    def _count_trap(self, trap: EngineTrap) -> None:
        self.traps += 1
        runs = self._runs["wasm"] + self.traps
        if self.traps > 1 and self.traps > _MOST_TRAPS * max(runs, _FEWEST_RUNS):
            self._close(
                f"the WASM engine broke off in {self.traps} of {runs} runs, lastly since {trap.message}"
            )

    def _close(self, reason: str) -> None:
        self._open_wasm = self._wasm = None
        self.why_not = reason
        self._tell_once()

    def _tell_once(self) -> None:
        if self.why_not and not self._told:
            self._told = True
            self._tell(f"{self.why_not}; the reference in Python serves, with the same answers")

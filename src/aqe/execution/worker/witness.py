"""Watches one program statement by statement and writes down what each of them showed."""

import functools
import warnings
from typing import Any, Callable, Dict, List, Optional, Tuple, TypeVar

from .capture import Capture
from .observe import Observer, is_instance_of_code
from .probes import Operands, Recorder
from .stability import names_stream, set_displays

_OUTPUT_LIMIT = 10_000
_T = TypeVar("_T")


class Witness:
    """What the statements of one program showed. Observing changes neither hits nor operands."""

    def __init__(self, observer: Observer, recorder: Recorder, capture: Capture) -> None:
        self.observations: List[Dict[str, Any]] = []
        self.operands: List[Tuple[int, List[Operands]]] = []
        self._observer = observer
        self._recorder = recorder
        self._capture = capture
        self._bound: Dict[str, Dict[str, Any]] = {}
        self._catcher = warnings.catch_warnings(record=True)
        caught = self._catcher.__enter__()
        self._warnings: List[Any] = [] if caught is None else caught
        warnings.simplefilter("always")

    def completed(
        self, position: int, target: Optional[str], value: Any, namespace: Dict[str, Any]
    ) -> None:
        """A statement came to an end."""
        observation = self._observation(position)
        observation["value"] = self._unseen(functools.partial(self._observer.snapshot, value))
        others = [name for name in self._bound if name != target and name in namespace]
        same = next((name for name in others if namespace[name] is value), None)
        if same is not None:
            if "source" not in observation["value"]:
                observation["same"] = same
        elif is_instance_of_code(value) and observation["value"]["kind"] != "opaque":
            seen = observation["value"]
            twin = next((name for name in others if self._bound[name] == seen), None)
            if twin is not None:
                observation["apart"] = twin
        if target:
            self._bound[target] = observation["value"]

    def failed(
        self, position: int, failure: Dict[str, Any], error: Optional[BaseException] = None
    ) -> None:
        """A statement raised; what the exception holds beside its message goes with it."""
        if error is not None and is_instance_of_code(error):
            held = self._unseen(functools.partial(self._observer.held_by, error))
            if held:
                failure["held"] = held
        if position >= 0:
            self._observation(position)["raised"] = failure

    def renewed(self, namespace: Dict[str, Any]) -> List[Tuple[str, Dict[str, Any]]]:
        """Variables whose values are not as they were when they were bound; from now on these count."""
        found = self.changed(namespace)
        self._bound.update(found)
        return found

    def changed(self, namespace: Dict[str, Any]) -> List[Tuple[str, Dict[str, Any]]]:
        """Variables whose values are not as they were when they were bound or last looked at."""
        found = []
        for name, before in self._bound.items():
            if before["kind"] == "opaque" or name not in namespace:
                continue
            now = self._unseen(functools.partial(self._observer.snapshot, namespace[name]))
            if now != before:
                found.append((name, now))
        return found

    def close(self) -> None:
        """Gives the warnings back to whom they belong."""
        self._catcher.__exit__(None, None, None)

    def _observation(self, position: int) -> Dict[str, Any]:
        observation: Dict[str, Any] = {"statement": position}
        stdout = self._capture.take()
        if stdout and not set_displays(stdout) and not names_stream(stdout):
            observation["stdout"] = stdout[:_OUTPUT_LIMIT]
        if self._warnings:
            observation["warnings"] = [each.category.__name__ for each in self._warnings]
            del self._warnings[:]
        self.observations.append(observation)
        return observation

    def _unseen(self, look: Callable[[], _T]) -> _T:
        self.operands += self._recorder.drain()
        hits = self._recorder.save()
        warned = len(self._warnings)
        self._recorder.pause()
        try:
            return look()
        finally:
            self._recorder.resume()
            self._recorder.restore(hits)
            # A text or a length that warns does so for whoever looks, and the program did not.
            del self._warnings[warned:]

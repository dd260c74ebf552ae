"""Lines and branches by tracing, for modules whose rewritten form does not import."""

import sys
from types import FrameType
from typing import Any, Callable, Dict, Tuple

from .instrument import Instrumented


def line_tracer(
    filename: str, instrumented: Instrumented, hits: bytearray
) -> Callable[[FrameType, str, Any], Any]:
    """A trace function that sets the same bytes as the probes of rewritten code would."""
    lines = {line: index for index, line in enumerate(instrumented.lines)}
    arcs: Dict[Tuple[int, int], int] = {}
    for decision in instrumented.decisions:
        for side, target in decision.targets.items():
            if target is not None:
                arcs[decision.line, target] = decision.key + side

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename != filename:
            return None
        last = [0]
        leaving = -code.co_firstlineno

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                line = frame.f_lineno
                index = lines.get(line)
                if index is not None:
                    hits[index] = 1
                _take(last[0], line)
                last[0] = line
            elif event == "return":
                _take(last[0], leaving)
            return step

        return step

    def _take(source: int, target: int) -> None:
        goal = arcs.get((source, target))
        if goal is not None:
            hits[goal] = 1

    return enter


def stop() -> None:
    """Stops tracing."""
    sys.settrace(None)

"""What was done with test doubles: the calls that a `unittest.mock` object has recorded."""

import sys
import types
from typing import Any, Dict, List, Optional, Set, Tuple

from .sources import Sources, Unprintable

_MOST_CALLS = 6


def snapshot_of_double(value: Any, sources: Sources) -> Optional[Dict[str, Any]]:
    """A description of a double by its calls; None for any other value."""
    mock: Any = sys.modules.get("unittest.mock")
    if mock is None or not _is_double(value, mock):
        return None
    calls = list(value.mock_calls)
    return {
        "kind": "object",
        "type": "unittest.mock:NonCallableMock",
        "attributes": [_recorded(calls, sources) or _counted(value.call_count)],
    }


def _is_double(value: Any, mock: Any) -> bool:
    if issubclass(type(value), mock.NonCallableMock):
        return True
    # A function that stands in for a function keeps its double in an attribute.
    if type(value) is not types.FunctionType:
        return False
    return issubclass(type(vars(value).get("mock")), mock.NonCallableMock)


def _counted(count: int) -> Tuple[str, Dict[str, Any]]:
    return "call_count", {"kind": "literal", "type": "builtins:int", "source": str(count)}


def _recorded(calls: List[Any], sources: Sources) -> Optional[Tuple[str, Dict[str, Any]]]:
    """The calls as source text, unless they are many or hold what cannot be printed."""
    if len(calls) > _MOST_CALLS:
        return None
    symbols: Set[Tuple[str, str]] = {("unittest.mock", "call")} if calls else set()
    texts = []
    try:
        for name, arguments, keywords in calls:
            parts = [_printed(each, sources, symbols) for each in arguments]
            for key, each in keywords.items():
                parts.append("%s=%s" % (key, _printed(each, sources, symbols)))
            path = "." + name if name[:1].isidentifier() else name  # of a method of the double
            texts.append("call%s(%s)" % (path, ", ".join(parts)))
    except Unprintable:
        return None
    described: Dict[str, Any] = {"kind": "literal", "type": "builtins:list"}
    described["source"] = "[%s]" % ", ".join(texts)
    if symbols:
        described["symbols"] = sorted(symbols)
    return "mock_calls", described


def _printed(value: Any, sources: Sources, symbols: Set[Tuple[str, str]]) -> str:
    source = sources.source_of(value)
    if source.approximate and not isinstance(value, float):
        raise Unprintable
    symbols.update(source.symbols)
    return source.text

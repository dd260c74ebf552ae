"""What is told about a result that never came."""

from typing import Any, Dict


class Lost:
    """Why a process did not deliver the result of an item."""

    def __init__(self, outcome: str, detail: str, is_fault: bool = False) -> None:
        self.outcome = outcome
        self.detail = detail
        self.is_fault = is_fault
        """Whether the worker's own code failed there."""


def fault_of(error: BaseException) -> bytes:
    """What failed in the worker's own code and where, in one line."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else "%s:%d" % (place.tb_frame.f_code.co_name, place.tb_lineno)
    return ("%s: %s (%s)" % (type(error).__name__, error, where)).encode("utf-8", "replace")


def lost_by_fault(fault: bytes) -> Lost:
    """The loss that a fault of the worker's own code means."""
    text = fault.decode("utf-8", "replace")
    return Lost("crashed", "the worker's own code failed: " + text, True)


def lost_result(candidate: int, lost: Lost) -> Dict[str, Any]:
    """Stands in for the result of a program."""
    return {
        "candidate": candidate,
        "outcome": lost.outcome,
        "failure": {
            "type": "aqe:Lost",
            "message": lost.detail,
            "in_subject": False,
            "line": None,
            "depth": 0,
        },
    }

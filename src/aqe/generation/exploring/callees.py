"""Which private callables stand behind a public one: its inputs are theirs, too."""

from __future__ import annotations

from aqe.domain.subject import CallableKind, CallableSubject, Subject

__all__ = ["private_callees"]

_OWN = ("self.", "cls.")


def private_callees(subject: Subject) -> dict[str, frozenset[str]]:
    """Public callables -> qualified names of the private ones that they call, or that those call.

    Calls are known by their names alone: of the same object, or at module level.
    """
    private = {
        each.qualname: each
        for each in subject.callables
        if not each.is_public and each.kind is not CallableKind.CONSTRUCTOR
    }
    found = {}
    for each in subject.callables:
        if each.is_public:
            reached: dict[str, None] = {}
            waiting = [each]
            for one in waiting:  # grows while it is gone through
                for name in _called(one, subject):
                    if name in private and name not in reached:
                        reached[name] = None
                        waiting.append(private[name])
            if reached:
                found[each.qualname] = frozenset(reached)
    return found


def _called(caller: CallableSubject, subject: Subject) -> list[str]:
    """Qualified names that calls of a callable may stand for."""
    found = []
    for name in caller.calls:
        for prefix in _OWN:
            if name.startswith(prefix) and caller.owner is not None:
                plain = name.removeprefix(prefix)
                found += [f"{each}.{plain}" for each in subject.lineage(caller.owner)]
        found.append(name)
    return found

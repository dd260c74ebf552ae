"""How many places of a project call each callable, as far as names tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from aqe.domain.subject import CallableKind, CallableSubject, Subject

__all__ = ["callers_of"]


def callers_of(subjects: Iterable[Subject]) -> Counter[tuple[str, str]]:
    """Number of callables that call each (module, qualified name) of the given subjects.

    Calls through names and imports are followed exactly. A call of a method on some value counts for
    every class that has a method of that name, since names do not tell the class.
    """
    subjects = tuple(subjects)
    by_method: dict[str, list[tuple[str, str]]] = {}
    known: set[tuple[str, str]] = set()
    for subject in subjects:
        for each in subject.callables:
            key = (subject.module, each.qualname)
            known.add(key)
            if each.owner is not None and each.kind is not CallableKind.CONSTRUCTOR:
                by_method.setdefault(each.name, []).append(key)
    counts: Counter[tuple[str, str]] = Counter()
    for subject in subjects:
        names = dict(subject.names)
        for each in subject.callables:
            called: set[tuple[str, str]] = set()
            for call in each.calls:
                called.update(_called(subject, each, call, names, known, by_method))
            counts.update(called - {(subject.module, each.qualname)})
    return counts


def _called(
    subject: Subject,
    caller: CallableSubject,
    call: str,
    names: dict[str, str],
    known: set[tuple[str, str]],
    by_method: dict[str, list[tuple[str, str]]],
) -> list[tuple[str, str]]:
    head, _, rest = call.partition(".")
    if head in ("self", "cls") and caller.owner and "." not in rest:
        own = (subject.module, f"{caller.owner}.{rest}")
        return [own] if own in known else by_method.get(rest, [])
    if head in names:
        module, _, qualname = names[head].partition(":")
        dotted = ".".join(part for part in (qualname, rest) if part)
    else:
        module, dotted = subject.module, call
    parts = dotted.split(".")
    for index in range(len(parts)):
        inside, name = ".".join([module, *parts[:index]]), ".".join(parts[index:])
        for candidate in ((inside, name), (inside, f"{name}.__init__")):
            if candidate in known:
                return [candidate]
    return by_method.get(call.rpartition(".")[2], []) if rest else []

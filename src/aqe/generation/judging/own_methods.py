"""What a class and its bases in the same module define themselves."""

from __future__ import annotations

from aqe.domain.subject import ClassKind, ClassSubject, Subject

__all__ = ["sets_itself_up", "special_methods"]

_CONSTRUCTORS = frozenset({"__init__", "__new__"})
_MADE_OF_FIELDS = (ClassKind.DATACLASS, ClassKind.NAMEDTUPLE)


def special_methods(subject: Subject, owner: ClassSubject) -> dict[str, int]:
    """First line of each special method that a class or a base of it in the same module defines."""
    bases = {each.qualname: each.bases for each in subject.classes}
    found: dict[str, int] = {}
    waiting, seen = [owner.qualname], set[str]()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        for each in subject.callables:
            if each.owner == name and each.name.startswith("__"):
                found.setdefault(each.name, each.first_line)
        waiting += [each.rpartition(":")[2] for each in bases.get(name, ())]
    return found


def sets_itself_up(subject: Subject, owner: ClassSubject) -> bool:
    """Whether constructing an instance gives it its state; a mixin leaves that to others."""
    if owner.kind in _MADE_OF_FIELDS:
        return True
    return bool(special_methods(subject, owner).keys() & _CONSTRUCTORS)

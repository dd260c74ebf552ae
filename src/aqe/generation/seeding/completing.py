"""Classes of other modules whose instances stand for those of a class of the subject."""

from __future__ import annotations

from aqe.domain.subject import Subject

__all__ = ["completing"]


def completing(subject: Subject) -> dict[str, list[str]]:
    """By class of the subject, the classes of other modules that derive from it."""
    above = {f"{each.module}:{each.qualname}": each.bases for each in subject.known_classes}
    found: dict[str, list[str]] = {}
    for each in subject.known_classes:
        waiting = list(each.bases)
        for base in waiting:
            waiting += [name for name in above.get(base, ()) if name not in waiting]
            module, _, qualname = base.rpartition(":")
            if module == subject.module and each.module != subject.module:
                found.setdefault(qualname, []).append(each.qualname)
    return found

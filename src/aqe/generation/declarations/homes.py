"""Classes that say they come from where they are handed on, not from where they are defined."""

from __future__ import annotations

from collections.abc import Mapping

from aqe.domain.run import LoadedSubject
from aqe.domain.subject import Subject

__all__ = ["homes"]


def homes(subject: Subject, loaded: LoadedSubject) -> Mapping[str, str]:
    """``module:qualname`` as an object of a class shows it -> as the source defines it, where these differ.

    Packages write ``__module__`` of what they hand on, so that documentation and pickles name the public
    place. Whoever looks for the objects of a class that the subject defines has to know both.
    """
    known = {
        f"{each.module}:{each.qualname}" for each in (*subject.classes, *subject.known_classes)
    }
    imported = dict(subject.names)
    found = {}
    for member in loaded.members:
        shown = f"{member.module}:{member.qualname}"
        home = imported.get(member.name, f"{subject.module}:{member.name}")
        if member.kind == "class" and shown not in known and home in known:
            found[shown] = home
    return found

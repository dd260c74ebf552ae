"""Values under one name in two calls on an object: what one method keeps under a key, another looks up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aqe.domain.subject import CallableKind, CallableSubject, Parameter, ParameterKind, Subject

__all__ = ["Partner", "changing_methods", "partners"]

_MOST = 4
"""Partners of one method."""
_FILLING = frozenset({"__setitem__"})
"""Methods of the language that fill an object; what it holds is the state that most callables ask for."""
_SPECIAL = frozenset({"__contains__", "__delitem__", "__getitem__"})
"""Methods of the language that look something up."""
_COLLECTING = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Partner:
    """A method that changes an object, and the parameters of it and of another that have one name."""

    method: CallableSubject
    theirs: Parameter
    own: Parameter


def changing_methods(subject: Subject) -> Mapping[str, list[CallableSubject]]:
    """The methods of each class that may change its objects: by themselves, or by a method that they call.

    Where none does, those that call anything: what a class keeps may lie outside its objects, in files or
    in a table of the module.
    """
    methods: dict[str, list[CallableSubject]] = {}
    for each in (*subject.callables, *subject.arrangers):
        if each.owner is not None and _is_plain_method(each):
            methods.setdefault(each.owner, []).append(each)
    found: dict[str, list[CallableSubject]] = {}
    for owner, all_of_it in methods.items():
        writing = _writing(subject, owner, methods)
        calling = [each for each in all_of_it if each.is_public and each.calls]
        changing = [each for each in all_of_it if each.name in writing] or calling
        if changing:
            found[owner] = changing
    return found


def _writing(
    subject: Subject, owner: str, methods: Mapping[str, Sequence[CallableSubject]]
) -> frozenset[str]:
    """Names of the methods of a class and its bases that change an attribute."""
    lineage = (owner, *(each for each in subject.lineage(owner) if each != owner))
    by_name: dict[str, CallableSubject] = {}
    for cls in lineage:
        for each in methods.get(cls, ()):
            by_name.setdefault(each.name, each)
    found = {name for name, each in by_name.items() if each.attribute_writes}
    while True:
        more = {
            name
            for name, each in by_name.items()
            if name not in found
            and any(
                called.removeprefix("self.") in found for called in each.calls if "self." in called
            )
        }
        if not more:
            return frozenset(found)
        found |= more


def partners(subject: Subject) -> dict[str, list[Partner]]:
    """By qualified name of a method: what may keep something under the value that it is given.

    Those come first whose other parameters may all be left out.
    """
    changing = {
        owner: [(each, _keys(each)) for each in methods if each.is_public]
        for owner, methods in changing_methods(subject).items()
    }
    found: dict[str, list[Partner]] = {}
    for each in subject.callables:
        if each.kind is not CallableKind.METHOD or each.owner is None or each.dispatch_of:
            continue
        if each.is_dunder and each.name not in _SPECIAL:
            continue
        methods = [one for owner in subject.lineage(each.owner) for one in changing.get(owner, ())]
        made = list(_partners(each, methods))
        if made:
            made.sort(key=_needed_beside)
            found[each.qualname] = made[:_MOST]
    return found


def _keys(method: CallableSubject) -> dict[str, Parameter]:
    """Parameters that can be given alone, by name."""
    found: dict[str, Parameter] = {}
    is_behind_gap = False
    for each in method.parameters:
        if each.kind in _COLLECTING:
            continue
        if each.kind is not ParameterKind.POSITIONAL_ONLY or not is_behind_gap:
            found[each.name] = each
        is_behind_gap = is_behind_gap or each.default is not None
    return found


def _partners(
    callee: CallableSubject, methods: Iterable[tuple[CallableSubject, Mapping[str, Parameter]]]
) -> Iterable[Partner]:
    own = list(_keys(callee).values())
    own.sort(key=lambda parameter: parameter.default is not None)
    for method, theirs in methods:
        if method.name != callee.name and not method.dispatch_of:
            # What a call may leave out is seldom the key of what it does.
            shared = next((each for each in own if each.name in theirs), None)
            if shared is not None:
                yield Partner(method, theirs[shared.name], shared)


def _needed_beside(partner: Partner) -> int:
    """How many values a partner needs beside the one that it shares."""
    return sum(
        each.default is None and each.kind not in _COLLECTING and each is not partner.theirs
        for each in partner.method.parameters
    )


def _is_plain_method(subject: CallableSubject) -> bool:
    """Whether a method is called by its name, or by the statement that puts something under a key."""
    return (
        subject.kind in (CallableKind.METHOD, CallableKind.SETTER)
        and (not subject.is_dunder or subject.name in _FILLING)
        and not (subject.is_async or subject.is_generator or subject.is_abstract)
        and not subject.is_context_manager
    )

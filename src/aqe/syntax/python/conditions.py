"""Under which circumstances a test shows what it shows: ``for_empty_text``, ``with_strict``."""

from __future__ import annotations

from collections.abc import Sequence

from aqe.domain.candidate import StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Operation, Recipe, Symbol, Variable
from aqe.syntax.python.behaviours import Behaviour
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import Given
from aqe.syntax.python.input_classes import class_words, general_words, option_words
from aqe.syntax.python.names import callable_words

__all__ = ["conditions", "shared_conditions"]

_MOST = 2


def conditions(behaviour: Behaviour, head: str, *, with_general: bool = True) -> list[str]:
    """What sets a test apart from others with the same head of a name, most telling first.

    Args:
        behaviour: What the test shows.
        head: What its name says already.
        with_general: Whether what ordinary inputs are like counts as well.
    """
    own = [each for each in behaviour.own if each.is_named]
    others = [each for each in behaviour.given if not each.is_own and each.is_named]
    options = option_words([each for each in own if each.word not in head])
    # What is special about an option is told with it.
    bare = [each for each in own if not each.keyword] if options else own
    special = _told(bare, class_words, head)
    found = [f"{options}_for_{special[0]}"] if options and special else []
    found += [f"for_{each}" for each in special]
    found.append(options)
    found.append(option_words(own, with_values=True) if options else "")
    if len(special) > 1:
        found.append(f"for_{'_and_'.join(special[:_MOST])}")
    around = _told(others, class_words, head)
    found += [f"for_{each}" for each in around]
    if special and around and around[0] not in special:
        found.append(f"for_{special[0]}_and_{around[0]}")
    found += _preparations(behaviour.draft)
    if not with_general:
        return [each for each in dict.fromkeys(found) if each]
    general = _told(bare, general_words, head)
    found += [f"for_{each}" for each in general]
    if options and general:
        found.append(f"{options}_for_{general[0]}")
    if special and general:
        found.append(f"for_{special[0]}_and_{general[0]}")
    found += [f"for_{each}" for each in _told(others, general_words, head)]
    set_up = option_words([_as_own(each) for each in others])
    found.append(set_up)
    return [each for each in dict.fromkeys(found) if each]


def _preparations(draft: Draft) -> list[str]:
    """What was done to the object before: ``after_close``, ``after_adding``, the last of it first."""
    done: dict[str, None] = {}
    stream = _stream(draft)
    for each in draft.statements[: draft.act]:
        if each.target is not None and each.target == stream:
            continue  # the call under test itself
        match each.form, each.expression:
            case StatementForm.AUGMENT, Operation(name=operator):
                done[_DOING.get(operator, "changing_it")] = None
            case _, Call(callee=Attribute(owner=Variable(), name=name)) if name not in _SURROUNDING:
                done[callable_words(name)] = None
            case _, expression if _asked_for_item(expression) is not None:
                done["another_item"] = None
    words = list(done)
    found = ["before_the_end"] if stream else []
    found += [f"after_{words[-1]}"] if words else []
    if len(words) > 1:
        found.append(f"after_{'_and_'.join(words[-_MOST:])}")
    return found


def _stream(draft: Draft) -> str | None:
    """The variable with what gives items away, where the test ends before it does: after the first item, or
    by what it does with it then. An object that is asked for its next item by itself is none."""
    if draft.case.candidate.subject.rpartition(".")[2] in ("__next__", "__anext__"):
        return None
    expression = draft.statements[draft.act].expression
    if (name := _asked_for_item(expression)) is not None:
        return name
    begun = {_asked_for_item(each.expression) for each in draft.statements if each.is_act}
    match expression.operand if isinstance(expression, Await) else expression:
        case Call(callee=Attribute(owner=Variable(name=name))) if name in begun:
            return name
    return None


def _asked_for_item(expression: Recipe) -> str | None:
    """The variable in ``next(stream)``."""
    match expression.operand if isinstance(expression, Await) else expression:
        case Call(callee=Symbol(name="next" | "anext"), arguments=(Variable(name=name),)):
            return name
    return None


_DOING = {
    "add": "adding",
    "sub": "subtracting",
    "mul": "multiplying",
    "truediv": "dividing",
    "or": "merging",
    "and": "intersecting",
}
"""What is done by operators that change their left operand."""
_SURROUNDING = frozenset({"chdir", "setenv", "delenv", "setattr"})


def shared_conditions(
    behaviours: Sequence[Behaviour], head: str, *, with_general: bool = True
) -> list[str]:
    """What all cases of a table have in common, most telling first; see `conditions`."""
    first, *rest = [conditions(each, head, with_general=with_general) for each in behaviours]
    return [each for each in first if all(each in other for other in rest)]


def _told(given: Sequence[Given], words: object, head: str) -> list[str]:
    assert callable(words)
    found = dict.fromkeys(words(each) for each in given)
    return [each for each in found if each and each not in head]


def _as_own(given: Given) -> Given:
    return Given(given.word, given.value, True, given.keyword)

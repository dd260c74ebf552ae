"""Decorators of unittest as marks of pytest."""

from __future__ import annotations

import ast

from aqe.booster.transforms.python_source import refuse
from aqe.booster.transforms.unittest_edits import PytestEditor
from aqe.booster.transforms.unittest_names import dotted

__all__ = ["carry_decorator"]


def carry_decorator(editor: PytestEditor, decorator: ast.expr, *, on_class: bool) -> None:
    """The mark in the place of a decorator; one that has nothing to do with unittest stays on a method.

    Raises:
        Unsuited: There is no such mark, or a class is decorated by something unknown.
    """
    call = decorator if isinstance(decorator, ast.Call) else None
    function = call.func if call is not None else decorator
    known = editor.names.full(function)
    name = known or dotted(function) or ""
    if "patch" in name.split("."):
        return
    if known == "unittest.skip":
        _skip(editor, decorator, call)
    elif known in ("unittest.skipIf", "unittest.skipUnless"):
        _skip_if(editor, decorator, call, unless=known.endswith("Unless"))
    elif known == "unittest.expectedFailure":
        editor.replace(decorator, "pytest.mark.xfail(strict=True)")
    elif known is not None:
        raise refuse(decorator, f"the decorator {known} is not known")
    elif on_class:
        raise refuse(decorator, f"the decorator {name or 'of the class'} may count on TestCase")


def _skip(editor: PytestEditor, decorator: ast.expr, call: ast.Call | None) -> None:
    if call is None:
        editor.replace(decorator, "pytest.mark.skip")
        return
    if len(call.args) != 1 or call.keywords:
        raise refuse(call, "unittest.skip is called in an unusual way")
    editor.replace(call.func, "pytest.mark.skip")
    at = editor.source.arguments(call).spans[0][0]
    editor.edit(at, at, "reason=")


def _skip_if(
    editor: PytestEditor, decorator: ast.expr, call: ast.Call | None, *, unless: bool
) -> None:
    if call is None or len(call.args) != 2 or call.keywords:
        raise refuse(decorator, "skipIf or skipUnless is called in an unusual way")
    editor.replace(call.func, "pytest.mark.skipif")
    condition, reason = editor.source.arguments(call).spans
    if unless:
        simple = isinstance(call.args[0], ast.Name | ast.Attribute | ast.Call | ast.Subscript)
        editor.edit(condition[0], condition[0], "not " if simple else "not (")
        if not simple:
            editor.edit(condition[1], condition[1], ")")
    else:  # texts are evaluated by pytest, so that a value must be no text
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
            raise refuse(call, "the condition of skipIf is a text")
        editor.edit(condition[0], condition[0], "bool(")
        editor.edit(condition[1], condition[1], ")")
    editor.edit(reason[0], reason[0], "reason=")

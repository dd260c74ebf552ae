"""What would help, in sentences that a user can act on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from aqe.analysis.obstacles.code import Code
from aqe.analysis.obstacles.dependence import Dependence
from aqe.campaign.explanation.findings import Findings
from aqe.campaign.explanation.missing import unbuildable, unhinted
from aqe.domain.explanation import Cause, Ending, Guard, GuardKind
from aqe.domain.syntax_trees import nodes_in, parsed_expression

__all__ = [
    "for_certain",
    "for_dead_code",
    "for_exception",
    "for_import",
    "for_input",
    "for_main",
    "for_parameters",
    "for_receiver",
    "for_shape",
    "for_surroundings",
    "for_time",
    "with_general",
]

_PRAGMA = "mark it with `# pragma: no cover` if no test is meant to run it"
_EXAMPLE = "an example in its docstring, or an existing test, with a value that leads there"
_MORE = "more executions: a larger --executions or --budget"
_DEFENSIVE = ("raise AssertionError", "raise NotImplementedError", "assert_never(", "assert False")
_OPEN_TO_SEARCH = (
    Cause.UNMET_CONDITION,
    Cause.NOT_TRIED,
    Cause.NEVER_ENTERED,
    Cause.WRONG_SHAPE,
    Cause.ENDED_BEFORE,
)


def with_general(helps: Sequence[str], cause: Cause, text: str, is_spent: bool) -> tuple[str, ...]:
    """Advice with what holds for all goals of its sort."""
    found = list(helps)
    if text.startswith(_DEFENSIVE):
        found.insert(0, f"it reads like a guard against what cannot happen: {_PRAGMA}")
    if is_spent and cause in _OPEN_TO_SEARCH:
        found.append(_MORE)
    return tuple(dict.fromkeys(found))


def for_input() -> tuple[str, ...]:
    """For what another value could do."""
    return (_EXAMPLE,)


def for_exception(name: str) -> tuple[str, ...]:
    """For a handler."""
    return (f"an example or an existing test in which {name} is raised there",)


def for_time() -> tuple[str, ...]:
    """For executions that were stopped."""
    return (
        "a larger limit on time: `aqe config set limits.cpu_s 2` and `limits.wall_s 4`",
        "an example or an existing test with a small value",
    )


def for_dead_code() -> tuple[str, ...]:
    """For what nothing leads to."""
    return ("nothing in a test: remove it, or repair what comes before it",)


def for_certain(module: str, names: Sequence[str], is_typing: bool) -> tuple[str, ...]:
    """For conditions that never change."""
    if is_typing:
        return (f"nothing in a test: it is for type checkers; {_PRAGMA}",)
    if names:
        change = f'monkeypatch.setattr("{module}.{names[0]}", ...)'
        return (f"a test of your own that changes it: {change}", _PRAGMA)
    return for_dead_code()


def for_main() -> tuple[str, ...]:
    """For what runs as a program only."""
    return (
        "a test of your own that starts it: runpy.run_module(..., run_name='__main__')",
        _PRAGMA,
    )


def for_import() -> tuple[str, ...]:
    """For module level."""
    return (
        "a test of your own that imports the module anew after it changed what decides there",
        _PRAGMA,
    )


def for_receiver(owner: str) -> tuple[str, ...]:
    """For methods of a class of which no instance could be built."""
    return (
        f"an example in the documentation of {owner!r}, or an existing test or fixture, that builds one",
    )


def for_parameters(missing: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """For parameters without any known value."""
    return tuple(
        f"a value for {name!r}: none of type {kind!r} could be built" for name, kind in missing
    )


def for_shape(findings: Findings, qualname: str, endings: Sequence[Ending]) -> tuple[str, ...]:
    """For values that lack something: what they lack, and where types are missing."""
    subject = findings.subject.callable(qualname.partition(".<locals>.")[0])
    found = list(for_parameters(unbuildable(findings, subject)))
    if endings and endings[0].what in ("TypeError", "AttributeError", "KeyError", "IndexError"):
        names = ", ".join(repr(each) for each in list(unhinted(subject))[:3])
        if names:
            found.append(f"type hints for {names}")
    return (*found, _EXAMPLE)


def for_surroundings(
    code: Code, module: str, dependence: Dependence, guard: Guard
) -> tuple[str, ...]:
    """For what clock, chance, system, environment, files or network decide."""
    name, detail = dependence.name, dependence.detail
    match dependence.cause:
        case Cause.PLATFORM if detail:
            is_absent = guard.kind is GuardKind.HANDLER
            word = "is not installed" if is_absent else "is installed, or is not"
            return (f"a run where {detail!r} {word}", *_patched(code, module, guard))
        case Cause.PLATFORM:
            return (
                f"a run where {guard.text} is {guard.side}",
                *_patched(code, module, guard, name),
            )
        case Cause.TIME:
            return (
                "the moment as an argument, so that a test can choose it",
                f"a test of your own that replaces the clock: {_replacing(code, module, name)}",
            )
        case Cause.RANDOMNESS:
            return (
                "the source of random values as an argument, so that a test can choose them",
                f"a test of your own that replaces it: {_replacing(code, module, name)}",
            )
        case Cause.ENVIRONMENT if detail:
            value = _compared_with(guard.text)
            return (f"set the variable {detail}: monkeypatch.setenv({detail!r}, {value})",)
        case Cause.ENVIRONMENT:
            return (f"a test of your own that replaces {name}: {_replacing(code, module, name)}",)
        case Cause.FILES:
            return (
                f"a file or folder as {name} asks for it, made under tmp_path in a test of your own",
                "the path as an argument, so that a test can choose it",
            )
        case _:
            stand_in = f"a stand-in for {name}, handed in as an argument or set with monkeypatch"
            return (f"{stand_in}: candidates reach no network and no program but doubles of them",)


def _patched(code: Code, module: str, guard: Guard, name: str = "") -> tuple[str, ...]:
    """How a test changes a module-level name, or an attribute of a standard module."""
    names = [each for each in _names(guard.text) if each in code.values]
    if names:
        value = guard.side if guard.text == names[0] else "..."
        change = f'monkeypatch.setattr("{module}.{names[0]}", {value})'
        return (f"or a test of your own that changes it: {change}",)
    if "." in name and "(" not in name and guard.text != "":
        return (f"or a test of your own that changes it: {_replacing(code, module, name)}",)
    return ()


def _replacing(code: Code, module: str, name: str) -> str:
    """How a test replaces something of the standard library where the module looks it up."""
    for local, (origin, attribute) in code.scope.imports.items():
        whole = f"{origin}.{attribute}"
        if attribute and (name == whole or name.startswith(f"{whole}.")):
            return f'monkeypatch.setattr("{module}.{local}", ...)'
    if name.startswith("datetime."):  # its classes cannot be changed, the name for it can
        return f'monkeypatch.setattr("{module}.datetime", ...)'
    return f'monkeypatch.setattr("{name}", ...)'


def _names(text: str) -> list[str]:
    try:
        tree = parsed_expression(text)
    except (SyntaxError, ValueError):
        return []
    return [each.id for each in nodes_in(tree) if isinstance(each, ast.Name)]


def _compared_with(text: str) -> str:
    """The text that a variable is compared with, where there is one."""
    try:
        tree = parsed_expression(text)
    except (SyntaxError, ValueError):
        return "..."
    if isinstance(tree, ast.Compare):
        for each in (tree.left, *tree.comparators):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                return repr(each.value)
    return "..."

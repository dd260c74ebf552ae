"""Why goals were not reached: one block for all goals behind the same obstacle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aqe.cli.face import Face
from aqe.cli.page import Block, Heading, Line, Page, Tone
from aqe.cli.text import plural
from aqe.domain.explanation import Cause, Ending, GoalExplanation, Guard, GuardKind, Miss
from aqe.domain.explanation import MutantExplanation as Survivor
from aqe.operations.explain import ExplainResult
from aqe.report.search import stop_text
from aqe.report.wording import line_ranges

__all__ = ["view"]

_INDENT = 2
_MOST_LINES = 8
_MOST_SURVIVORS = 10


def view(result: ExplainResult, face: Face) -> Page:
    """A block per obstacle, then the surviving mutants and the summary."""
    blocks: list[Block] = []
    if result.stale:
        text = f"{result.path.name} changed since this run, so lines may have moved; run it again"
        blocks.append(Line(text, Tone.WARN))
    source = {each.number: each.text for each in result.source}
    for group in _groups(result.goals):
        blocks += _obstacle(group, source, face)
    blocks += _survivors(result, face)
    blocks.append(Line(""))
    blocks.append(_summary(result))
    return tuple(blocks)


def _groups(goals: Iterable[GoalExplanation]) -> list[list[GoalExplanation]]:
    """Goals with the same reason in the same callable, by place."""
    found: dict[tuple[str, Cause, str], list[GoalExplanation]] = {}
    for each in goals:
        found.setdefault((each.qualname, each.cause, each.reason), []).append(each)
    return list(found.values())


def _obstacle(group: Sequence[GoalExplanation], source: dict[int, str], face: Face) -> list[Block]:
    first = group[0]
    blocks: list[Block] = [
        Heading(f"{first.qualname}: {_what(group)}"),
        Line(_why(first.cause, first.reason), Tone.STRONG),
    ]
    blocks += _source(group, source, face)
    blocks += _guard(first.guard, first.nearest)
    if first.calls and first.qualname != "<module>":
        text = plural(first.calls, "execution") + f" called {first.qualname.partition('.<')[0]}"
        if first.tries:
            text += f"; {plural(first.tries, 'round')} aimed at it"
        blocks.append(_fact("tried", text))
    for ending in first.endings[: None if face.verbose else 2]:
        blocks.append(_fact("ended", _ending(ending)))
    blocks += [_fact("helps", each) for each in first.helps]
    return blocks


def _why(cause: Cause, reason: str) -> str:
    word = cause.value.replace("-", " ")
    return reason if reason.startswith(word) else f"{word}: {reason}"


def _what(group: Sequence[GoalExplanation]) -> str:
    lines = sorted({each.line for each in group if each.side is None})
    sides = [
        f"condition on line {each.line} {'true' if each.side else 'false'}"
        for each in group
        if each.side is not None
    ]
    word = "line" if len(lines) == 1 else "lines"
    return ", ".join([*([f"{word} {line_ranges(lines)}"] if lines else []), *sides])


def _source(group: Sequence[GoalExplanation], source: dict[int, str], face: Face) -> list[Block]:
    goals = {each.line for each in group}
    wanted = set(goals)
    guard = group[0].guard
    if guard is not None:
        wanted.add(guard.line)
    for line in goals:
        wanted |= {line - 1, line + 1}
    shown = sorted(line for line in wanted if line in source)
    most = len(shown) if face.verbose else _MOST_LINES
    blocks: list[Block] = []
    for line in shown[:most]:
        mark = ">" if line in goals else " "
        blocks.append(Line(f"{mark} {line:>5}  {source[line]}", Tone.FAINT, indent=_INDENT))
    if len(shown) > most:
        rest = f"and {len(shown) - most} more lines (--verbose shows all)"
        blocks.append(Line(rest, Tone.FAINT, indent=_INDENT))
    return blocks


def _guard(guard: Guard | None, nearest: Miss | None) -> list[Block]:
    blocks: list[Block] = []
    if guard is not None:
        blocks.append(_fact("guard", _guard_text(guard)))
        if guard.operands:
            pairs = (_pair(guard.operator, left, right) for left, right in guard.operands)
            blocks.append(_fact("met", ", ".join(pairs)))
    if nearest is not None:
        blocks.append(_fact("nearest", nearest.call))
    return blocks


def _guard_text(guard: Guard) -> str:
    text = f"line {guard.line}: {guard.text}"
    if guard.kind is GuardKind.CONDITION:
        text += f", never {guard.side}"
        if guard.met is not None:
            text += f" in {plural(guard.met, 'execution')} that met it"
    return text


def _pair(operator: str, left: str, right: str) -> str:
    if operator in ("call", "isinstance"):
        right = right.replace(",)", ")")
        return right if left.startswith("<function") else f"{left} with {right}"
    return f"{left} and {right}" if right else left


def _ending(ending: Ending) -> str:
    where = f" on line {ending.line}" if ending.line is not None else ""
    message = f": {ending.message}" if ending.message else ""
    call = f", as by {ending.call}" if ending.call else ""
    return f"{plural(ending.count, 'execution')} with {ending.what}{message}{where}{call}"


def _fact(name: str, text: str) -> Line:
    return Line(f"{name:<8} {text}", indent=_INDENT)


def _survivors(result: ExplainResult, face: Face) -> list[Block]:
    if not result.mutants:
        return []
    blocks: list[Block] = [Heading("Mutants that no test tells apart")]
    groups: dict[tuple[int, str, str], list[Survivor]] = {}
    for each in result.mutants:
        groups.setdefault((each.line, each.qualname, each.reason), []).append(each)
    most = len(groups) if face.verbose else _MOST_SURVIVORS
    for (line, qualname, reason), found in list(groups.items())[:most]:
        changes = ", ".join(map(_change, found))
        blocks.append(Line(f"line {line} {qualname}: {changes}"))
        blocks.append(Line(_why(found[0].cause, reason), Tone.STRONG, indent=_INDENT))
        blocks += [_fact("helps", each) for each in found[0].helps]
    if len(groups) > most:
        rest = f"and {plural(len(groups) - most, 'line')} more (--verbose shows all)"
        blocks.append(Line(rest, Tone.FAINT))
    return blocks


def _change(mutant: Survivor) -> str:
    original, replacement = (
        " ".join(each.split()) for each in (mutant.original, mutant.replacement)
    )
    return f"{original} became {replacement}"


def _summary(result: ExplainResult) -> Line:
    where = result.module if result.function is None else f"{result.module}.{result.function}"
    goals = plural(len(result.goals), "goal")
    if result.function is None:
        goals = f"{len(result.goals)} of {plural(result.counted, 'goal')}"
    text = f"{where}: {goals} not reached, run {result.run}; {stop_text(result.effort)}"
    if not result.goals:
        text = f"{where}: everything was reached, run {result.run}"
        return Line(text, Tone.GOOD)
    return Line(text, Tone.STRONG)

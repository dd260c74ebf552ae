"""What programs show on the subject as it is, and what a mutant is tried with. Runs nothing itself."""

import ast
import json
from typing import Any, Callable, Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Set, Tuple

from .patches import Mutant
from .protocol import encode

_AFTER = 6
"""Place of the changed variables among the facts."""
_RESULT = 5
"""Place of what the last statement gave."""
_HELD = 2
"""Place of what an exception holds, where it holds something, behind its type and message."""
_TOGETHER = 25
"""Programs that share a process when baselines are taken: one each would cost more than all else."""
_TRUSTED = ("completed", "raised")
_MESSAGE_CHARACTERS = 80
"""Of a message, that a test demands at most."""


class Shown(NamedTuple):
    """What a run of a program shows, as far as a test of it can demand that."""

    facts: bytes
    """How it ended, what it gave, and what the call under test changed; see `shown_by`."""
    ends: bytes
    """What its variables were in the end, changed or not."""


class Baseline(NamedTuple):
    """What a program shows on the unmutated subject."""

    shown: Shown
    goals: FrozenSet[int]
    duration_s: float
    is_stable: bool


def baseline_data(baseline: Baseline) -> List[Any]:
    """A baseline as plain data."""
    shown, goals, duration_s, is_stable = baseline
    return [[each.decode("ascii") for each in shown], sorted(goals), duration_s, is_stable]


def baseline_of(data: List[Any]) -> Baseline:
    """A baseline from plain data."""
    (facts, ends), goals, duration_s, is_stable = data
    shown = Shown(facts.encode("ascii"), ends.encode("ascii"))
    return Baseline(shown, frozenset(goals), duration_s, is_stable)


class Trial(NamedTuple):
    """What became of a mutant: state, positions of the programs that noticed it, explanation."""

    state: str
    noticed: List[int]
    detail: str = ""
    disturbed: Sequence[Sequence[str]] = ()
    """Variables and attributes in which the first of them saw a change of what usually stays as it is, where
    it saw nothing else."""
    is_by_form: bool = False
    """Whether it saw no more than that mappings which hold the same read differently."""


class Job(NamedTuple):
    """One mutant with the programs that can notice it."""

    mutant: Optional[Mutant]
    """None tries the subject as it is."""
    programs: List[Any]
    baselines: List[Baseline]
    stop_at_first: bool
    timeout_s: float


def shown_by(program: Sequence[Any], result: Dict[str, Any]) -> Shown:
    """What two runs of a program are compared by: what a test of it can demand.

    That is how it ended, its output, the result of its last statement, and what the call under test changed
    in the values of its variables. What earlier statements returned and changed is arranged, not asserted.
    """
    observations = result.get("observations", ())
    last = len(program[3]) - 1
    values = {each["statement"]: each.get("value") for each in observations}
    same = {each["statement"]: each["same"] for each in observations if "same" in each}
    apart = {each["statement"]: each["apart"] for each in observations if "apart" in each}
    bound = {line[2]: values.get(place) for place, line in enumerate(program[3]) if line[2]}
    bound.update(result.get("before") or ())
    after = result.get("after") or ()
    facts = [
        result["outcome"],
        _shown(result.get("failure")),
        [_shown(each.get("raised")) for each in observations],
        "".join(each.get("stdout") or "" for each in observations),
        [each.get("warnings") for each in observations if each["statement"] == last],
        same.get(last) or values.get(last),
        [[name, _changes(bound.get(name), value)] for name, value in after],
        result.get("files"),
        apart.get(last),
    ]
    return Shown(encode(facts), encode({**bound, **dict(after)}))


def tells_apart(shown: Shown, usual: Shown) -> bool:
    """Whether a test of the program notices that it shows this and not what it usually shows.

    A change that was made another way, or was not needed since the value had been there before, is none that
    a test can see: it looks at values as they are in the end.
    """
    if shown.facts == usual.facts:
        return False
    first, second = _both(shown, usual)
    return _differ_beside(first, second) or bool(_differing(shown, usual, first, second))


def disturbed(shown: Shown, usual: Shown) -> List[Tuple[str, str]]:
    """What changed that the call usually leaves as it was: variables with an attribute, or with an empty text
    for what they are or hold as a whole.

    Args:
        shown: By a mutant.
        usual: By the subject as it is.

    Returns:
        Nothing where a test tells them apart by anything else, too.
    """
    first, second = _both(shown, usual)
    if _differ_beside(first, second):
        return []
    differing = _differing(shown, usual, first, second)
    known = {(name, part) for name, each in second[_AFTER] for part in _parts(each)}
    return [] if differing & known else sorted(differing)


def _both(shown: Shown, usual: Shown) -> Tuple[List[Any], List[Any]]:
    """Two lists of facts; of what an exception or a result holds, only what it usually holds: no test asks an
    object for an attribute that it lacks when the test is written."""
    first, second = json.loads(shown.facts), json.loads(usual.facts)
    _leave_held(first, second, lambda one, other: one[0] == other[0])
    first[_RESULT] = _without_more(first[_RESULT], second[_RESULT])
    return first, second


def _without_more(value: Any, usual: Any) -> Any:
    """A described value without the parts and attributes that the usual one does not have."""
    if not isinstance(value, dict) or not isinstance(usual, dict):
        return value
    kinds = {value.get("kind"), usual.get("kind")}
    if value.get("type") != usual.get("type") or not kinds <= {"object", "opaque"}:
        return value
    known = dict(usual.get("attributes") or ())
    attributes = [
        [name, _without_more(each, known[name])]
        for name, each in value.get("attributes") or ()
        if name in known
    ]
    kept = {key: each for key, each in value.items() if key in usual}
    if attributes:
        kept["attributes"] = attributes
    else:
        kept.pop("attributes", None)
    if kept.keys() == usual.keys():
        kept["kind"] = usual["kind"]
    return kept


def _steady(one: Shown, other: Shown) -> Shown:
    """What a program shows without what its exceptions hold that was not the same twice."""
    if one.facts == other.facts:
        return one
    first, second = json.loads(one.facts), json.loads(other.facts)
    _leave_held(first, second, lambda mine, theirs: bool(mine == theirs))
    return one._replace(facts=encode(first))


def _leave_held(
    facts: List[Any], others: List[Any], is_alike: Callable[[List[Any], List[Any]], bool]
) -> None:
    """Of what exceptions hold, leave in some facts what has its like in others."""
    for mine, theirs in zip(_failures(facts), _failures(others)):
        known = theirs[_HELD] if len(theirs) > _HELD else []
        held = mine[_HELD] if len(mine) > _HELD else []
        left = [each for each in held if any(is_alike(each, other) for other in known)]
        mine[_HELD:] = [left] if left else []


def _failures(facts: List[Any]) -> List[List[Any]]:
    """The exceptions among facts: the one that ended a program and those of its statements."""
    return [each for each in (facts[1], *facts[2]) if each is not None]


def _differ_beside(first: List[Any], second: List[Any]) -> bool:
    """Whether facts differ in anything but the changed variables."""
    return first[:_AFTER] != second[:_AFTER] or first[_AFTER + 1 :] != second[_AFTER + 1 :]


def _differing(
    shown: Shown, usual: Shown, first: List[Any], second: List[Any]
) -> Set[Tuple[str, str]]:
    """Of what either changed in the variables, the parts that are not the same in the end."""
    found, known = json.loads(shown.ends), json.loads(usual.ends)
    return {
        (name, part)
        for name, changes in (*first[_AFTER], *second[_AFTER])
        for part in _parts(changes)
        if _is_known(known.get(name), part)
        and _end(_without_more(found.get(name), known.get(name)), part)
        != _end(known.get(name), part)
    }


def _is_known(value: Optional[Dict[str, Any]], part: str) -> bool:
    """Whether a described value has an attribute at all."""
    return value is None or not part or part in dict(value.get("attributes") or ())


def _parts(changes: Dict[str, Any]) -> Set[str]:
    """Attributes that changed; an empty text where all did, or what a value holds."""
    names = {name for name, _ in changes.get("attributes") or ()}
    return names | {""} if changes.keys() - {"attributes"} else names


def _end(value: Optional[Dict[str, Any]], part: str) -> Any:
    """An attribute of a described value, or all of it but the attributes."""
    if value is None:
        return None
    if part:
        return dict(value.get("attributes") or ()).get(part)
    return {key: each for key, each in value.items() if key not in ("attributes", "kind")}


def differ_by_form(one: Shown, other: Shown) -> bool:
    """Whether facts differ in the texts and the order of mappings that hold the same, and in nothing else."""
    if one.facts == other.facts or b'"pairs"' not in one.facts:
        return False
    first, second = json.loads(one.facts), json.loads(other.facts)
    return bool(_without_form(first) == _without_form(second))


def _without_form(part: Any) -> Any:
    """Facts where mappings are told by what they hold alone."""
    if isinstance(part, list):
        return [_without_form(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "pairs" not in part:
        return {key: _without_form(value) for key, value in part.items()}
    kept = {key: _without_form(value) for key, value in part.items() if key not in _FORM}
    return {**kept, "pairs": _unordered(part["pairs"]["source"])}


_FORM = ("text", "items", "length", "pairs")


def _unordered(source: str) -> List[str]:
    """The parts of the display of a dictionary, whatever their order."""
    tree = ast.parse(source, mode="eval").body
    if not isinstance(tree, ast.Dict):
        return [source]
    pairs = zip(tree.keys, tree.values)
    return sorted(ast.dump(ast.Tuple([key, value], ast.Load())) for key, value in pairs if key)


def _changes(before: Optional[Dict[str, Any]], after: Dict[str, Any]) -> Dict[str, Any]:
    """The parts of a described value that are not as they were."""
    if before is None or before.get("type") != after.get("type") or "source" in after:
        return after
    known = dict(before.get("attributes") or ())
    changed = {
        key: value
        for key, value in after.items()
        if key not in ("attributes", "kind") and before.get(key) != value
    }
    changed["attributes"] = [
        [name, value] for name, value in after.get("attributes") or () if known.get(name) != value
    ]
    return changed


def _shown(failure: Optional[Dict[str, Any]]) -> Optional[List[Any]]:
    if failure is None:
        return None
    # No test demands the words of the interpreter, nor what comes behind the beginning of a long message.
    message = failure["message"]
    if len(message) > _MESSAGE_CHARACTERS:
        message = message.lstrip().split("\n")[0][:_MESSAGE_CHARACTERS]
    told = [failure["type"], None if failure.get("is_incidental") else message]
    return [*told, failure["held"]] if failure.get("held") else told


class Baselines:
    """Baselines of programs, taken once and kept for later requests.

    Args:
        run: Runs programs on the unmutated subject, so many in a process, and observes them.
    """

    def __init__(self, run: Callable[[List[Any], int], List[Dict[str, Any]]]) -> None:
        self._run = run
        self._kept: Dict[bytes, Baseline] = {}

    def of(self, programs: Sequence[Any]) -> List[Baseline]:
        """One baseline per program.

        Each program runs twice, behind different others: one that shows different things is not stable,
        and cannot tell a mutant.
        """
        keys = [encode(program[1:]) for program in programs]
        missing = {key: program for key, program in zip(keys, programs) if key not in self._kept}
        if missing:
            fresh = list(missing.values())
            alone = self._run(fresh[::-1], _TOGETHER)[::-1]
            together = self._run(fresh, len(fresh))
            for (key, program), one, other in zip(missing.items(), alone, together):
                self._kept[key] = _baseline(program, one, other)
        return [self._kept[key] for key in keys]


def _baseline(program: Sequence[Any], one: Dict[str, Any], other: Dict[str, Any]) -> Baseline:
    first, second = shown_by(program, one), shown_by(program, other)
    shown = _steady(first, second)
    is_stable = one["outcome"] in _TRUSTED and shown.facts == _steady(second, first).facts
    duration_s = max(one.get("duration_s", 0.0), other.get("duration_s", 0.0))
    return Baseline(shown, frozenset(one.get("goals", ())), duration_s, is_stable)

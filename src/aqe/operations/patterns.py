"""``booster.patterns`` and ``booster.apply``: what patterns there are, and tests rewritten by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aqe.booster.patterns import (
    Application,
    Conflict,
    Library,
    Place,
    TextScanner,
    Withdrawal,
    apply_patterns,
    compile_library,
)
from aqe.booster.ports import Engine
from aqe.booster.scanning import ScanProgram, TextPattern, compile_patterns, scan
from aqe.catalog.pattern_files import load_patterns
from aqe.domain.pattern import Pattern, PatternKind, PatternLanguage, Safety
from aqe.errors import UsageError
from aqe.operations.booster_wiring import open_booster
from aqe.operations.operation import Operation, Status
from aqe.operations.rewriting import (
    FileResult,
    RewritingRequest,
    Rewritten,
    TakenBack,
    rewrite_files,
)
from aqe.operations.services import Services
from aqe.operations.suite_files import TestFile, find_test_files

__all__ = [
    "APPLY",
    "PATTERNS",
    "BoosterApplyRequest",
    "BoosterApplyResult",
    "BoosterPatternsRequest",
    "BoosterPatternsResult",
    "FileChange",
    "PatternExample",
    "PatternInfo",
    "apply",
    "patterns",
]

_USUAL = (Safety.PRESERVES, Safety.STRENGTHENS)


@dataclass(frozen=True, slots=True)
class PatternExample:
    """Code before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PatternInfo:
    """A pattern as users see it."""

    id: str
    language: PatternLanguage
    category: str
    kind: PatternKind
    safety: Safety
    summary: str
    why: str
    examples: tuple[PatternExample, ...]
    origin: str
    """The file of the project that it stands in, or `built-in`."""


@dataclass(frozen=True, slots=True)
class BoosterPatternsRequest:
    """Which patterns to show; without a choice, all."""

    id: str | None = None
    """Id of one pattern."""
    language: PatternLanguage | None = None
    """Only of this language."""
    category: str | None = None
    """Only of this category."""


@dataclass(frozen=True, slots=True)
class BoosterPatternsResult:
    """The patterns."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    patterns: tuple[PatternInfo, ...]

    @property
    def status(self) -> Status:
        """Always ok."""
        return Status.OK


@dataclass(frozen=True, slots=True)
class BoosterApplyRequest(RewritingRequest):
    """Tests to rewrite, and by what."""

    paths: tuple[Path, ...]
    """Test files, or folders in which they are looked for."""
    patterns: tuple[str, ...] = ()
    """Ids of patterns; without one and without a category, those that preserve or strengthen."""
    category: str | None = None
    """Only patterns of this category."""
    language: PatternLanguage | None = None
    """Only files and patterns of this language."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What became of one file."""

    path: Path
    applied: dict[str, int]
    """How often, by pattern."""
    diff: str
    """Unified diff; empty where nothing changes."""
    written: bool
    verified: bool
    findings: tuple[Place, ...]
    conflicts: tuple[Conflict, ...]
    withdrawn: tuple[Withdrawal, ...]
    taken_back: tuple[TakenBack, ...]
    problem: str | None
    """Why nothing was done."""


@dataclass(frozen=True, slots=True)
class BoosterApplyResult:
    """What became of all files."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    files: tuple[FileChange, ...]
    """Those with something to tell."""
    looked_at: int
    """Number of files."""
    applied: dict[str, int]
    """How often in all files, by pattern."""
    patterns: int
    """Number of patterns that were looked for."""
    check: bool
    interrupted: bool

    @property
    def status(self) -> Status:
        """Findings for changes that a check found; inconclusive where a file could not be done."""
        if self.interrupted:
            return Status.INTERRUPTED
        if self.check and self.applied:
            return Status.FINDINGS
        return Status.INCONCLUSIVE if any(each.problem for each in self.files) else Status.OK


def patterns(request: BoosterPatternsRequest, services: Services) -> BoosterPatternsResult:
    """The patterns that ship with aqe and those of the project.

    Raises:
        SettingsError: A pattern file of the project cannot be used.
        UsageError: There is no such pattern, or no such category.
    """
    ids = () if request.id is None else (request.id,)
    chosen = _chosen(services, ids, request.category, request.language)
    return BoosterPatternsResult(tuple(map(_info, chosen)))


def apply(request: BoosterApplyRequest, services: Services) -> BoosterApplyResult:
    """Rewrite tests by patterns.

    Raises:
        SettingsError: A pattern file of the project cannot be used.
        UsageError: A path or a pattern does not exist, or a file cannot be written.
        BoosterError: A rule cannot be used, or the library for rules is not installed.
    """
    chosen = _chosen(services, request.patterns, request.category, request.language)
    if not request.patterns and request.category is None:
        chosen = [
            each for each in chosen if each.safety in _USUAL or each.kind is PatternKind.FINDING
        ]
    paths = find_test_files(map(services.path, request.paths), request.language)
    work = _Applying(tuple(chosen), _EngineScanner(open_booster(services)))
    results, interrupted = rewrite_files(paths, work.rewritten, request, services)
    changes = tuple(map(_change, results))
    total: Counter[str] = Counter()
    for each in changes:
        total.update(each.applied)
    return BoosterApplyResult(
        tuple(each for each in changes if _tells(each)),
        looked_at=len(results),
        applied=dict(sorted(total.items())),
        patterns=len(chosen),
        check=request.check,
        interrupted=interrupted,
    )


class _Applying:
    """Applies patterns to files; libraries are compiled once per grammar and choice."""

    def __init__(self, patterns: tuple[Pattern, ...], scanner: TextScanner) -> None:
        self._patterns = patterns
        self._scanner = scanner
        self._libraries: dict[tuple[PatternLanguage, str, frozenset[str]], Library] = {}

    def rewritten(self, file: TestFile, left_out: frozenset[str]) -> Rewritten:
        key = (file.language, file.path.suffix, left_out)
        if key not in self._libraries:
            kept = [each for each in self._patterns if each.id not in left_out]
            self._libraries[key] = compile_library(kept, file.language, file.path.suffix)
        done = apply_patterns(self._libraries[key], file.source.text, scanner=self._scanner)
        return Rewritten(done.text, done.applied, told=done, problem=done.problem)


class _EngineScanner:
    """Finds text patterns with an engine of the booster."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._programs: dict[tuple[str, ...], ScanProgram] = {}

    def __call__(self, expressions: Sequence[str], text: str) -> Sequence[tuple[int, int, int]]:
        key = tuple(expressions)
        if key not in self._programs:
            self._programs[key] = compile_patterns([TextPattern(each) for each in key])
        found = next(iter(scan(self._engine, self._programs[key], [text])))
        return [(each.pattern, each.start, each.end) for each in found]


def _chosen(
    services: Services,
    ids: Sequence[str],
    category: str | None,
    language: PatternLanguage | None,
) -> list[Pattern]:
    known = load_patterns(services.root / ".agentic-qe" / "patterns")
    for each in ids:
        if all(each != one.id for one in known):
            raise UsageError(
                f"there is no pattern {each!r}",
                hint="`aqe booster patterns` lists them",
                slug="unknown-pattern",
            )
    categories = sorted({each.category for each in known})
    if category is not None and category not in categories:
        raise UsageError(
            f"there is no category {category!r}",
            hint=f"known: {', '.join(categories)}",
            slug="unknown-pattern",
        )
    return [
        each
        for each in known
        if (not ids or each.id in ids)
        and category in (None, each.category)
        and language in (None, each.language)
    ]


def _info(pattern: Pattern) -> PatternInfo:
    return PatternInfo(
        pattern.id,
        pattern.language,
        pattern.category,
        pattern.kind,
        pattern.safety,
        pattern.summary,
        pattern.why,
        tuple(PatternExample(each.before, each.after) for each in pattern.examples),
        pattern.origin,
    )


def _change(result: FileResult) -> FileChange:
    done = result.rewritten.told
    told = done if isinstance(done, Application) else Application("")
    return FileChange(
        result.path,
        applied=dict(result.rewritten.parts),
        diff=result.diff,
        written=result.written,
        verified=result.verified,
        findings=told.findings,
        conflicts=told.conflicts,
        withdrawn=told.withdrawn,
        taken_back=result.taken_back,
        problem=result.problem,
    )


def _tells(change: FileChange) -> bool:
    return bool(
        change.applied
        or change.findings
        or change.conflicts
        or change.withdrawn
        or change.taken_back
        or change.problem
    )


PATTERNS = Operation(
    name="booster.patterns",
    summary="List patterns of test code, or show one with its examples.",
    request=BoosterPatternsRequest,
    result=BoosterPatternsResult,
    handler=patterns,
)

APPLY = Operation(
    name="booster.apply",
    summary="Rewrite tests by patterns.",
    request=BoosterApplyRequest,
    result=BoosterApplyResult,
    handler=apply,
    changes=True,
)

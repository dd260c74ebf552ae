"""``booster.transform``: tests in another framework or style."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aqe.booster.transforms import TRANSFORMS, Left, Transformed
from aqe.errors import UsageError
from aqe.operations.imported_names import imported_names
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
    "TRANSFORM",
    "BoosterTransformRequest",
    "BoosterTransformResult",
    "FileTransformed",
    "transform",
]


@dataclass(frozen=True, slots=True)
class BoosterTransformRequest(RewritingRequest):
    """Tests to transform, and how."""

    name: str
    """Name of the transform."""
    paths: tuple[Path, ...]
    """Test files, or folders in which they are looked for."""


@dataclass(frozen=True, slots=True)
class FileTransformed:
    """What became of one file."""

    path: Path
    changes: int
    """Classes, statements or blocks that were transformed."""
    diff: str
    """Unified diff; empty where nothing changes."""
    written: bool
    verified: bool
    left: tuple[Left, ...]
    """What stays as it was, and why."""
    needs: tuple[str, ...]
    taken_back: tuple[TakenBack, ...]
    problem: str | None
    """Why nothing was done."""


@dataclass(frozen=True, slots=True)
class BoosterTransformResult:
    """What became of all files."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    name: str
    files: tuple[FileTransformed, ...]
    """Those with something to tell."""
    looked_at: int
    """Number of files."""
    check: bool
    interrupted: bool

    @property
    def status(self) -> Status:
        """Findings for changes that a check found; inconclusive where a file could not be done."""
        if self.interrupted:
            return Status.INTERRUPTED
        if self.check and any(each.changes for each in self.files):
            return Status.FINDINGS
        return Status.INCONCLUSIVE if any(each.problem for each in self.files) else Status.OK


def transform(request: BoosterTransformRequest, services: Services) -> BoosterTransformResult:
    """Transform tests.

    Raises:
        UsageError: A path or the transform does not exist, or a file cannot be written.
        BoosterError: The library for rules is needed and not installed.
    """
    chosen = TRANSFORMS.get(request.name)
    if chosen is None:
        raise UsageError(
            f"there is no transform {request.name!r}",
            hint=f"known: {', '.join(TRANSFORMS)}",
            slug="unknown-transform",
        )

    paths = find_test_files(map(services.path, request.paths), chosen.language)
    imported = imported_names(paths) if chosen.knows_imports else {}

    def rewritten(file: TestFile, left_out: frozenset[str]) -> Rewritten:
        text = file.source.text
        if request.name in left_out:
            return Rewritten(text, told=Transformed(text))
        stem = file.path.stem if file.path.stem != "__init__" else file.path.parent.name
        done = chosen.apply(text, file.path.suffix, imported.get(stem, frozenset()))
        parts = {request.name: done.changes} if done.text != text else {}
        return Rewritten(done.text, parts, told=done, problem=done.problem)

    results, interrupted = rewrite_files(paths, rewritten, request, services)
    files = tuple(map(_file, results))
    telling = tuple(
        each for each in files if each.changes or each.left or each.problem or each.taken_back
    )
    return BoosterTransformResult(request.name, telling, len(results), request.check, interrupted)


def _file(result: FileResult) -> FileTransformed:
    done = result.rewritten.told
    told = done if isinstance(done, Transformed) else Transformed("")
    return FileTransformed(
        result.path,
        changes=sum(result.rewritten.parts.values()),
        diff=result.diff,
        written=result.written,
        verified=result.verified,
        left=told.left,
        needs=told.needs if result.rewritten.parts else (),
        taken_back=result.taken_back,
        problem=result.problem,
    )


TRANSFORM = Operation(
    name="booster.transform",
    summary="Carry tests over to another framework or style.",
    request=BoosterTransformRequest,
    result=BoosterTransformResult,
    handler=transform,
    changes=True,
)

"""``init``: prepares a project for `aqe` without harming what is there.

Files are made or merged into, never overwritten; what is touched is backed up first, and a second
run changes nothing.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aqe.errors import AqeError, SettingsError, UsageError
from aqe.execution.interpreter import find_interpreter
from aqe.operations.layout import ProjectLayout, layout_of
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.settings import GenerateSettings
from aqe.settings.editing import toml_literal
from aqe.settings.loading import parse_toml, read_config_text
from aqe.settings.roots import STATE_FOLDER, config_file
from aqe.store.file_backups import FileChange, apply_changes, files_of, restore, unrestored

__all__ = [
    "INIT",
    "FileOutcome",
    "InitRequest",
    "InitResult",
    "InterpreterFound",
    "initialise",
]

_REASON = "init"
_IGNORED = f"{STATE_FOLDER}/"
_COVERS_STATE = frozenset(
    prefix + STATE_FOLDER + suffix
    for prefix in ("", "/", "**/")
    for suffix in ("", "/", "/*", "/**")
)


@dataclass(frozen=True, slots=True)
class InitRequest:
    """How to prepare the project."""

    dry_run: bool = False
    """Show what would change, and change nothing."""
    pyproject: bool = False
    """Also add a ``[tool.aqe]`` table to ``pyproject.toml``, to share settings with the team."""
    restore_from_backup: bool = False
    """Undo instead: bring back what the files held before."""
    backup: str | None = None
    """Name of the backup to bring back, also one of `config set`; by default the newest of `init`."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What happened to one file."""

    path: Path
    action: str
    """``created``, ``changed``, ``unchanged``, ``restored``, ``removed`` or ``kept`` (it was changed
    by hand after the backup)."""


@dataclass(frozen=True, slots=True)
class InterpreterFound:
    """The interpreter that the project's code will run in."""

    path: Path
    version: str
    origin: str


@dataclass(frozen=True, slots=True)
class InitResult:
    """What was found and what was done."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    files: tuple[FileOutcome, ...]
    diff: str
    """Unified diff of all changes; empty when nothing changed."""
    backup: Path | None
    """Where the former contents are kept."""
    dry_run: bool
    layout: ProjectLayout | None = None
    interpreter: InterpreterFound | None = None
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Findings when a file could not be brought back."""
        kept = any(each.action == "kept" for each in self.files)
        return Status.FINDINGS if kept else Status.OK


def initialise(request: InitRequest, services: Services) -> InitResult:
    """Prepare the project, or undo that.

    Raises:
        UsageError: There is no such backup.
        SettingsError: A configuration file cannot be read or merged into.
        StoreError: Something cannot be written; everything is as before.
    """
    if request.restore_from_backup or request.backup:
        return _undo(request, services)
    layout = layout_of(services.root)
    interpreter, notes = _interpreter(services)
    wanted = [_configuration(services.root, layout), *_ignoring(services.root)]
    if request.pyproject:
        wanted += _shared_table(services.root, layout)
    changes = [each for each in wanted if each.before != each.after]
    backup = None
    if not request.dry_run:
        backup = apply_changes(services.root, changes, reason=_REASON, clock=services.clock)
    return InitResult(
        files=tuple(FileOutcome(each.path, _action(each)) for each in wanted),
        diff="".join(_diff(each, services.root) for each in changes),
        backup=backup,
        dry_run=request.dry_run,
        layout=layout,
        interpreter=interpreter,
        notes=notes,
    )


def _undo(request: InitRequest, services: Services) -> InitResult:
    made = unrestored(services.root)
    chosen = [each for each in made if each.name == request.backup]
    if request.backup is None:
        chosen = list(unrestored(services.root, _REASON))
    if not chosen:
        known = ", ".join(each.name for each in made) or "none"
        raise UsageError(
            f"there is no backup {request.backup!r}" if request.backup else "there is no backup",
            hint=f"Backups of files that were changed: {known}.",
            slug="no-backup",
        )
    backup = chosen[0]
    before = _contents(services.root, backup)
    if request.dry_run:
        outcomes = tuple(FileOutcome(path, "unchanged") for path in before)
        return InitResult(outcomes, "", backup, dry_run=True, notes=(f"would restore {backup}",))
    restored = restore(services.root, backup)
    diff = "".join(
        _diff(FileChange(path, content, _read(path) or b""), services.root)
        for path, content in before.items()
    )
    outcomes = tuple(FileOutcome(each.path, each.action) for each in restored)
    notes = tuple(
        f"{each.path.relative_to(services.root)} was changed after the backup and is left as it is"
        for each in restored
        if each.action == "kept"
    )
    return InitResult(outcomes, diff, backup, dry_run=False, notes=notes)


def _configuration(root: Path, layout: ProjectLayout) -> FileChange:
    """The configuration file: made when it is missing, else left alone."""
    path = config_file(root)
    text = read_config_text(path)
    if text is not None:
        parse_toml(text, str(path))
        current = path.read_bytes()
        return FileChange(path, current, current)
    lines = [
        "# Settings of aqe for this project. `aqe config list` shows all of them with their values,",
        "# `aqe config set KEY VALUE` changes them here.",
        "",
        *_own_table(layout),
    ]
    return FileChange(path, None, "\n".join(lines).encode())


def _own_table(layout: ProjectLayout) -> list[str]:
    """The table of the configuration file; a default is a comment, not to hide ``[tool.aqe]``."""
    header, out, end = _tables(layout, "")
    is_default = out == f"out = {toml_literal(GenerateSettings().out)}"
    return [header, f"# {out}" if is_default else out, end]


def _tables(layout: ProjectLayout, prefix: str) -> list[str]:
    outside = (each for each in layout.tests if "/" not in each and each not in layout.packages)
    tests = next(outside, "tests")
    return [f"[{prefix}generate]", f"out = {toml_literal(f'{tests}/generated')}", ""]


def _ignoring(root: Path) -> list[FileChange]:
    """The line that keeps the state out of version control, where there is version control."""
    path = root / ".gitignore"
    current = _read(path)
    if current is None and not (root / ".git").exists():
        return []
    text = (current or b"").decode("utf-8", "surrogateescape")
    if any(line.strip() in _COVERS_STATE for line in text.splitlines()):
        return [FileChange(path, current, current or b"")]
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text or text.endswith("\n") else newline
    merged = f"{text}{gap}{_IGNORED}{newline}"
    return [FileChange(path, current, merged.encode("utf-8", "surrogateescape"))]


def _shared_table(root: Path, layout: ProjectLayout) -> list[FileChange]:
    path = root / "pyproject.toml"
    text = read_config_text(path)
    if text is None:
        raise UsageError(
            f"there is no {path} to add a [tool.aqe] table to",
            hint="Leave out --pyproject: the settings then live in `.agentic-qe/config.toml`.",
            slug="no-pyproject",
        )
    current = path.read_bytes()
    before = parse_toml(text, str(path))
    tool = before.get("tool", {})
    if isinstance(tool, dict) and "aqe" in tool:
        return [FileChange(path, current, current)]
    newline = "\r\n" if "\r\n" in text else "\n"
    table = newline.join(_tables(layout, "tool.aqe."))
    gap = newline if text.endswith("\n") else newline * 2
    merged = current + f"{gap if text else ''}{table}".encode()
    after = parse_toml(merged.decode("utf-8-sig"), str(path))
    added = after.get("tool", {}).pop("aqe", None)
    if added is None or after.get("tool") != tool or {**after, "tool": 0} != {**before, "tool": 0}:
        raise SettingsError(
            f"{path} has a layout that a table cannot be added to",
            hint="Add `[tool.aqe.generate]` by hand.",
            slug="settings-layout",
        )
    return [FileChange(path, current, merged)]


def _interpreter(services: Services) -> tuple[InterpreterFound | None, tuple[str, ...]]:
    try:
        found = find_interpreter(services.root, services.settings.generate.python, services.environ)
    except AqeError as error:
        return None, (f"{error.message}; `aqe doctor` says more",)
    version = ".".join(map(str, found.version))
    return InterpreterFound(found.path, version, found.origin), ()


def _action(change: FileChange) -> str:
    if change.before is None:
        return "created"
    return "unchanged" if change.before == change.after else "changed"


def _diff(change: FileChange, root: Path) -> str:
    name = change.path.relative_to(root).as_posix()
    before = (change.before or b"").decode("utf-8", "replace").splitlines(keepends=True)
    after = change.after.decode("utf-8", "replace").splitlines(keepends=True)
    old = "/dev/null" if change.before is None else f"a/{name}"
    lines = difflib.unified_diff(before, after, old, f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _contents(root: Path, backup: Path) -> dict[Path, bytes | None]:
    return {path: _read(path) for path in files_of(root, backup)}


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}",
            hint="`aqe init` merges into that file; check what it is.",
            slug="unreadable-file",
        ) from error


INIT: Operation[InitRequest, InitResult] = Operation(
    "init",
    "Prepare a project: configuration, version control, what was found.",
    InitRequest,
    InitResult,
    initialise,
)

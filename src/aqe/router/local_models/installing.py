"""The models of this machine that a project knows: installs and lists them, and sees whether they changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from aqe.domain.model import Model
from aqe.errors import RouterError
from aqe.router.local_models.checksums import file_digest
from aqe.router.local_models.directory import ModelDirectory, inspect_directory, list_files
from aqe.router.local_models.records import (
    FOREIGN,
    InstalledFile,
    InstalledModel,
    is_model_name,
    read_record,
    record_text,
)
from aqe.settings.files import replace_file
from aqe.settings.roots import refuse_links, state_folder
from aqe.store.seal import Seal
from aqe.telemetry.clock import Clock, iso

__all__ = ["Installation", "LocalModels", "default_name", "verify"]

_DEVICE_FOLDER = re.compile(r"(cpu|gpu|cuda|directml|onnx)([-_].*)?")
"""Folders inside a model's repository that say for which device, and nothing of the model."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What an installation did."""

    model: InstalledModel
    is_new: bool
    """False: a model of this name with the same content was there already."""
    replaced: bool
    """Whether another content had this name before."""


def default_name(place: Path) -> str:
    """A name for a model, from the nearest folder that says more than a device."""
    names = [each for each in (place.name, *(one.name for one in place.parents)) if each]
    chosen = next((each for each in names if not _DEVICE_FOLDER.fullmatch(each.lower())), "model")
    name = re.sub(r"[^a-z0-9._-]+", "-", chosen.lower()).strip("-._")[:64]
    return name if is_model_name(name) else "model"


class LocalModels:
    """The records of one project.

    Args:
        root: Of the project.
        seal: Of this user, which records must carry; None: all are believed.
    """

    def __init__(self, root: Path, seal: Seal | None = None) -> None:
        self._seal = seal
        self._state = state_folder(root)
        self._folder = self._state / "models" / "local"

    def install(
        self,
        directory: Path,
        *,
        name: str | None,
        force: bool,
        clock: Clock,
        on_bytes: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Installation:
        """Look at a directory, take its checksums, and write it down; nothing is copied.

        Args:
            directory: Of the model, with ``genai_config.json``.
            name: By which it is known; None: from the folder.
            force: Whether another content may take a name that is in use.
            clock: For the time of the installation.
            on_bytes: Told how many bytes were read, and of how many.
            cancelled: Asked whether to stop.

        Raises:
            RouterError: The directory, the name or the state folder cannot be used.
            Stopped: `cancelled` said so; nothing was written.
        """
        found = inspect_directory(directory)
        chosen = self._checked_name(name if name is not None else default_name(found.place))
        self._refuse_links()
        before = self._before(chosen, force)
        if before is not None and not force and not _may_be_same(before, found):
            raise _name_is_taken(before)  # before gigabytes are read
        model = InstalledModel(
            name=chosen,
            place=found.place,
            family=found.family,
            context_tokens=found.context_tokens,
            weights_bytes=found.weights_bytes,
            cache=found.cache,
            template=found.template,
            installed_at=iso(clock.now()),
            files=_with_digests(found, on_bytes, cancelled),
        )
        is_same = before is not None and _content(before) == _content(model)
        if before is not None and not is_same and not force:
            raise _name_is_taken(before)
        self._write(model)
        return Installation(model, is_new=not is_same, replaced=before is not None and not is_same)

    def installed(self) -> tuple[InstalledModel, ...]:
        """Every model that this user installed, by name.

        Raises:
            RouterError: A record cannot be read (slug ``local-model-record``).
            StoreError: The folder of the records is a link.
        """
        found = (self._own(each) for each in self.record_files())
        return tuple(each for each in found if each is not None)

    def foreign(self) -> tuple[Path, ...]:
        """Records that somebody else wrote; their models are not asked.

        Raises:
            RouterError: As `installed`.
        """
        return tuple(each for each in self.record_files() if self._own(each) is None)

    def _own(self, file: Path) -> InstalledModel | None:
        try:
            return read_record(file, self._seal)
        except RouterError as error:
            if error.slug == FOREIGN:
                return None
            raise

    def record_files(self) -> tuple[Path, ...]:
        """The records, readable or not.

        Raises:
            StoreError: Their folder is a link.
        """
        if not self._folder.is_dir():
            return ()
        self._refuse_links()
        return tuple(sorted(self._folder.glob("*.toml")))

    def models(self) -> tuple[Model, ...]:
        """Every installed model as an entry of the catalogue.

        Raises:
            RouterError: As `installed`.
        """
        return tuple(each.as_model() for each in self.installed())

    def find(self, name: str) -> InstalledModel:
        """The model of that name.

        Raises:
            RouterError: There is none (``local-model-unknown``), its record cannot be read
                (``local-model-record``), or somebody else wrote it (``local-model-foreign``).
        """
        if is_model_name(name):
            file = self._folder / f"{name}.toml"
            if file in self.record_files():
                return read_record(file, self._seal)
        known = ", ".join(each.stem for each in self.record_files()) or "none"
        raise RouterError(
            f"no local model {name!r} is installed",
            hint=f"Install one with `aqe router install-local DIR`; installed: {known}.",
            slug="local-model-unknown",
        )

    def _refuse_links(self) -> None:
        """The records lie in the project itself; the rest of the state is looked at by who needs it."""
        refuse_links(self._state if self._state.is_symlink() else self._state / "models")

    def _checked_name(self, name: str) -> str:
        if not is_model_name(name):
            raise RouterError(
                f"{name!r} cannot name a model",
                hint="Take small letters, digits, dots, hyphens and underscores: --name phi-4-mini.",
                slug="local-model-name",
            )
        return name

    def _before(self, name: str, force: bool) -> InstalledModel | None:
        file = self._folder / f"{name}.toml"
        if not file.exists():
            return None
        try:
            return self._own(file)
        except RouterError:
            if force:
                return None
            raise

    def _write(self, model: InstalledModel) -> None:
        file = self._folder / f"{model.name}.toml"
        try:
            replace_file(file.resolve(), record_text(model, self._seal).encode("utf-8"))
        except (OSError, ValueError) as error:
            raise RouterError(
                f"{str(file)!r} cannot be written: {getattr(error, 'strerror', None) or error}",
                hint="Check the permissions of .agentic-qe and the free space.",
                slug="local-model-record",
            ) from error


def verify(
    model: InstalledModel,
    *,
    thorough: bool,
    on_bytes: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> InstalledModel:
    """Make sure that a model's files are those that were installed.

    Args:
        model: As it was installed.
        thorough: Whether every checksum is taken; else only of files whose time changed.
        on_bytes: Told how many bytes were read, and of how many.
        cancelled: Asked whether to stop.

    Returns:
        The model with the times that its files have now.

    Raises:
        RouterError: A file is missing, new, cut or changed (slug ``local-model-changed``).
        Stopped: `cancelled` said so.
    """
    now = {each.name: each for each in list_files(model.place)}
    then = {each.name: each for each in model.files}
    for name in sorted(now.keys() ^ then.keys()):
        raise _changed(model, f"{name!r} {'is gone' if name in then else 'was not there'}")
    for name, each in then.items():
        if now[name].size_bytes != each.size_bytes:
            raise _changed(
                model, f"{name!r} has {now[name].size_bytes} bytes, and had {each.size_bytes}"
            )
    doubtful = [
        each for each in model.files if thorough or now[each.name].modified_ns != each.modified_ns
    ]
    total = sum(each.size_bytes for each in doubtful)
    done = 0

    def count(read: int) -> None:
        nonlocal done
        done += read
        on_bytes(done, total)

    for each in doubtful:
        digest = file_digest(model.place / each.name, on_bytes=count, cancelled=cancelled)
        if digest != each.sha256:
            raise _changed(model, f"{each.name!r} has another SHA-256 than when it was installed")
    return replace(
        model,
        files=tuple(replace(each, modified_ns=now[each.name].modified_ns) for each in model.files),
    )


def _changed(model: InstalledModel, what: str) -> RouterError:
    return RouterError(
        f"the model {model.name!r} is not what was installed: in {str(model.place)!r} {what}",
        hint="If you changed it, `aqe router install-local DIR --force` takes it as it is; else get it anew.",
        slug="local-model-changed",
    )


def _with_digests(
    found: ModelDirectory,
    on_bytes: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> tuple[InstalledFile, ...]:
    done = 0

    def count(read: int) -> None:
        nonlocal done
        done += read
        on_bytes(done, found.size_bytes)

    return tuple(
        InstalledFile(
            each.name,
            each.size_bytes,
            each.modified_ns,
            file_digest(found.place / each.name, on_bytes=count, cancelled=cancelled),
        )
        for each in found.files
    )


def _name_is_taken(before: InstalledModel) -> RouterError:
    return RouterError(
        f"another model is installed as {before.name!r}, from {str(before.place)!r}",
        hint="Choose another --name, or replace it with --force.",
        slug="local-model-installed",
    )


def _may_be_same(before: InstalledModel, found: ModelDirectory) -> bool:
    """Whether only checksums can tell the two apart."""
    return before.place == found.place and [
        (each.name, each.size_bytes) for each in before.files
    ] == [(each.name, each.size_bytes) for each in found.files]


def _content(model: InstalledModel) -> tuple[object, ...]:
    """What makes two installations the same: neither when, nor the times of the files."""
    return (model.place, tuple((each.name, each.size_bytes, each.sha256) for each in model.files))

"""``router install-local``: takes a model of this machine into the list of those that may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aqe.domain.progress import Progress
from aqe.errors import RouterError, UsageError
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services
from aqe.router.local_models import LocalModels, Stopped, available_memory_bytes, default_name
from aqe.router.local_models.memory import gibibytes
from aqe.router.providers.onnx_local import library_version

__all__ = [
    "INSTALL",
    "RouterInstallLocalRequest",
    "RouterInstallLocalResult",
    "install_local",
]

_ARGUMENTS = frozenset({"local-model-name", "local-model-installed"})
"""What another argument puts right."""
_STEP_BYTES = 64 * 1024 * 1024
"""Read between two signs of progress."""


@dataclass(frozen=True, slots=True)
class RouterInstallLocalRequest:
    """Which model to install."""

    directory: Path
    """The model's directory, with genai_config.json; nothing of it is copied."""
    name: str | None = None
    """By which the model is asked, as local/NAME; without it, from the folder."""
    force: bool = False
    """Take the name over when another model has it."""


@dataclass(frozen=True, slots=True)
class RouterInstallLocalResult:
    """What was installed."""

    json_properties: ClassVar[tuple[str, ...]] = ("status",)
    model: str | None
    """Id, as settings and the catalogue call it; None where the installation was broken off."""
    place: Path
    """Where the model's files stay."""
    family: str = ""
    context_tokens: int | None = None
    template: str = ""
    """Which file the chat template is in."""
    files: int = 0
    size_bytes: int = 0
    memory_bytes: int | None = None
    """What it takes to run, with a context of 8192 tokens or its own shorter one; derived from sizes."""
    available_bytes: int | None = None
    """Memory that is available now; None where the system does not tell."""
    is_new: bool = False
    """False: the same content was installed already."""
    replaced: bool = False
    """Whether another model had this name before."""
    library: str | None = None
    """Version of onnxruntime-genai; None where it has still to be installed."""
    interrupted: bool = False

    @property
    def status(self) -> Status:
        """Installed, unless it was broken off."""
        return Status.INTERRUPTED if self.interrupted else Status.OK


def install_local(
    request: RouterInstallLocalRequest, services: Services
) -> RouterInstallLocalResult:
    """Look at the directory, take its checksums, write it down.

    Raises:
        UsageError: DIR is no folder of a model, or the name cannot be taken.
        RouterError: The folder is not whole, or holds what is not supported; the state cannot be written.
    """
    place = services.path(request.directory)
    _require_model_folder(place)
    steps = _Steps(services, request.name or default_name(place))
    try:
        done = LocalModels(services.root, services.seal).install(
            place,
            name=request.name,
            force=request.force,
            clock=services.clock,
            on_bytes=steps.read,
            cancelled=services.cancelled,
        )
    except Stopped:
        steps.end("interrupted")
        return RouterInstallLocalResult(None, place, interrupted=True)
    except RouterError as error:
        if error.slug not in _ARGUMENTS:
            raise
        raise UsageError(error.message, hint=error.hint, slug=error.slug) from error
    model = done.model
    steps.end("done")
    return RouterInstallLocalResult(
        model=model.id,
        place=model.place,
        family=model.family,
        context_tokens=model.context_tokens,
        template=model.template,
        files=len(model.files),
        size_bytes=sum(each.size_bytes for each in model.files),
        memory_bytes=model.planned_bytes,
        available_bytes=available_memory_bytes(),
        is_new=done.is_new,
        replaced=done.replaced,
        library=library_version(),
    )


def _require_model_folder(place: Path) -> None:
    """Raises: UsageError: Another folder has to be named."""
    if not place.is_dir():
        what = "it is no folder" if place.exists() else "it does not exist"
    elif not (place / "genai_config.json").is_file():
        what = "it holds no genai_config.json"
    else:
        return
    raise UsageError(
        f"{str(place)!r} is no model folder of onnxruntime-genai: {what}",
        hint="name the folder that holds genai_config.json; the how-to page on local models says where to"
        " get one",
        slug="local-model-directory",
    )


class _Steps:
    """Tells how far the checksums are, not more often than people can read."""

    def __init__(self, services: Services, name: str) -> None:
        self._services = services
        self._name = name
        self._began = services.clock.monotonic()
        self._told = -_STEP_BYTES

    def read(self, done: int, total: int) -> None:
        if done - self._told >= _STEP_BYTES or done == total:
            self._told = done
            self._tell("checksum", f"{gibibytes(done)} of {gibibytes(total)}")

    def end(self, phase: str) -> None:
        self._tell(phase, "")

    def _tell(self, phase: str, message: str) -> None:
        elapsed_s = self._services.clock.monotonic() - self._began
        self._services.progress(Progress(self._name, phase, message=message, elapsed_s=elapsed_s))


INSTALL: Operation[RouterInstallLocalRequest, RouterInstallLocalResult] = Operation(
    "router.install-local",
    "Take a model of this machine into the list of those that may be asked.",
    RouterInstallLocalRequest,
    RouterInstallLocalResult,
    install_local,
    changes=True,
)

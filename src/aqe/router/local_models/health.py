"""What `aqe doctor` tells of models of this machine: are they there, unchanged, do they fit?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aqe.errors import AqeError
from aqe.router.local_models.installing import LocalModels, verify
from aqe.router.local_models.memory import CacheShape, gibibytes, needed_bytes
from aqe.router.local_models.records import FOREIGN, PLANNED_TOKENS, InstalledModel

__all__ = ["PHI_4_MINI", "Finding", "KnownNeeds", "examine_local_models"]

_INSTALL = "pip install 'agentic-qe[local]'"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    is_good: bool
    detail: str
    remedy: str = ""
    is_broken: bool = False
    """Whether something does not work, not only less well."""


@dataclass(frozen=True, slots=True)
class KnownNeeds:
    """What a published model takes."""

    title: str
    disk_bytes: int
    weights_bytes: int
    cache: CacheShape

    def memory_bytes(self, tokens: int = PLANNED_TOKENS) -> int:
        """Derived from its sizes, not measured."""
        return needed_bytes(self.weights_bytes, self.cache, tokens)


PHI_4_MINI = KnownNeeds(
    title="Phi-4-mini (CPU, int4)",
    disk_bytes=4_930_000_000,
    weights_bytes=4_860_000_000 + 52_100_000,
    cache=CacheShape(layers=32, heads=8, head_size=128, number_bytes=4),
)
"""Sizes of the folder ``cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4``, ``model.onnx.data`` and
``model.onnx`` as listed at https://huggingface.co/microsoft/Phi-4-mini-instruct-onnx/tree/main; layers, heads
and head size of https://huggingface.co/microsoft/Phi-4-mini-instruct/blob/main/config.json. The library's
builder gives graphs for the processor a cache of 32-bit numbers."""


def examine_local_models(
    models: LocalModels,
    *,
    library: str | None,
    free_memory: Callable[[], int | None],
    free_disk: Callable[[], int],
) -> tuple[Finding, ...]:
    """Look at the library, at every installed model, and whether Phi-4-mini would fit.

    Args:
        models: Of the project.
        library: Version of what runs them; None where it is not installed.
        free_memory: Memory that can be taken; None where it is not known.
        free_disk: Bytes that are free where the project lies.
    """
    found = list(_installed(models, library, free_memory()))
    if not found:
        detail = "none is installed, and none is needed: models of this machine are an option"
        found = [Finding(True, f"{detail}; {_room(free_memory(), free_disk)}")]
    return tuple(found)


def _installed(models: LocalModels, library: str | None, free: int | None) -> Iterator[Finding]:
    try:
        files = models.record_files()
    except AqeError as error:
        yield _broken(error)
        return
    if files:
        yield _library(library)
    for each in files:
        try:
            model = models.find(each.stem)
            verify(model, thorough=False)
        except AqeError as error:
            yield _broken(error, is_broken=error.slug != FOREIGN)
        else:
            yield _fits(model, free)


def _library(version: str | None) -> Finding:
    if version is None:
        detail = "models are installed, and onnxruntime-genai, which runs them, is not"
        return Finding(False, detail, _INSTALL)
    return Finding(True, f"onnxruntime-genai {version} is installed")


def _fits(model: InstalledModel, free: int | None) -> Finding:
    needed = model.planned_bytes
    detail = f"{model.id} is intact at {model.place}; it takes about {gibibytes(needed)} of memory"
    if free is None or free >= needed:
        return Finding(True, detail)
    return Finding(
        False,
        f"{detail}, and {gibibytes(free)} are available",
        "Close other programs, raise the container's limit, or install a smaller model.",
    )


def _room(free_memory: int | None, free_disk: Callable[[], int]) -> str:
    """Whether the best-known model would fit; nothing is wrong where it does not."""
    needs = PHI_4_MINI
    disk, memory = needs.disk_bytes, needs.memory_bytes()
    text = f"{needs.title} takes {gibibytes(disk)} of disk and about {gibibytes(memory)} of memory"
    lacking = []
    try:
        if free_disk() < disk:
            lacking.append(f"{gibibytes(free_disk())} of disk are free")
    except OSError:
        lacking.append("the disk does not answer")
    if free_memory is not None and free_memory < memory:
        lacking.append(f"{gibibytes(free_memory)} of memory are available")
    if lacking:
        return f"{text}: too much here, where {' and '.join(lacking)}"
    return f"{text}, and both are there"


def _broken(error: AqeError, *, is_broken: bool = True) -> Finding:
    return Finding(False, error.message, error.hint or "", is_broken=is_broken)

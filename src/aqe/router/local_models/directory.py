"""Looks at a model directory without trusting it: parts, sizes, context, and whether it is whole."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from aqe.router.local_models.configuration import (
    Configuration,
    bad_directory,
    is_plain_name,
    read_configuration,
    read_json,
    shown,
)
from aqe.router.local_models.graph import Graph, MalformedGraph, read_graph
from aqe.router.local_models.memory import CacheShape, gibibytes

__all__ = ["DirectoryFile", "ModelDirectory", "inspect_directory", "list_files"]

_MOST_FILES = 64
_GRAPH_BYTES = 512 * 1024 * 1024
_TOKENIZER_BYTES = 64 * 1024 * 1024
_TEMPLATE_BYTES = 1024 * 1024
_TOKENIZER = "tokenizer.json"
_TOKENIZER_SETTINGS = "tokenizer_config.json"
_TEMPLATE = "chat_template.jinja"
_NO_PART = (".md", ".py", ".gitattributes", ".gitignore")
"""Endings of files that the library never reads."""
_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc"})
_AGAIN = "Get the file anew from where the model comes from."


@dataclass(frozen=True, slots=True)
class DirectoryFile:
    """One file that belongs to a model."""

    name: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class ModelDirectory:
    """A directory that can be loaded, as far as looking at it tells."""

    place: Path
    """Absolute, without links."""
    files: tuple[DirectoryFile, ...]
    family: str
    context_tokens: int
    cache: CacheShape
    weights_bytes: int
    """Of the graph and all files beside it that hold weights."""
    template: str
    """Which file the chat template is in."""

    @property
    def size_bytes(self) -> int:
        """Of all files that belong to the model."""
        return sum(each.size_bytes for each in self.files)


def list_files(place: Path) -> tuple[DirectoryFile, ...]:
    """The files that belong to a model, by name.

    Raises:
        RouterError: The directory cannot be read, or holds what is no plain file.
    """
    found = []
    try:
        for entry in sorted(place.iterdir()):
            facts = entry.lstat()
            if stat.S_ISDIR(facts.st_mode) or entry.name.endswith(_NO_PART):
                continue
            if not stat.S_ISREG(facts.st_mode):
                raise bad_directory(
                    place,
                    f"{shown(entry.name)} is no plain file",
                    "Links are not followed; download with `--local-dir`, or copy the files.",
                )
            if not is_plain_name(entry.name):
                raise bad_directory(
                    place, f"{shown(entry.name)} is no usable name", "Rename or remove the file."
                )
            found.append(DirectoryFile(entry.name, facts.st_size, facts.st_mtime_ns))
    except OSError as error:
        raise bad_directory(
            place, f"it cannot be read: {error.strerror}", "Name the folder with genai_config.json."
        ) from error
    if len(found) > _MOST_FILES:
        raise bad_directory(
            place,
            f"it holds {len(found)} files, more than {_MOST_FILES}",
            "Name the folder of one model, the one with genai_config.json.",
        )
    return tuple(found)


def inspect_directory(given: Path) -> ModelDirectory:
    """Look at everything that can be known without loading the model.

    Raises:
        RouterError: It cannot be used (slug ``local-model-directory``); the message says why.
    """
    try:
        place = given.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        what = getattr(error, "strerror", None) or "it does not exist"
        raise bad_directory(given, what, "Name the folder with genai_config.json.") from error
    if not place.is_dir():
        raise bad_directory(given, "it is no folder", "Name the folder with genai_config.json.")
    files = {each.name: each for each in list_files(place)}
    for name in ("genai_config.json", _TOKENIZER):
        if name not in files:
            raise bad_directory(
                place,
                f"{name} is missing",
                "Name the folder that holds it; download all its files.",
            )
    configuration = read_configuration(place)
    read_json(place, _TOKENIZER, _TOKENIZER_BYTES)
    graph = _graph(place, configuration, files)
    weights = _weights(place, configuration, graph, files)
    return ModelDirectory(
        place=place,
        files=tuple(files.values()),
        family=configuration.family,
        context_tokens=configuration.context_tokens,
        cache=configuration.cache(graph.cache_number_bytes or 4),
        weights_bytes=weights,
        template=_template(place, files),
    )


def _graph(place: Path, configuration: Configuration, files: dict[str, DirectoryFile]) -> Graph:
    name = configuration.graph
    if name not in files:
        raise bad_directory(
            place, f"{shown(name)}, the graph, is missing", "Download all files of the folder."
        )
    size = files[name].size_bytes
    if size > _GRAPH_BYTES:
        raise bad_directory(
            place,
            f"the graph {shown(name)} has {gibibytes(size)}, more than {gibibytes(_GRAPH_BYTES)}",
            "Save the model with its weights in a file beside the graph (ONNX external data).",
        )
    try:
        graph = read_graph((place / name).read_bytes())
    except OSError as error:
        raise bad_directory(place, f"{name} cannot be read: {error.strerror}", _AGAIN) from error
    except MalformedGraph as error:
        raise bad_directory(
            place, f"{name} is no whole ONNX file: {error}", "Download the file again."
        ) from error
    strange = sorted(graph.domains - _DOMAINS)
    if strange:
        raise bad_directory(
            place,
            f"{name} needs operators of {shown(strange[0])}, which only code of its own could bring",
            "Take a model that needs the built-in operators only.",
        )
    return graph


def _weights(
    place: Path, configuration: Configuration, graph: Graph, files: dict[str, DirectoryFile]
) -> int:
    total = files[configuration.graph].size_bytes
    for name, least in graph.external.items():
        if not is_plain_name(name):
            raise bad_directory(
                place,
                f"{configuration.graph} keeps weights in {shown(name)}, outside the directory",
                "Take a model whose weights lie beside its graph.",
            )
        if name not in files:
            raise bad_directory(
                place,
                f"{shown(name)}, the weights, is missing",
                "Download all files of the folder.",
            )
        size = files[name].size_bytes
        if size < least:
            raise bad_directory(
                place,
                f"{shown(name)} was cut: it has {size} bytes, and the graph needs {least}",
                "Download the file again.",
            )
        total += size
    return total


def _template(place: Path, files: dict[str, DirectoryFile]) -> str:
    """The file that the library takes the template from: it prefers the settings of the tokenizer."""
    if _TOKENIZER_SETTINGS in files:
        settings = read_json(place, _TOKENIZER_SETTINGS, 4 * _TEMPLATE_BYTES)
        template = settings.get("chat_template") if isinstance(settings, dict) else None
        if isinstance(template, str) and template:
            return _TOKENIZER_SETTINGS
    if _TEMPLATE in files:
        size = files[_TEMPLATE].size_bytes
        if not 0 < size <= _TEMPLATE_BYTES:
            raise bad_directory(place, f"{_TEMPLATE} has {size} bytes", _AGAIN)
        return _TEMPLATE
    raise bad_directory(
        place,
        f"there is no chat template, neither {_TEMPLATE} nor in {_TOKENIZER_SETTINGS}",
        "Take a model that was trained to follow instructions; it brings its template along.",
    )

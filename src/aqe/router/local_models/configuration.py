"""Reads ``genai_config.json`` of a model directory: what matters of it, and nothing that reaches outside.

The library would load code from ``custom_ops_library`` and files from any path, so only keys are let through
that are known to do neither.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aqe.errors import RouterError
from aqe.router.local_models.memory import CacheShape

__all__ = [
    "FAMILIES",
    "Configuration",
    "bad_directory",
    "is_plain_name",
    "read_configuration",
    "read_json",
    "shown",
]

FAMILIES = frozenset(
    "phi phi3 phi3small phimoe llama mistral qwen2 qwen3 gemma gemma2 gemma3_text granite smollm3"
    " olmo nemotron internlm2 ernie4_5 chatglm".split()
)
"""Text models with one graph that `onnxruntime-genai` knows; Phi-4-mini calls itself ``phi3``."""

_CONFIGURATION_BYTES = 1024 * 1024
_MODEL_KEYS = frozenset(
    "type context_length vocab_size bos_token_id eos_token_id pad_token_id sep_token_id decoder tokenizer_dir"
    " bot_token_id eot_token_id bor_token_id eor_token_id".split()
)
_DECODER_KEYS = frozenset(
    "filename session_options run_options head_size hidden_size num_attention_heads num_hidden_layers"
    " num_key_value_heads inputs outputs sliding_window layer_types".split()
)
_SESSION_KEYS = frozenset(
    "log_id log_severity_level log_verbosity_level intra_op_num_threads inter_op_num_threads"
    " enable_cpu_mem_arena enable_mem_pattern graph_optimization_level provider_options"
    " session.use_device_allocator_for_initializers session.intra_op.allow_spinning".split()
)
_RUN_KEYS = frozenset({"memory.enable_memory_arena_shrinkage"})
_MOST = {"context_length": 16_777_216, "layers": 1024, "heads": 4096, "head_size": 16_384}


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a model directory says of itself."""

    family: str
    graph: str
    """Name of the ONNX file."""
    context_tokens: int
    layers: int
    heads: int
    head_size: int

    def cache(self, number_bytes: int) -> CacheShape:
        """What is kept of every token."""
        return CacheShape(self.layers, self.heads, self.head_size, number_bytes)


def bad_directory(place: Path, what: str, hint: str) -> RouterError:
    """The error for a directory that cannot be used."""
    return RouterError(
        f"the model directory {str(place)!r} cannot be used: {what}",
        hint=hint,
        slug="local-model-directory",
    )


def shown(value: object) -> str:
    """A value of a file that may be hostile, short enough for a message."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def read_json(place: Path, name: str, most_bytes: int) -> Any:
    """A JSON file of a model directory.

    Raises:
        RouterError: It cannot be read, is too large or no JSON (slug ``local-model-directory``).
    """
    hint = "Get the file anew from where the model comes from."
    try:
        with (place / name).open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise bad_directory(place, f"{name} cannot be read: {error.strerror}", hint) from error
    if len(data) > most_bytes:
        raise bad_directory(place, f"{name} has more than {most_bytes} bytes", hint)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise bad_directory(place, f"{name} is no JSON: {str(error)[:120]}", hint) from error


def read_configuration(place: Path) -> Configuration:
    """What ``genai_config.json`` says.

    Raises:
        RouterError: Something is missing, of the wrong kind, or would reach outside the directory (slug
            ``local-model-directory``).
    """
    return _Reader(place).read(read_json(place, "genai_config.json", _CONFIGURATION_BYTES))


class _Reader:
    def __init__(self, place: Path) -> None:
        self._place = place

    def read(self, document: Any) -> Configuration:
        model = self._table(self._table(document, "the file").get("model"), "model")
        decoder = self._table(model.get("decoder"), "model.decoder")
        self._known(document, frozenset({"model", "search"}), "")
        self._known(model, _MODEL_KEYS, "model.")
        self._known(decoder, _DECODER_KEYS, "model.decoder.")
        self._harmless(model, decoder)
        heads = "num_key_value_heads" if "num_key_value_heads" in decoder else "num_attention_heads"
        return Configuration(
            family=self._family(model.get("type")),
            graph=self._file_name(decoder.get("filename"), "model.decoder.filename"),
            context_tokens=self._whole(model, "context_length", "model.", "context_length"),
            layers=self._whole(decoder, "num_hidden_layers", "model.decoder.", "layers"),
            heads=self._whole(decoder, heads, "model.decoder.", "heads"),
            head_size=self._whole(decoder, "head_size", "model.decoder.", "head_size"),
        )

    def _harmless(self, model: Mapping[str, Any], decoder: Mapping[str, Any]) -> None:
        if model.get("tokenizer_dir", "") not in ("", "."):
            raise self._bad("model.tokenizer_dir", model["tokenizer_dir"], "no other directory")
        session = self._table(decoder.get("session_options", {}), "model.decoder.session_options")
        self._known(session, _SESSION_KEYS, "model.decoder.session_options.")
        run = self._table(decoder.get("run_options", {}), "model.decoder.run_options")
        self._known(run, _RUN_KEYS, "model.decoder.run_options.")
        providers = session.get("provider_options", [])
        if not isinstance(providers, list) or any(
            not isinstance(each, dict) or any(name.lower() != "cpu" for name in each)
            for each in providers
        ):
            raise self._bad(
                "model.decoder.session_options.provider_options",
                providers,
                "no device but the processor: take the model's CPU folder",
            )
        for part in ("inputs", "outputs"):
            names = self._table(decoder.get(part, {}), f"model.decoder.{part}")
            if not all(isinstance(each, str) for each in names.values()):
                raise self._bad(f"model.decoder.{part}", names, "names")

    def _table(self, value: Any, name: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._bad(name, value, "a table")
        return value

    def _known(self, table: Mapping[str, Any], known: frozenset[str], before: str) -> None:
        for name in table:
            if name not in known:
                raise bad_directory(
                    self._place,
                    f"genai_config.json sets {shown(before + name)}, which is not among what is let through",
                    "Text models with one graph for the processor can be used; take such a folder.",
                )

    def _family(self, value: Any) -> str:
        if not isinstance(value, str) or value not in FAMILIES:
            raise self._bad("model.type", value, f"one of {', '.join(sorted(FAMILIES))}")
        return value

    def _file_name(self, value: Any, name: str) -> str:
        if not isinstance(value, str) or not is_plain_name(value):
            raise self._bad(name, value, "the name of a file in the directory")
        return value

    def _whole(self, table: Mapping[str, Any], key: str, before: str, kind: str) -> int:
        value = table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST[kind]:
            raise self._bad(before + key, value, f"a whole number from 1 to {_MOST[kind]}")
        return value

    def _bad(self, name: str, value: object, wanted: str) -> RouterError:
        return bad_directory(
            self._place,
            f"in genai_config.json {name} is {shown(value)}, not {wanted}",
            "Get the file anew from where the model comes from.",
        )


def is_plain_name(name: str) -> bool:
    """Whether a name can only mean a file in the directory itself."""
    return (
        bool(name)
        and name.isprintable()
        and name not in (".", "..")
        and not any(each in name for each in ("/", "\\", ":", "\0"))
        and os.path.basename(name) == name
    )

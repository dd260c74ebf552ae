"""Builds a tiny model directory of the Phi family that `onnxruntime-genai` loads: random 4-bit weights.

Two layers with packed projections, grouped-query attention with rotary positions, gated feed-forward, weights
in a file beside the graph; a byte-level tokenizer without merges, so that every printable character is one
token; the chat template that Phi-4-mini documents. What it says is nonsense, and the same for the same seed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

__all__ = ["TinyShape", "build_tiny_model"]

CONTROLS = ("<|endoftext|>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>")
FIRST_CONTROL = 256
END = FIRST_CONTROL + 1
TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
_MICROSOFT = "com.microsoft"
_BLOCK = 32


@dataclass(frozen=True)
class TinyShape:
    """How large it is."""

    layers: int = 2
    hidden: int = 64
    heads: int = 4
    cache_heads: int = 2
    inner: int = 128
    vocabulary: int = 264
    context: int = 512

    @property
    def head_size(self) -> int:
        return self.hidden // self.heads


def build_tiny_model(
    folder: Path,
    *,
    seed: int = 0,
    shape: TinyShape = TinyShape(),
    ends_at_once: bool = False,
    template: str = TEMPLATE,
) -> Path:
    """Write the directory; the same seed writes the same bytes.

    Args:
        folder: Where.
        seed: Of the weights.
        shape: Its size.
        ends_at_once: Whether the end token is all that it says.
        template: The chat template.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graph = _Graph(shape, seed, ends_at_once)
    onnx.save_model(
        graph.model(),
        str(folder / "model.onnx"),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location="model.onnx.data",
        size_threshold=256,
    )
    _write(folder / "genai_config.json", _configuration(shape))
    _write(folder / "tokenizer.json", _tokenizer())
    settings = {
        "tokenizer_class": "GPT2Tokenizer",
        "bos_token": CONTROLS[0],
        "eos_token": CONTROLS[0],
        "unk_token": CONTROLS[0],
        "model_max_length": shape.context,
        "add_prefix_space": False,
        "chat_template": template,
    }
    _write(folder / "tokenizer_config.json", settings)
    return folder


def _write(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


class _Graph:
    def __init__(self, shape: TinyShape, seed: int, ends_at_once: bool) -> None:
        self._shape = shape
        self._random = numpy.random.default_rng(seed)
        self._ends_at_once = ends_at_once
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        shape = self._shape
        self._lengths()
        self._keep("embedding", self._numbers(shape.vocabulary, shape.hidden))
        self._rotary()
        now = self._node("Gather", ["embedding", "input_ids"], "embedded")
        for layer in range(shape.layers):
            now = self._layer(layer, now)
        last = self._norm("final", now)
        raw = self._product("head", last, shape.hidden, shape.vocabulary)
        self._keep("head.bias", self._bias())
        self._node("Add", [raw, "head.bias"], "logits")
        graph = helper.make_graph(
            self._nodes, "tiny", self._inputs(), self._outputs(), initializer=self._weights
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _layer(self, layer: int, now: str) -> str:
        shape, name = self._shape, f"layer{layer}"
        normal = self._norm(f"{name}.before", now)
        wide = (shape.heads + 2 * shape.cache_heads) * shape.head_size
        packed = self._product(f"{name}.qkv", normal, shape.hidden, wide)
        past = [f"past_key_values.{layer}.{each}" for each in ("key", "value")]
        self._nodes.append(
            helper.make_node(
                "GroupQueryAttention",
                [packed, "", "", *past, "seqlens_k", "total_length", "cosines", "sines"],
                [f"{name}.seen", f"present.{layer}.key", f"present.{layer}.value"],
                domain=_MICROSOFT,
                num_heads=shape.heads,
                kv_num_heads=shape.cache_heads,
                do_rotary=1,
            )
        )
        out = self._product(f"{name}.out", f"{name}.seen", shape.hidden, shape.hidden)
        now = self._node("Add", [now, out], f"{name}.middle")
        normal = self._norm(f"{name}.after", now)
        gate = self._product(f"{name}.gate", normal, shape.hidden, shape.inner)
        up = self._product(f"{name}.up", normal, shape.hidden, shape.inner)
        half = self._node("Sigmoid", [gate], f"{name}.sigmoid")
        gated = self._node("Mul", [gate, half], f"{name}.silu")
        inner = self._node("Mul", [gated, up], f"{name}.inner")
        down = self._product(f"{name}.down", inner, shape.inner, shape.hidden)
        return self._node("Add", [now, down], f"{name}.end")

    def _product(self, name: str, left: str, rows: int, columns: int) -> str:
        """A product with 4-bit weights."""
        blocks = rows // _BLOCK
        packed = self._random.integers(0, 256, (columns, blocks, _BLOCK // 2), dtype=numpy.uint8)
        scales = self._random.uniform(0.02, 0.06, columns * blocks).astype(numpy.float32)
        self._keep(f"{name}.packed", packed)
        self._keep(f"{name}.scales", scales)
        self._nodes.append(
            helper.make_node(
                "MatMulNBits",
                [left, f"{name}.packed", f"{name}.scales"],
                [f"{name}.product"],
                domain=_MICROSOFT,
                K=rows,
                N=columns,
                bits=4,
                block_size=_BLOCK,
                accuracy_level=4,
            )
        )
        return f"{name}.product"

    def _norm(self, name: str, value: str) -> str:
        self._keep(f"{name}.norm", numpy.ones(self._shape.hidden, numpy.float32))
        self._nodes.append(
            helper.make_node(
                "SimplifiedLayerNormalization",
                [value, f"{name}.norm"],
                [f"{name}.normal"],
                epsilon=1e-5,
                axis=-1,
                stash_type=1,
            )
        )
        return f"{name}.normal"

    def _lengths(self) -> None:
        """Lengths that attention needs, from the mask."""
        self._keep("one", numpy.array([1], numpy.int64))
        self._keep("one_scalar", numpy.array(1, numpy.int64))
        self._node("ReduceSum", ["attention_mask", "one"], "length", keepdims=1)
        self._node("Sub", ["length", "one"], "last")
        self._node("Cast", ["last"], "seqlens_k", to=TensorProto.INT32)
        self._node("Shape", ["attention_mask"], "mask_shape")
        self._node("Gather", ["mask_shape", "one_scalar"], "total", axis=0)
        self._node("Cast", ["total"], "total_length", to=TensorProto.INT32)

    def _rotary(self) -> None:
        half = self._shape.head_size // 2
        speeds = 10_000.0 ** -(numpy.arange(half) / half)
        angles = numpy.outer(numpy.arange(self._shape.context), speeds)
        self._keep("cosines", numpy.cos(angles).astype(numpy.float32))
        self._keep("sines", numpy.sin(angles).astype(numpy.float32))

    def _bias(self) -> Any:
        """Keeps it to printable characters, or to the end token."""
        bias = numpy.full(self._shape.vocabulary, -1e4, numpy.float32)
        bias[[END] if self._ends_at_once else list(range(32, 127))] = 0
        return bias

    def _numbers(self, *size: int) -> Any:
        return self._random.normal(0, 1, size).astype(numpy.float32)

    def _keep(self, name: str, values: Any) -> None:
        self._weights.append(numpy_helper.from_array(values, name))

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _inputs(self) -> list[onnx.ValueInfoProto]:
        whole = TensorProto.INT64
        return [
            helper.make_tensor_value_info("input_ids", whole, ["batch", "length"]),
            helper.make_tensor_value_info("attention_mask", whole, ["batch", "total"]),
            *self._cache("past_key_values", "past"),
        ]

    def _outputs(self) -> list[onnx.ValueInfoProto]:
        size: list[str | int | None] = ["batch", "length", self._shape.vocabulary]
        return [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, size),
            *self._cache("present", "total"),
        ]

    def _cache(self, name: str, length: str) -> list[onnx.ValueInfoProto]:
        size: list[str | int | None] = [
            "batch",
            self._shape.cache_heads,
            length,
            self._shape.head_size,
        ]
        return [
            helper.make_tensor_value_info(f"{name}.{layer}.{each}", TensorProto.FLOAT, size)
            for layer in range(self._shape.layers)
            for each in ("key", "value")
        ]


def _configuration(shape: TinyShape) -> dict[str, Any]:
    """The keys that the library's own builder writes for Phi-4-mini."""
    return {
        "model": {
            "bos_token_id": FIRST_CONTROL,
            "context_length": shape.context,
            "decoder": {
                "session_options": {"log_id": "onnxruntime-genai", "provider_options": []},
                "filename": "model.onnx",
                "head_size": shape.head_size,
                "hidden_size": shape.hidden,
                "inputs": {
                    "input_ids": "input_ids",
                    "attention_mask": "attention_mask",
                    "past_key_names": "past_key_values.%d.key",
                    "past_value_names": "past_key_values.%d.value",
                },
                "outputs": {
                    "logits": "logits",
                    "present_key_names": "present.%d.key",
                    "present_value_names": "present.%d.value",
                },
                "num_attention_heads": shape.heads,
                "num_hidden_layers": shape.layers,
                "num_key_value_heads": shape.cache_heads,
            },
            "eos_token_id": [END, FIRST_CONTROL],
            "pad_token_id": FIRST_CONTROL,
            "type": "phi3",
            "vocab_size": shape.vocabulary,
        },
        "search": {
            "diversity_penalty": 0.0,
            "do_sample": True,
            "early_stopping": True,
            "length_penalty": 1.0,
            "max_length": shape.context,
            "min_length": 0,
            "no_repeat_ngram_size": 0,
            "num_beams": 1,
            "num_return_sequences": 1,
            "past_present_share_buffer": True,
            "repetition_penalty": 1.0,
            "temperature": 1.0,
            "top_k": 1,
            "top_p": 1.0,
        },
    }


def _byte_letters() -> list[str]:
    """The letter that stands for each byte in byte-level vocabularies, as GPT-2's tokenizer defined them."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [each for each in range(256) if each not in shown]
    letters = {each: chr(each) for each in shown}
    letters |= {each: chr(256 + place) for place, each in enumerate(hidden)}
    return [letters[each] for each in range(256)]


def _tokenizer() -> dict[str, Any]:
    byte_level = {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": True,
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": FIRST_CONTROL + place,
                "content": content,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for place, content in enumerate(CONTROLS)
        ],
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": byte_level,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {letter: index for index, letter in enumerate(_byte_letters())},
            "merges": [],
        },
    }

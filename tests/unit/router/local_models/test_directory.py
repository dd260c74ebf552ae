"""A model directory is hostile until it has been looked at."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest

from aqe.errors import RouterError
from aqe.router.local_models.directory import inspect_directory


def test_a_sound_directory_is_described(directory: Path) -> None:
    (directory / "README.md").write_text("not of the model")
    (directory / ".cache").mkdir()
    found = inspect_directory(directory)
    assert found.place == directory.resolve()
    assert {each.name for each in found.files} == {
        "genai_config.json",
        "model.onnx",
        "model.onnx.data",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    assert found.size_bytes == sum((directory / each.name).stat().st_size for each in found.files)
    assert (found.family, found.context_tokens) == ("phi3", 512)
    assert found.cache.token_bytes == 2 * 2 * 2 * 16 * 4
    weights = [directory / "model.onnx", directory / "model.onnx.data"]
    assert found.weights_bytes == sum(each.stat().st_size for each in weights)
    assert found.template == "tokenizer_config.json"


def test_a_template_of_its_own_counts_where_the_settings_have_none(directory: Path) -> None:
    (directory / "chat_template.jinja").write_text("{{ messages }}")
    assert inspect_directory(directory).template == "tokenizer_config.json"
    (directory / "tokenizer_config.json").write_text('{"chat_template": null}')
    assert inspect_directory(directory).template == "chat_template.jinja"


def test_a_link_to_the_directory_is_followed_once(directory: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(directory)
    assert inspect_directory(link).place == directory.resolve()


Change = Callable[[Path], None]


def configured(**changes: Any) -> Change:
    """A change of ``genai_config.json``; keys are dotted, with ``__`` for the dots."""

    def change(directory: Path) -> None:
        file = directory / "genai_config.json"
        document = json.loads(file.read_text())
        for key, value in changes.items():
            *way, last = key.split("__")
            table = document
            for name in way:
                table = table[name]
            table[last] = value
        file.write_text(json.dumps(document))

    return change


def written(name: str, content: bytes) -> Change:
    def change(directory: Path) -> None:
        (directory / name).write_bytes(content)

    return change


def removed(name: str) -> Change:
    return lambda directory: (directory / name).unlink()


def cut(name: str, share: float) -> Change:
    def change(directory: Path) -> None:
        data = (directory / name).read_bytes()
        (directory / name).write_bytes(data[: int(len(data) * share)])

    return change


def linked(name: str) -> Change:
    def change(directory: Path) -> None:
        elsewhere = directory.parent / "elsewhere"
        (directory / name).rename(elsewhere)
        (directory / name).symlink_to(elsewhere)

    return change


def weights_at(location: str) -> Change:
    def change(directory: Path) -> None:
        model = onnx.load(str(directory / "model.onnx"), load_external_data=False)
        for each in model.graph.initializer:
            for entry in each.external_data:
                if entry.key == "location":
                    entry.value = location
        (directory / "model.onnx").write_bytes(model.SerializeToString())

    return change


def strange_operator(directory: Path) -> None:
    model = onnx.load(str(directory / "model.onnx"), load_external_data=False)
    model.graph.node[0].domain = "evil.operators"
    (directory / "model.onnx").write_bytes(model.SerializeToString())


DECODER = "model__decoder__"
SESSION = f"{DECODER}session_options__"
HOSTILE: dict[str, tuple[Change, str]] = {
    "no-configuration": (removed("genai_config.json"), "genai_config.json is missing"),
    "no-tokenizer": (removed("tokenizer.json"), "tokenizer.json is missing"),
    "no-graph": (removed("model.onnx"), "'model.onnx', the graph, is missing"),
    "no-weights": (removed("model.onnx.data"), "'model.onnx.data', the weights, is missing"),
    "no-template": (written("tokenizer_config.json", b"{}"), "no chat template"),
    "empty-template": (written("tokenizer_config.json", b'{"chat_template": ""}'), "no chat"),
    "empty-configuration": (written("genai_config.json", b""), "no JSON"),
    "html": (written("genai_config.json", b"<html>"), "no JSON"),
    "list": (written("genai_config.json", b"[1]"), "the file is [1], not a table"),
    "no-model": (written("genai_config.json", b'{"model": 5}'), "model is 5, not a table"),
    "nested": (written("genai_config.json", b"[" * 200_000), "no JSON"),
    "no-text": (written("genai_config.json", b"\xff\xfe\x00"), "no JSON"),
    "large": (written("genai_config.json", b" " * 1_048_577), "more than 1048576 bytes"),
    "tokenizer-no-json": (written("tokenizer.json", b"{"), "tokenizer.json is no JSON"),
    "graph-elsewhere": (configured(**{f"{DECODER}filename": "../x.onnx"}), "'../x.onnx'"),
    "graph-absolute": (configured(**{f"{DECODER}filename": "/etc/passwd"}), "'/etc/passwd'"),
    "graph-of-windows": (configured(**{f"{DECODER}filename": "..\\x"}), "not the name of a file"),
    "graph-number": (configured(**{f"{DECODER}filename": 5}), "filename is 5"),
    "graph-folder": (configured(**{f"{DECODER}filename": "."}), "filename is '.'"),
    "tokenizer-elsewhere": (configured(model__tokenizer_dir="../other"), "tokenizer_dir"),
    "code": (configured(**{f"{SESSION}custom_ops_library": "evil.so"}), "custom_ops_library"),
    "profile": (configured(**{f"{SESSION}enable_profiling": "x"}), "enable_profiling"),
    "entry": (configured(**{f"{SESSION}ep.context_file_path": "/x"}), "ep.context_file_path"),
    "device": (configured(**{f"{SESSION}provider_options": [{"cuda": {}}]}), "CPU folder"),
    "devices": (configured(**{f"{SESSION}provider_options": "cpu"}), "CPU folder"),
    "pictures": (configured(model__vision={"filename": "v.onnx"}), "'model.vision'"),
    "pipeline": (configured(**{f"{DECODER}pipeline": []}), "'model.decoder.pipeline'"),
    "engine": (configured(engine={}), "'engine'"),
    "family": (configured(model__type="whisper"), "model.type is 'whisper'"),
    "family-list": (configured(model__type=["phi3"]), "model.type is ['phi3']"),
    "no-context": (configured(model__context_length=0), "context_length is 0"),
    "much-context": (configured(model__context_length=10**30), "context_length"),
    "text-context": (configured(model__context_length="512"), "context_length is '512'"),
    "true-context": (configured(model__context_length=True), "context_length is True"),
    "layers": (configured(**{f"{DECODER}num_hidden_layers": 2.5}), "num_hidden_layers is 2.5"),
    "heads": (configured(**{f"{DECODER}num_key_value_heads": -1}), "num_key_value_heads is -1"),
    "inputs": (configured(**{f"{DECODER}inputs": {"input_ids": 5}}), "decoder.inputs"),
    "cut-graph": (cut("model.onnx", 0.5), "no whole ONNX file"),
    "empty-graph": (written("model.onnx", b""), "no whole ONNX file"),
    "cut-weights": (cut("model.onnx.data", 0.9), "was cut"),
    "operators": (strange_operator, "'evil.operators'"),
    "weights-above": (weights_at("../model.onnx.data"), "'../model.onnx.data', outside"),
    "weights-absolute": (weights_at("/etc/passwd"), "'/etc/passwd', outside"),
    "weights-nameless": (weights_at(""), "'', outside"),
    "linked-weights": (linked("model.onnx.data"), "'model.onnx.data' is no plain file"),
    "linked-extra": (
        lambda directory: (directory / "vocab.json").symlink_to("/etc/passwd"),
        "'vocab.json' is no plain file",
    ),
    "pipe": (lambda directory: os.mkfifo(directory / "merges.txt"), "no plain file"),
    "control-name": (written("a\x1b[2Jb.json", b"{}"), "no usable name"),
}


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")
@pytest.mark.parametrize(("change", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_directory_is_refused_with_its_reason(
    directory: Path, change: Change, said: str
) -> None:
    change(directory)
    with pytest.raises(RouterError) as caught:
        inspect_directory(directory)
    assert caught.value.slug == "local-model-directory"
    assert said in caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 700
    assert caught.value.message.isprintable()


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, said in {"absent": "No such file", "file": "no folder", "a\0b": "exist"}.items():
        with pytest.raises(RouterError, match=said):
            inspect_directory(tmp_path / name)


def test_a_crowd_of_files_is_refused(directory: Path) -> None:
    for number in range(70):
        (directory / f"part{number}.bin").touch()
    with pytest.raises(RouterError, match="more than 64"):
        inspect_directory(directory)

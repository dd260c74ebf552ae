"""Damaged and hostile models end in an answer or an error, and never take `aqe` along."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import random
import shutil
from pathlib import Path

import pytest
from tiny_model import build_tiny_model

from aqe.domain.conversation import Message, ModelRequest, Role
from aqe.errors import RouterError
from aqe.router.local_models import LocalModels
from aqe.router.ports import Finished
from aqe.router.providers.onnx_local import OnnxLocal
from aqe.testing import ManualClock

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime_genai") is None, reason="onnxruntime-genai is missing"
)
QUESTION = ModelRequest((Message(Role.USER, "def add(a, b): return a + b"),), 20)
SLUGS = {
    "local-model-crashed",
    "local-model-directory",
    "local-model-failed",
    "local-model-memory",
    "model-context-exceeded",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def damage(directory: Path, seed: int) -> str:
    """Flip some bytes of one file, or swap some digits of a JSON file."""
    chance = random.Random(seed)
    names = ("model.onnx", "model.onnx", "tokenizer.json", "genai_config.json", "model.onnx.data")
    file = directory / chance.choice(names)
    data = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 1, 3, 20))):
        place = chance.randrange(len(data))
        if file.suffix == ".json":
            digits = [at for at, each in enumerate(data) if 48 <= each <= 57]
            data[chance.choice(digits)] = chance.randrange(48, 58)
        else:
            data[place] = chance.randrange(256)
    file.write_bytes(data)
    return file.name


def outcome(root: Path, directory: Path, stall_s: float = 60.0) -> str:
    """``answered``, or the slug of the error."""

    async def ask() -> str:
        models = LocalModels(root)
        models.install(directory, name="tiny", force=True, clock=ManualClock())
        provider = OnnxLocal(models, os.environ, stall_s=stall_s, memory=lambda: 2**30)
        try:
            items = provider.answer(QUESTION, models.find("tiny").as_model())
            said = [each async for each in items]
            assert isinstance(said[-1], Finished)
            return "answered"
        finally:
            await provider.close()

    try:
        return asyncio.run(ask())
    except RouterError as error:
        return error.slug if len(error.message) < 1500 else "endless message"


def outcomes(built: Path, tmp_path: Path, seeds: range) -> set[str]:
    found = set()
    for seed in seeds:
        copy = Path(shutil.copytree(built, tmp_path / str(seed)))
        damage(copy, seed)
        found.add(outcome(tmp_path, copy))
        shutil.rmtree(copy)
    return found


def test_damaged_models_are_errors(built: Path, tmp_path: Path) -> None:
    found = outcomes(built, tmp_path, range(8))
    assert found <= SLUGS | {"answered"}
    assert len(found) > 1


@pytest.mark.nightly
def test_many_damaged_models_are_errors(built: Path, tmp_path: Path) -> None:
    assert outcomes(built, tmp_path, range(8, 300)) <= SLUGS | {"answered"}


def test_a_model_that_asks_for_all_memory_is_an_error(built: Path, tmp_path: Path) -> None:
    # Its cache alone would take some 2^50 bytes, which the configuration says and memory shows.
    copy = Path(shutil.copytree(built, tmp_path / "greedy"))
    file = copy / "genai_config.json"
    text = file.read_text().replace('"num_hidden_layers": 2', '"num_hidden_layers": 1000')
    text = text.replace('"head_size": 16', '"head_size": 16000')
    text = text.replace('"num_key_value_heads": 2', '"num_key_value_heads": 4000')
    file.write_text(text.replace('"context_length": 512', '"context_length": 131072'))
    assert outcome(tmp_path, copy) == "local-model-memory"


@pytest.mark.parametrize(
    "template",
    [
        "{% for x in range(1000000000) %}{{ x }}{% endfor %}",
        "{{ cycler.__init__.__globals__.os.system('touch pwned') }}",
        "{% include '/etc/passwd' %}",
        "{{ messages[0]['content'] * 1000000000 }}",
        "{% for",
        "",
    ],
    ids=["endless", "python", "include", "large", "broken", "empty"],
)
def test_hostile_templates_are_errors(built: Path, tmp_path: Path, template: str) -> None:
    copy = Path(shutil.copytree(built, tmp_path / "copy"))
    settings = json.loads((copy / "tokenizer_config.json").read_text())
    settings["chat_template"] = template
    (copy / "tokenizer_config.json").write_text(json.dumps(settings))
    assert outcome(tmp_path, copy, stall_s=3.0) in SLUGS
    assert not Path("pwned").exists()

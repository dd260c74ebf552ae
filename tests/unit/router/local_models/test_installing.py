"""Installed models are written down with checksums, and only taken while they are what was installed."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aqe.domain.model import Tier, TokenUsage
from aqe.errors import RouterError, StoreError
from aqe.router.local_models import Installation, LocalModels, Stopped, default_name, verify
from aqe.testing import ManualClock

CLOCK = ManualClock()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    return root


def install(
    project: Path, directory: Path, name: str = "tiny", force: bool = False
) -> Installation:
    return LocalModels(project).install(directory, name=name, force=force, clock=CLOCK)


def record(project: Path, name: str = "tiny") -> Path:
    return project / ".agentic-qe" / "models" / "local" / f"{name}.toml"


def test_the_record_holds_place_sizes_and_true_checksums(project: Path, directory: Path) -> None:
    seen: list[tuple[int, int]] = []
    done = LocalModels(project).install(
        directory, name="tiny", force=False, clock=CLOCK, on_bytes=lambda *step: seen.append(step)
    )
    assert (done.is_new, done.replaced) == (True, False)
    document = tomllib.loads(record(project).read_text())
    assert document["place"] == str(directory.resolve())
    assert {each["name"]: each["sha256"] for each in document["file"]} == {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in directory.iterdir()
    }
    total = sum(each.stat().st_size for each in directory.iterdir())
    assert seen[-1] == (total, total)
    assert sorted(seen) == seen
    assert datetime.fromisoformat(document["installed_at"]).tzinfo is UTC
    assert [each for each in record(project).parent.iterdir() if each.suffix != ".toml"] == []


def test_what_is_read_back_is_what_was_installed(project: Path, directory: Path) -> None:
    done = install(project, directory)
    assert LocalModels(project).installed() == (done.model,)
    assert LocalModels(project).find("tiny") == done.model


def test_it_is_in_the_catalogue_free_and_of_unknown_quality(project: Path, directory: Path) -> None:
    install(project, directory)
    (model,) = LocalModels(project).models()
    assert (model.id, model.provider, model.name) == ("local/tiny", "local", "tiny")
    assert (model.tier, model.is_local, model.quality) == (Tier.LOCAL, True, None)
    assert model.context_tokens == 512
    assert model.price is not None
    assert model.price.source == "this machine"
    assert model.price.cost_usd(TokenUsage(10**9, 10**9)) == Decimal(0)


def test_the_same_again_changes_nothing(project: Path, directory: Path) -> None:
    install(project, directory)
    again = install(project, directory)
    assert (again.is_new, again.replaced) == (False, False)


def test_another_content_needs_force(project: Path, directory: Path) -> None:
    before = install(project, directory).model
    (directory / "vocab.json").write_text("{}")
    with pytest.raises(RouterError, match="another model is installed as 'tiny'") as caught:
        install(project, directory)
    assert caught.value.slug == "local-model-installed"
    assert LocalModels(project).installed() == (before,)
    done = install(project, directory, force=True)
    assert (done.is_new, done.replaced) == (True, True)
    assert LocalModels(project).installed() == (done.model,)


def test_what_sizes_tell_is_refused_before_gigabytes_are_read(
    project: Path, directory: Path, tmp_path: Path
) -> None:
    install(project, directory)
    moved = directory.rename(tmp_path / "moved")
    read: list[int] = []
    with pytest.raises(RouterError, match="another model is installed"):
        LocalModels(project).install(
            moved,
            name="tiny",
            force=False,
            clock=CLOCK,
            on_bytes=lambda done, total: read.append(done),
        )
    assert read == []


def test_one_flipped_bit_is_another_content(project: Path, directory: Path) -> None:
    install(project, directory)
    _flip(directory, keep_time=True)
    with pytest.raises(RouterError, match="another model is installed"):
        install(project, directory)


def test_breaking_off_writes_nothing(project: Path, directory: Path) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) == 3

    with pytest.raises(Stopped):
        LocalModels(project).install(
            directory, name="tiny", force=False, clock=CLOCK, cancelled=cancelled
        )
    assert LocalModels(project).installed() == ()
    assert not record(project).exists()


@pytest.mark.parametrize(
    "name", ["", "Tiny", "../x", "a/b", "-a", ".a", "a" * 65, "a b", "a\n", "a\0", "é"]
)
def test_names_that_are_none_are_refused(project: Path, directory: Path, name: str) -> None:
    with pytest.raises(RouterError) as caught:
        install(project, directory, name)
    assert caught.value.slug == "local-model-name"
    with pytest.raises(RouterError) as caught:
        LocalModels(project).find(name)
    assert caught.value.slug == "local-model-unknown"


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/models/Phi-4-mini", "phi-4-mini"),
        (
            "/m/Phi-4-mini-instruct-onnx/cpu_and_mobile/cpu-int4-rtn-block-32",
            "phi-4-mini-instruct-onnx",
        ),
        ("/m/my model (1)", "my-model-1"),
        ("/m/gpu/cuda-int4", "m"),
        ("/", "model"),
        ("/é", "model"),
    ],
)
def test_the_default_name_tells_the_model_not_the_device(folder: str, name: str) -> None:
    assert default_name(Path(folder)) == name


def test_an_unchanged_model_is_verified(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    assert verify(model, thorough=True) == model
    assert verify(model, thorough=False) == model


def test_times_alone_are_no_change(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    os.utime(directory / "model.onnx", ns=(5, 5))
    now = verify(model, thorough=False)
    assert now != model
    assert {each.name: each.modified_ns for each in now.files}["model.onnx"] == 5


def _flip(directory: Path, *, keep_time: bool) -> None:
    file = directory / "model.onnx.data"
    facts = file.stat()
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)
    if keep_time:
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    else:
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1_000_000_000))


def test_one_flipped_bit_is_noticed(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    _flip(directory, keep_time=True)
    verify(model, thorough=False)  # the glance sees size and time only
    with pytest.raises(RouterError, match=r"'model\.onnx\.data' has another SHA-256") as caught:
        verify(model, thorough=True)
    assert caught.value.slug == "local-model-changed"


def test_a_new_time_makes_the_glance_thorough(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    _flip(directory, keep_time=False)
    with pytest.raises(RouterError, match="another SHA-256"):
        verify(model, thorough=False)


def test_only_doubtful_files_are_read_at_a_glance(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    os.utime(directory / "tokenizer.json", ns=(5, 5))
    read: list[tuple[int, int]] = []
    verify(model, thorough=False, on_bytes=lambda *step: read.append(step))
    size = (directory / "tokenizer.json").stat().st_size
    assert read[-1] == (size, size)


def test_files_that_come_and_go_are_changes(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    (directory / "chat_template.jinja").write_text("{{ 'attack' }}")
    with pytest.raises(RouterError, match=r"'chat_template\.jinja' was not there"):
        verify(model, thorough=False)
    (directory / "chat_template.jinja").unlink()
    (directory / "tokenizer_config.json").unlink()
    with pytest.raises(RouterError, match=r"'tokenizer_config\.json' is gone"):
        verify(model, thorough=False)


def test_a_cut_file_is_a_change(project: Path, directory: Path) -> None:
    model = install(project, directory).model
    size = (directory / "model.onnx.data").stat().st_size
    os.truncate(directory / "model.onnx.data", size - 1)
    with pytest.raises(RouterError, match=f"has {size - 1} bytes, and had {size}"):
        verify(model, thorough=False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", "version = 2"),
        ('name = "tiny"', 'name = "other"'),
        ("context_tokens = 512", 'context_tokens = "many"'),
        ("context_tokens = 512", "context_tokens = 0"),
        ("layers = 2", "layers = true"),
        ('place = "/', 'place = "'),
        ('name = "model.onnx"', 'name = "../model.onnx"'),
        ("sha256 = ", "sha257 = "),
        ("[cache]", "[cash]"),
        ("[[file]]", "[file"),
    ],
)
def test_a_record_that_was_changed_is_refused(
    project: Path, directory: Path, old: str, new: str
) -> None:
    install(project, directory)
    text = record(project).read_text()
    assert old in text
    record(project).write_text(text.replace(old, new, 1))
    with pytest.raises(RouterError) as caught:
        LocalModels(project).installed()
    assert caught.value.slug == "local-model-record"
    assert "tiny.toml" in caught.value.message


def test_a_record_that_is_no_text_is_refused_and_can_be_forced_away(
    project: Path, directory: Path
) -> None:
    install(project, directory)
    record(project).write_bytes(b"\xff\x00")
    with pytest.raises(RouterError, match="cannot be read"):
        install(project, directory)
    install(project, directory, force=True)
    assert len(LocalModels(project).installed()) == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_records_behind_a_link_are_refused(project: Path, directory: Path, tmp_path: Path) -> None:
    install(project, directory)
    elsewhere = tmp_path / "elsewhere"
    record(project).parent.rename(elsewhere)
    record(project).parent.symlink_to(elsewhere)
    with pytest.raises(StoreError):
        LocalModels(project).installed()
    with pytest.raises(StoreError):
        install(project, directory, "second")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_state_folder_that_is_a_link_is_refused(
    project: Path, directory: Path, tmp_path: Path
) -> None:
    install(project, directory)
    (project / ".agentic-qe").rename(tmp_path / "elsewhere")
    (project / ".agentic-qe").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError):
        LocalModels(project).models()
    with pytest.raises(StoreError):
        install(project, directory)


def test_an_unknown_name_is_told_with_those_that_are_known(project: Path, directory: Path) -> None:
    install(project, directory)
    with pytest.raises(RouterError, match="'phi'") as caught:
        LocalModels(project).find("phi")
    assert "installed: tiny" in (caught.value.hint or "")


def test_places_with_quotes_are_written_and_read(project: Path, directory: Path) -> None:
    strange = directory.rename(directory.with_name("a \"b\" 'c' \\d é"))
    done = install(project, strange)
    assert LocalModels(project).find("tiny").place == done.model.place == strange.resolve()


def test_the_configuration_decides_what_a_token_takes(project: Path, directory: Path) -> None:
    file = directory / "genai_config.json"
    document = json.loads(file.read_text())
    before = install(project, directory).model
    document["model"]["decoder"]["num_hidden_layers"] = 4
    file.write_text(json.dumps(document))
    after = install(project, directory, force=True).model
    assert after.cache.token_bytes == 2 * before.cache.token_bytes
    assert after.planned_bytes - before.planned_bytes == before.cache.token_bytes * 512

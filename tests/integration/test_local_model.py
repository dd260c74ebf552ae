"""A model of this machine, from its directory to text: the real library in its real process."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from pathlib import Path

import pytest
from tiny_model import build_tiny_model

from aqe.domain.conversation import FinishReason, Message, ModelRequest, Role
from aqe.domain.model import Model, TokenUsage
from aqe.errors import RouterError
from aqe.router.local_models import LocalModels
from aqe.router.ports import Finished, Piece, Provider
from aqe.router.providers.local_process import LocalProcess, model_command, model_environment
from aqe.router.providers.onnx_local import OnnxLocal
from aqe.testing import ManualClock

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime_genai") is None, reason="onnxruntime-genai is missing"
)
Answer = tuple[str, Finished | None, list[str]]
QUESTION = ModelRequest(
    (Message(Role.SYSTEM, "Write tests."), Message(Role.USER, "def add(a, b): return a + b")),
    max_output_tokens=40,
)
ASKED = 5 + len("Write tests.") + len("def add(a, b): return a + b")
"""Tokens of the question: one for each character, and five controls."""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, directory: Path) -> Path:
    root = tmp_path_factory.mktemp("project")
    LocalModels(root).install(directory, name="tiny", force=False, clock=ManualClock())
    return root


@pytest.fixture(scope="module")
def provider(project: Path) -> Iterator[OnnxLocal]:
    """One provider for all tests that do not spoil it: loading takes longer than answering."""
    made = OnnxLocal(LocalModels(project), os.environ)
    assert is_provider(made)
    yield made
    asyncio.run(made.close())


def is_provider(made: Provider) -> bool:
    return made.name == "local"


def tiny(project: Path) -> Model:
    return LocalModels(project).find("tiny").as_model()


async def all_of(items: AsyncIterator[Piece | Finished]) -> Answer:
    pieces, end = [], None
    async for each in items:
        if isinstance(each, Piece):
            pieces.append(each.text)
        else:
            end = each
    return "".join(pieces), end, pieces


def ask(
    provider: OnnxLocal, model: Model, request: ModelRequest = QUESTION
) -> tuple[str, Finished, list[str]]:
    text, end, pieces = asyncio.run(all_of(provider.answer(request, model)))
    assert end is not None
    return text, end, pieces


def limited(tokens: int, **changes: object) -> ModelRequest:
    values = {"messages": QUESTION.messages, "max_output_tokens": tokens, **changes}
    return ModelRequest(**values)  # type: ignore[arg-type]


def test_it_says_something_token_by_token(provider: OnnxLocal, project: Path) -> None:
    text, end, pieces = ask(provider, tiny(project))
    assert len(pieces) > 10
    assert text.isprintable()
    assert len(set(text)) > 3, "not one letter again and again"
    assert end.finish is FinishReason.LENGTH
    assert end.usage is not None
    # Second meter: the tokenizer knows no merges, so every printable character is one token.
    assert end.usage.output == 40 == len(text)
    assert end.usage.input == ASKED


def test_the_same_question_has_the_same_answer(provider: OnnxLocal, project: Path) -> None:
    model = tiny(project)
    assert ask(provider, model)[0] == ask(provider, model)[0]
    other = ModelRequest((Message(Role.USER, "class Cart: pass"),), 40)
    assert ask(provider, model, other)[0] != ask(provider, model)[0]
    warm = limited(40, temperature=1.5)
    assert ask(provider, model, warm)[0] == ask(provider, model, warm)[0]
    assert ask(provider, model, warm)[0] != ask(provider, model)[0]


def test_a_limit_cuts_the_same_answer(provider: OnnxLocal, project: Path) -> None:
    whole = ask(provider, tiny(project))[0]
    text, end, _ = ask(provider, tiny(project), limited(7))
    assert (text, end.finish) == (whole[:7], FinishReason.LENGTH)
    assert end.usage is not None
    assert end.usage.output == 7


def test_a_stop_string_over_several_tokens_ends_it(provider: OnnxLocal, project: Path) -> None:
    whole = ask(provider, tiny(project))[0]
    stop = whole[10:13]
    text, end, _ = ask(provider, tiny(project), limited(40, stop=(stop, "never said")))
    assert (text, end.finish) == (whole[: whole.index(stop)], FinishReason.STOP)
    assert end.usage is not None
    assert end.usage.output == whole.index(stop) + 3


def test_the_context_ends_the_answer(provider: OnnxLocal, project: Path) -> None:
    _, end, _ = ask(provider, tiny(project), limited(10_000))
    assert end.usage is not None
    assert end.usage.input + end.usage.output == 512
    assert end.finish is FinishReason.LENGTH


def test_a_question_longer_than_the_context_is_refused(provider: OnnxLocal, project: Path) -> None:
    long = ModelRequest((Message(Role.USER, "x" * 600),), 10)
    with pytest.raises(RouterError, match=r"the question has 603 tokens.*holds 512") as caught:
        ask(provider, tiny(project), long)
    assert caught.value.slug == "model-context-exceeded"
    assert ask(provider, tiny(project))[0], "the next question is answered"


def test_control_strings_are_text_to_the_real_tokenizer(provider: OnnxLocal, project: Path) -> None:
    plain = ModelRequest((Message(Role.USER, "<|end|><|system|>"),), 5)
    _, end, _ = ask(provider, tiny(project), plain)
    assert end.usage is not None
    # Taken apart each is its characters and a space, not one control token.
    assert end.usage.input == 3 + len("< |end|>< |system|>")


def test_breaking_off_ends_the_work_soon(provider: OnnxLocal, project: Path) -> None:
    async def first_pieces() -> list[Piece | Finished]:
        async with aclosing(provider.answer(limited(400), tiny(project))) as items:
            return [await anext(items) for _ in range(3)]

    assert len(asyncio.run(first_pieces())) == 3
    text, end, _ = ask(provider, tiny(project))
    assert len(text) == 40
    assert end.finish is FinishReason.LENGTH


def test_questions_at_once_are_answered_one_after_the_other(
    provider: OnnxLocal, project: Path
) -> None:
    async def both() -> list[Answer]:
        model = tiny(project)
        return await asyncio.gather(*(all_of(provider.answer(QUESTION, model)) for _ in range(3)))

    first, second, third = asyncio.run(both())
    assert first == second == third


def test_the_event_loop_lives_meanwhile(provider: OnnxLocal, project: Path) -> None:
    async def beside() -> int:
        task = asyncio.ensure_future(all_of(provider.answer(limited(100), tiny(project))))
        beats = 0
        while not task.done():
            await asyncio.sleep(0)
            beats += 1
        assert (await task)[1] is not None
        return beats

    assert asyncio.run(beside()) > 100


def test_the_end_token_ends_it(tmp_path: Path) -> None:
    directory = build_tiny_model(tmp_path / "silent", ends_at_once=True)
    provider = installed(tmp_path, directory)
    text, end, _ = closing(provider, tmp_path)
    assert (text, end.finish) == ("", FinishReason.STOP)
    assert end.usage is not None
    assert end.usage.output == 1


def installed(
    root: Path, directory: Path, environ: Mapping[str, str] = os.environ, **options: object
) -> OnnxLocal:
    LocalModels(root).install(directory, name="tiny", force=True, clock=ManualClock())
    return OnnxLocal(LocalModels(root), environ, **options)  # type: ignore[arg-type]


def closing(provider: OnnxLocal, root: Path) -> tuple[str, Finished, list[str]]:
    async def once() -> Answer:
        try:
            return await all_of(provider.answer(QUESTION, tiny(root)))
        finally:
            await provider.close()

    text, end, pieces = asyncio.run(once())
    assert end is not None
    return text, end, pieces


def refused(provider: OnnxLocal, root: Path) -> RouterError:
    with pytest.raises(RouterError) as caught:
        closing(provider, root)
    return caught.value


def test_too_little_memory_is_told_before_anything_is_loaded(
    directory: Path, tmp_path: Path
) -> None:
    def never(environ: Mapping[str, str]) -> LocalProcess:
        raise AssertionError("a process was started")

    provider = installed(tmp_path, directory, memory=lambda: 1_000_000, start=never)
    error = refused(provider, tmp_path)
    assert error.slug == "local-model-memory"
    assert "and 1.0 MiB are available" in error.message
    assert "context of 512 tokens" in error.message


def test_memory_for_the_answer_is_looked_at_too(directory: Path, tmp_path: Path) -> None:
    free = iter([2**30, 50 * 512])
    error = refused(installed(tmp_path, directory, memory=lambda: next(free)), tmp_path)
    assert error.slug == "local-model-memory"
    assert f"may take {ASKED + 40} tokens, and memory is free for 50" in error.message


def test_a_changed_file_is_not_loaded(directory: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(directory, tmp_path / "copy"))
    provider = installed(tmp_path, copy)
    facts = (copy / "model.onnx.data").stat()
    data = bytearray((copy / "model.onnx.data").read_bytes())
    data[5] ^= 1
    (copy / "model.onnx.data").write_bytes(data)
    os.utime(copy / "model.onnx.data", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    error = refused(provider, tmp_path)
    assert error.slug == "local-model-changed"
    assert "'model.onnx.data' has another SHA-256" in error.message


def test_what_the_library_refuses_is_told(directory: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(directory, tmp_path / "copy"))
    (copy / "tokenizer.json").write_text('{"model": {"type": "Nonsense"}}')
    error = refused(installed(tmp_path, copy), tmp_path)
    assert error.slug == "local-model-failed"
    assert "while it was loaded" in error.message


def python(source: str) -> object:
    """Starts a process with another program in place of the model's."""
    return lambda environ: LocalProcess((sys.executable, "-c", source), environ)


LOADED = (
    "import json, struct, sys\n"
    "def say(**m):\n"
    "    b = json.dumps(m).encode(); sys.stdout.buffer.write(struct.pack('>I', len(b)) + b)\n"
    "    sys.stdout.buffer.flush()\n"
    "def hear():\n"
    "    sys.stdin.buffer.read(struct.unpack('>I', sys.stdin.buffer.read(4))[0])\n"
    "hear(); say(**{'is': 'loaded'}); hear(); say(**{'is': 'piece', 'text': 'a'})\n"
)
CRASHES = {
    "loading": ("import os; os.abort()", "while it was loaded: it ended by signal 6"),
    "words": ("import sys; sys.exit('no luck')", "exit status 1: no luck"),
    "answering": (
        LOADED + "import os; os.kill(os.getpid(), 11)",
        "answered: it ended by signal 11",
    ),
    "garbage": (LOADED + "print('garbage', flush=True); hear()", "while it answered"),
    "silent": (LOADED + "hear()", "no sign of life while it answered"),
    "nonsense": (LOADED + "say(**{'is': 'end', 'finish': 'stop'}); hear()", "makes no sense"),
    "negative": (
        LOADED + "say(**{'is': 'end', 'finish': 'stop', 'input': -1, 'output': 1}); hear()",
        "makes no sense",
    ),
    "closing": ("import os, time; os.close(1); time.sleep(0.1)", "while it was loaded"),
}


PATIENT = LOADED + (
    "hear(); say(**{'is': 'end', 'finish': 'cancelled', 'input': 1, 'output': 1})\n"
    "hear(); say(**{'is': 'reading'}); say(**{'is': 'piece', 'text': 'b'})\n"
    "say(**{'is': 'end', 'finish': 'stop', 'input': 2, 'output': 3}); hear()\n"
)
"""Says one piece, and goes on only when it is told that the rest is not wanted."""


def test_the_process_is_told_that_an_answer_is_not_wanted(directory: Path, tmp_path: Path) -> None:
    provider = installed(tmp_path, directory, start=python(PATIENT), stall_s=30.0)

    async def broken_off_then_asked_again() -> tuple[Piece | Finished, Answer]:
        async with aclosing(provider.answer(QUESTION, tiny(tmp_path))) as items:
            first = await anext(items)
        second = await all_of(provider.answer(QUESTION, tiny(tmp_path)))
        await provider.close()
        return first, second

    first, (text, end, _) = asyncio.run(broken_off_then_asked_again())
    assert (first, text) == (Piece("a"), "b")
    assert end == Finished(FinishReason.STOP, TokenUsage(2, 3))


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
@pytest.mark.parametrize(("source", "said"), CRASHES.values(), ids=CRASHES)
def test_a_process_that_dies_or_hangs_is_an_error_and_no_more(
    directory: Path, tmp_path: Path, source: str, said: str
) -> None:
    # Long enough for a process to start on a busy machine.
    stall_s = 8.0 if "silent" in said or "no sign" in said else 30.0
    provider = installed(tmp_path, directory, start=python(source), stall_s=stall_s)
    error = refused(provider, tmp_path)
    assert error.slug == "local-model-crashed"
    assert said in error.message


def test_after_a_crash_a_new_process_answers(project: Path, directory: Path) -> None:
    provider = OnnxLocal(LocalModels(project), os.environ)
    before = ask(provider, tiny(project))[0]
    process = provider._loaded["tiny"]._process
    assert process is not None
    process._process.kill()
    process._process.wait()
    assert ask(provider, tiny(project))[0] == before
    assert provider._loaded["tiny"]._process is not process
    asyncio.run(provider.close())


def test_only_one_idle_model_stays_loaded(project: Path, tmp_path: Path, directory: Path) -> None:
    models = LocalModels(tmp_path)
    for name in ("one", "two"):
        models.install(directory, name=name, force=False, clock=ManualClock())
    provider = OnnxLocal(models, os.environ)
    for name in ("one", "two"):
        ask(provider, models.find(name).as_model(), limited(2))
    loaded = [name for name, each in provider._loaded.items() if each._process is not None]
    assert loaded == ["two"]
    asyncio.run(provider.close())
    assert all(each._process is None for each in provider._loaded.values())


def test_the_process_ends_when_nobody_listens(directory: Path) -> None:
    process = LocalProcess(model_command(), model_environment(os.environ))
    process.send({"do": "load", "place": str(directory), "memory_bytes": None})
    said = process.receive(60)
    assert said["is"] == "loaded"
    assert said["template"] == "phi-4-mini"
    assert "audit" in said["walls"]
    process._input.close()
    assert process._process.wait(30) == 0
    process.end()


def test_the_process_sees_no_keys_and_reports_to_nobody() -> None:
    seen = model_environment({"OPENAI_API_KEY": "x", "AQE_VAULT_TOKEN": "y", "PATH": "/bin"})
    assert seen == {"PATH": "/bin", "ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}


def test_check_tells_what_is_missing(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(OnnxLocal(LocalModels(project), {}).check())
    with pytest.raises(RouterError, match="is installed") as caught:
        asyncio.run(OnnxLocal(LocalModels(tmp_path), {}).check())
    assert caught.value.slug == "local-model-unknown"
    monkeypatch.setattr("aqe.router.providers.onnx_local.library_version", lambda: None)
    with pytest.raises(RouterError, match="onnxruntime-genai") as caught:
        asyncio.run(OnnxLocal(LocalModels(project), {}).check())
    assert caught.value.slug == "local-extra-missing"
    assert "agentic-qe[local]" in (caught.value.hint or "")

"""Doubles are run here against the real `unittest.mock`: each has to do what its recipe says."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from aqe.domain.boundary import Boundary
from aqe.domain.candidate import Candidate, Statement, StatementForm
from aqe.domain.recipe import Call, Literal, Mapping
from aqe.generation.scenario import Scenario, walk
from aqe.generation.world import doubles
from aqe.generation.world.doubles import PATCH, Double, doubles_of, is_effect
from aqe.generation.world.surroundings import prepared, setup_symbols
from aqe.syntax.python.expressions import Printer

NAMES = sorted((*doubles._ASKING, *doubles._ACTING))


def _entered(double: Double) -> Any:
    """The double, patched in; the caller has to leave it."""
    used = {
        each.name for each in setup_symbols(Scenario((), setup=(double.setup,))) if not each.module
    }
    definitions = tuple(each for name in sorted(used) for each in doubles.DEFINITIONS[name])
    statement = Statement(double.setup, None, StatementForm.WITH)
    program = Printer().program(Candidate(1, "f", (statement,), definitions), "demo")
    namespace: dict[str, Any] = {}
    for source in (*program.imports, *program.definitions):
        exec(source, namespace)
    return eval(program.lines[0].source, namespace)


def _boundary(name: str, **facts: Any) -> Boundary:
    return Boundary(name, name, ("f",), **facts)


@pytest.mark.parametrize("name", NAMES)
def test_every_double_can_be_put_in_place_and_taken_away(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    owner = attribute if not name.startswith("datetime") else module.rpartition(".")[2]
    module = module if not name.startswith("datetime") else "datetime"
    holder = importlib.import_module(module) if module != "httpx" else pytest.importorskip("httpx")
    if owner in ("Session", "Client", "AsyncClient"):
        holder, owner = getattr(holder, owner), "request"
    original = getattr(holder, owner)
    found = doubles_of(_boundary(name))
    assert found
    for each in found:
        with _entered(each):
            assert getattr(holder, owner) is not original
        assert getattr(holder, owner) is original


def test_an_answer_of_the_network_holds_the_document_that_is_read() -> None:
    import json
    import urllib.request

    payload = Mapping(((Literal("base"), Literal("EUR")),))
    first, *_ = doubles_of(_boundary("urllib.request.urlopen", payload=payload))
    with _entered(first), urllib.request.urlopen("http://localhost/") as response:
        assert response.status == 200
        assert json.load(response) == {"base": "EUR"}


@pytest.mark.parametrize(("keywords", "kind"), [(("text",), str), ((), bytes)])
def test_programs_print_what_they_are_asked_for(keywords: tuple[str, ...], kind: type) -> None:
    import subprocess

    for name in ("subprocess.run", "subprocess.check_output", "subprocess.Popen"):
        first, *_ = doubles_of(_boundary(name, keywords=keywords))
        with _entered(first):
            answer = getattr(subprocess, name.partition(".")[2])(["tool"])
        output = getattr(answer, "stdout", answer)
        assert isinstance(output.read() if hasattr(output, "read") else output, kind)


def test_a_program_that_is_checked_fails_by_an_exception() -> None:
    def failures(*keywords: str) -> set[str]:
        found = doubles_of(_boundary("subprocess.run", keywords=keywords))
        names = {getattr(part, "name", "") for each in found for _, part in walk(each.setup)}
        return names & {"CalledProcessError", "TimeoutExpired", "FileNotFoundError"}

    assert failures("check") - failures() == {"CalledProcessError"}


def test_a_standing_calendar_still_is_the_class() -> None:
    import datetime

    moment = datetime.datetime(2020, 1, 1)
    first, *_ = doubles_of(_boundary("datetime.datetime.now"))
    with _entered(first):
        kind = datetime.datetime
        assert kind.now() == kind.now() == kind(2024, 2, 29, 13, 45, 30)
        assert kind.now(datetime.UTC).tzinfo is datetime.UTC
        assert isinstance(moment, kind)
        assert type(kind.fromisoformat("2024-01-02")) is type(moment)


def test_what_is_no_boundary_has_no_double() -> None:
    assert doubles_of(_boundary("os.getcwd")) == ()
    assert doubles_of(_boundary("demo.helper")) == ()


def test_deeds_are_told_from_questions() -> None:
    assert is_effect(_boundary("subprocess.run"))
    assert is_effect(_boundary("time.sleep"))
    assert not is_effect(_boundary("time.time"))


def test_what_is_awaited_answers_and_ends() -> None:
    import asyncio

    async def both() -> tuple[bytes, bytes, int | None]:
        reader, writer = await asyncio.open_connection("localhost", 80)
        writer.write(b"x")
        received = await reader.readline() + await reader.read()
        process = await asyncio.create_subprocess_exec("tool")
        assert process.stdout is not None
        printed = await process.stdout.read()
        assert (await process.communicate())[0] == printed
        return received, printed, process.returncode

    connection, *_ = doubles_of(_boundary("asyncio.open_connection"))
    program, *_ = doubles_of(_boundary("asyncio.create_subprocess_exec"))
    with _entered(connection), _entered(program):
        assert asyncio.run(both()) == (b"a=1\nb=two\n", b"one two\nthree\n", 0)


@pytest.mark.parametrize("library", ["requests", "httpx2", "httpx"])
def test_clients_send_nothing_and_read_the_document(library: str) -> None:
    module = pytest.importorskip(library)
    payload = Mapping(((Literal("base"), Literal("EUR")),))
    name = "Session" if library == "requests" else "Client"
    for boundary in (f"{library}.get", f"{library}.{name}"):
        found = doubles_of(_boundary(boundary, payload=payload))
        with _entered(found[0]):
            client = getattr(module, name)() if boundary.endswith(name) else module
            answer = client.get("http://localhost/")
        assert answer.json() == {"base": "EUR"}
        assert answer.raise_for_status() in (None, answer)
        kinds = set()
        for each in found[1:]:
            with _entered(each):
                try:
                    client.get("http://localhost/").raise_for_status()
                except Exception as error:
                    kinds.add(type(error).__name__)
        assert len(kinds) == 3  # an answer that reports an error, no connection, no answer in time


def test_streams_end_as_real_ones_do() -> None:
    import asyncio

    async def read() -> list[object]:
        reader, _ = await asyncio.open_connection("localhost", 80)
        found: list[object] = [reader.at_eof(), await reader.readuntil(b"="), await reader.read(3)]
        found.append(await reader.readexactly(2))
        for attempt in (reader.readuntil(b"#"), reader.readexactly(1)):
            try:
                await attempt
            except asyncio.IncompleteReadError as error:
                found.append(error.partial)
        reader, _ = await asyncio.open_connection("localhost", 80)
        return [*found, reader.at_eof()]

    first, *_ = doubles_of(_boundary("asyncio.open_connection"))
    with _entered(first):
        assert asyncio.run(read())[:-1] == [False, b"a=", b"1\nb", b"=t", b"wo\n", b""]


def test_answers_look_like_those_of_the_originals() -> None:
    import os
    import shutil

    usage, *_ = doubles_of(_boundary("shutil.disk_usage"))
    with _entered(usage):
        total, used, free = found = shutil.disk_usage("/")
    assert (found.total, found.used, found.free) == (total, used, free)
    printed, *_ = doubles_of(_boundary("os.popen"))
    with _entered(printed):
        assert os.popen("tool").read() == os.popen("tool").read() != ""


@pytest.mark.parametrize(
    ("name", "target"),
    [("os.system", "system_double"), ("subprocess.run", "run_double"), ("time.time", None)],
)
def test_doubles_of_deeds_have_a_name(name: str, target: str | None) -> None:
    bare = Call(PATCH, (Literal(f"demo.{name}"),))
    assert prepared(bare).target == target


def test_addresses_can_be_unpacked() -> None:
    import socket

    first, *_ = doubles_of(_boundary("socket.getaddrinfo"))
    with _entered(first):
        ((family, kind, _, _, address),) = socket.getaddrinfo("nowhere.invalid", 80)
    assert (family, kind, address) == (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 80))

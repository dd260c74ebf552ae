"""A provider's list is read strictly, whatever it holds, and kept whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aqe.domain.model import Ability
from aqe.errors import RouterError
from aqe.router.catalogue import refreshed
from aqe.router.catalogue.refreshed import MAX_BYTES, load_lists, parse_list, refresh

NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "id": "acme/model-1",
    "name": "Acme: Model 1",
    "context_length": 128_000,
    "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
    "pricing": {"prompt": "0.000003", "completion": "0.000015", "input_cache_read": "3e-7"},
    "top_provider": {"max_completion_tokens": 8192},
    "supported_parameters": ["tools", "structured_outputs", "temperature"],
}


def body(*entries: Any) -> bytes:
    return json.dumps({"data": list(entries)}).encode()


def parsed(*entries: Any) -> refreshed.ListedModels:
    return parse_list(body(*entries), "openrouter", NOW)


def test_every_field_is_read() -> None:
    (model,) = parsed(GOOD).models
    assert (model.id, model.provider, model.title) == (
        "openrouter/acme/model-1",
        "openrouter",
        "Acme: Model 1",
    )
    assert (model.context_tokens, model.output_tokens) == (128_000, 8192)
    assert model.abilities == {Ability.TOOLS, Ability.STRUCTURED_OUTPUT, Ability.VISION}
    assert model.price is not None
    assert (model.price.input_usd, model.price.output_usd) == (Decimal(3), Decimal(15))
    assert model.price.cached_input_usd == Decimal("0.3")
    assert model.price.as_of == date(2026, 11, 26)
    assert model.price.source == "openrouter, its list of models"


def test_a_server_that_lists_only_ids_gives_models_without_prices() -> None:
    (model,) = parse_list(body({"id": "qwen3:8b", "object": "model"}), "ollama", NOW).models
    assert (model.id, model.price, model.context_tokens) == ("ollama/qwen3:8b", None, None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": 7}, "no name"),
        ({"id": "a b"}, "no name"),
        ({"id": "x" * 300}, "no name"),
        ({"id": "../../etc/passwd\n"}, "no name"),
        ({"id": None}, "no name"),
        ({"context_length": "many"}, "context_length"),
        ({"context_length": -1}, "context_length"),
        ({"context_length": True}, "context_length"),
        ({"context_length": 10**30}, "context_length"),
        ({"pricing": "free"}, "pricing"),
        ({"pricing": {"prompt": "-1", "completion": "-1"}}, "varies"),
        ({"pricing": {"prompt": "0"}}, "completion"),
        ({"pricing": {"prompt": "0.02", "completion": "0"}}, "beyond"),
        ({"pricing": {"prompt": "NaN", "completion": "0"}}, "no number"),
        ({"pricing": {"prompt": "1e99", "completion": "0"}}, "beyond"),
        ({"pricing": {"prompt": "1" * 5000, "completion": "0"}}, "no number"),
        ({"pricing": {"prompt": True, "completion": "0"}}, "no number"),
        ({"pricing": {"prompt": ["0"], "completion": "0"}}, "no number"),
        ({"pricing": {"prompt": "0", "completion": "0", "input_cache_read": -0.1}}, "varies"),
        ({"architecture": []}, "architecture"),
        ({"architecture": {"output_modalities": ["image"]}}, "answer with text"),
        ({"architecture": {"output_modalities": "text"}}, "answer with text"),
        ({"id": "acme/text-embedding-9"}, "answer with text"),
        ({"top_provider": 3}, "top_provider"),
        ({"top_provider": {"max_completion_tokens": 0}}, "max_completion_tokens"),
    ],
)
def test_an_entry_that_breaks_a_rule_is_left_out_with_a_reason(
    change: dict[str, Any], why: str
) -> None:
    other = GOOD | {"id": "acme/other"}
    listed = parsed(other, GOOD | change)
    assert [each.name for each in listed.models] == ["acme/other"]
    ((_, reason),) = listed.left_out
    assert why in reason


def test_what_is_listed_twice_counts_once() -> None:
    listed = parsed(GOOD, GOOD | {"pricing": {"prompt": "0", "completion": "0"}})
    assert len(listed.models) == 1
    assert listed.models[0].price is not None
    assert listed.models[0].price.input_usd == 3
    assert listed.left_out == (("acme/model-1", "it is listed twice"),)


def test_titles_hold_nothing_that_moves_a_cursor() -> None:
    (model,) = parsed(GOOD | {"name": "\x1b[2J\nEvil" + "x" * 500}).models
    assert model.title.startswith("[2JEvil")
    assert len(model.title) == 100


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>not found</html>",
        b"\xff\xfe\x00",
        b"[]",
        b'{"data": {}}',
        b'{"data": []}',
        b'{"data": [{"id": NaN}]}',
        b'{"data": [{"id": "a", "context_length": ' + b"9" * 10_000 + b"}]}",
        b"[" * 200_000,
        b'{"data": ' + b'{"a":' * 100_000,
        b"x" * (MAX_BYTES + 1),
        json.dumps({"data": [{"id": f"a/m{n}"} for n in range(5001)]}).encode(),
        body("text", 7, None, []),
    ],
    ids=lambda answer: repr(answer[:24]),
)
def test_what_is_no_list_of_models_is_refused(answer: bytes) -> None:
    with pytest.raises(RouterError) as caught:
        parse_list(answer, "openrouter", NOW)
    assert caught.value.slug == "model-list-malformed"
    assert len(caught.value.message) < 300


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, JSON)) | JSON, max_size=4))
def test_no_entry_can_do_more_than_be_left_out(entries: list[Any]) -> None:
    listed = parsed(GOOD, *entries)
    assert listed.models[0].id == "openrouter/acme/model-1"
    assert len(listed.models) + len(listed.left_out) == 1 + len(entries)
    for each in listed.models:
        if each.price is not None:
            assert min(each.price.input_usd, each.price.output_usd) >= 0


def test_a_list_is_kept_and_read_back(tmp_path: Path) -> None:
    plain = GOOD | {"id": "acme/plain", "pricing": None, "supported_parameters": []}
    listed = refresh("openrouter", lambda: body(GOOD, plain), tmp_path, NOW)
    (kept,), notes = load_lists(tmp_path)
    assert notes == ()
    assert kept.models == listed.models
    assert kept.fetched_at == NOW


def test_a_refused_answer_leaves_what_was_kept(tmp_path: Path) -> None:
    refresh("openrouter", lambda: body(GOOD), tmp_path, NOW)
    with pytest.raises(RouterError):
        refresh("openrouter", lambda: b"oops", tmp_path, NOW)
    assert len(load_lists(tmp_path)[0]) == 1


@pytest.mark.parametrize("provider", ["../x", "", "A", "a/b", "x" * 99])
def test_the_name_of_a_provider_is_no_path(provider: str, tmp_path: Path) -> None:
    with pytest.raises(RouterError):
        refresh(provider, lambda: body(GOOD), tmp_path / "models", NOW)
    assert not (tmp_path / "models").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(RouterError) as caught:
        refresh("openrouter", lambda: body(GOOD), tmp_path / "models", NOW)
    assert caught.value.slug == "model-list-unwritable"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"version": 1', '"version": 2'),
        lambda text: text.replace('"openrouter"', '"other"'),
        lambda text: text.replace('"input_usd": "3"', '"input_usd": "-3"'),
        lambda text: text.replace('"tools"', '"flying"'),
        lambda text: text.replace('"models"', '"model"'),
        lambda text: "[" * 100_000,
        lambda text: "7",
    ],
)
def test_a_damaged_file_is_named_and_not_used(damage: Any, tmp_path: Path) -> None:
    refresh("openrouter", lambda: body(GOOD), tmp_path, NOW)
    path = tmp_path / "openrouter.json"
    text = path.read_text()
    assert damage(text) != text
    path.write_text(damage(text))
    lists, notes = load_lists(tmp_path)
    assert lists == ()
    assert len(notes) == 1
    assert "openrouter.json" in notes[0]


WRITER = """
import itertools, json, sys
from datetime import UTC, datetime
from pathlib import Path
from aqe.router.catalogue.refreshed import refresh
for turn in itertools.count():
    entries = [{"id": f"acme/model-{number}", "name": "x" * 90} for number in range(400)]
    refresh("openrouter", lambda: json.dumps({"data": entries}).encode(), Path(sys.argv[1]),
            datetime.now(UTC))
    print(turn, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    source = str(Path(refreshed.__file__).parents[3])
    for turn in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": source},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        for _ in range(turn + 1):
            writer.stdout.readline()
        time.sleep(0.003 * turn)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        (kept,), notes = load_lists(tmp_path)
        assert (len(kept.models), notes) == (400, ())


@pytest.mark.parametrize(
    "price",
    [
        {"input_usd": "NaN", "output_usd": "1", "cached_input_usd": None},
        {"input_usd": "sNaN", "output_usd": "1", "cached_input_usd": None},
        {"input_usd": "1E+999999999999", "output_usd": "1", "cached_input_usd": None},
        {"input_usd": [], "output_usd": "1", "cached_input_usd": None},
        [],
        7,
    ],
)
def test_a_list_that_was_edited_is_left_aside_with_a_note(price: object, tmp_path: Path) -> None:
    body = json.dumps(
        {"data": [{"id": "a/b", "pricing": {"prompt": "1e-6", "completion": "1e-6"}}]}
    )
    refresh("openrouter", body.encode, tmp_path, datetime(2026, 11, 26, tzinfo=UTC))
    path = tmp_path / "openrouter.json"
    document = json.loads(path.read_text("utf-8"))
    document["models"][0]["price"] = price
    path.write_text(json.dumps(document), "utf-8")
    lists, notes = load_lists(tmp_path)
    assert (lists, len(notes)) == ((), 1)


def test_a_moment_at_the_end_of_time_is_left_aside(tmp_path: Path) -> None:
    body = json.dumps({"data": [{"id": "a/b"}]})
    refresh("openrouter", body.encode, tmp_path, datetime(2026, 11, 26, tzinfo=UTC))
    path = tmp_path / "openrouter.json"
    document = json.loads(path.read_text("utf-8"))
    document["fetched_at"] = "9999-12-31T23:59:59-23:59"
    document["models"][0]["price"] = {"input_usd": "1", "output_usd": "1", "cached_input_usd": None}
    path.write_text(json.dumps(document), "utf-8")
    assert load_lists(tmp_path)[0] == ()


def test_a_price_that_cannot_be_kept_is_left_out(tmp_path: Path) -> None:
    entries = [
        {"id": "a/b", "pricing": {"prompt": "1e-99", "completion": "1e-6"}},
        {"id": "a/c", "pricing": {"prompt": "0", "completion": "1e-6"}},
    ]
    body = json.dumps({"data": entries})
    listed = refresh("openrouter", body.encode, tmp_path, datetime(2026, 11, 26, tzinfo=UTC))
    assert [each.name for each in listed.models] == ["a/c"]
    assert load_lists(tmp_path)[0][0].models[0].price == listed.models[0].price

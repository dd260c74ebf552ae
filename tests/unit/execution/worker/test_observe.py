"""Snapshots of values that have no source."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from aqe.execution.worker.capture import BoundedBytes
from aqe.execution.worker.observe import Observer
from aqe.execution.worker.stability import Places, names_stream
from aqe.execution.worker.watch import Watched


class Account:
    __slots__ = ("_secret", "balance")

    def __init__(self) -> None:
        self.balance = 5
        self._secret = 1


class Basket:
    def __init__(self, *items: Any) -> None:
        self.items = list(items)
        self.owner: Any = None

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __str__(self) -> str:
        return f"basket of {len(self.items)}"

    @property
    def total(self) -> int:
        raise AssertionError("properties are not asked")


class Hostile:
    """Raises whatever is asked; tests make it late, because reports would show it."""

    def __repr__(self) -> str:
        raise SystemExit

    def __len__(self) -> int:
        raise MemoryError

    def __getattribute__(self, name: str) -> Any:
        raise KeyError(name)


class Inbox:
    """Hands out each letter once."""

    def __init__(self, *letters: str) -> None:
        self.letters = list(letters)

    def __len__(self) -> int:
        return len(self.letters)

    def __iter__(self) -> Iterator[str]:
        while self.letters:
            yield self.letters.pop(0)


class Tray(Inbox):
    def __iter__(self) -> Iterator[str]:
        yield from self.sent()

    def sent(self) -> Iterator[str]:
        while self.letters:
            yield self.letters.pop(0)


def _taken(letters: list[str]) -> str:
    return letters.pop(0)


class Outbox(Inbox):
    """Hands out each letter once, as its class does not say."""

    def __iter__(self) -> Iterator[str]:
        while self.letters:
            yield _taken(self.letters)


class Ring(Inbox):
    def __iter__(self) -> Iterator[str]:
        while self.letters:
            letter = self.letters[0]
            del self.letters[0]
            yield letter


class Paths:
    def __str__(self) -> str:
        return "/some/where/scratch/file"


@pytest.fixture
def observer() -> Observer:
    return Observer(Places(["/some/where/scratch"]), "a_program")


def test_objects_are_described_by_what_they_keep(observer: Observer) -> None:
    assert observer.snapshot(Account()) == {
        "kind": "object",
        "type": f"{__name__}:Account",
        "attributes": [("balance", {"kind": "literal", "type": "builtins:int", "source": "5"})],
    }


def test_collections_tell_length_items_and_text(observer: Observer) -> None:
    found = observer.snapshot(Basket(1, "a"))
    assert (found["kind"], found["length"], found["text"]) == ("object", 2, "basket of 2")
    assert found["items"]["source"] == "[1, 'a']"
    assert [name for name, _ in found["attributes"]] == ["items", "owner"]


def test_cycles_end(observer: Observer) -> None:
    basket = Basket()
    basket.owner = basket
    owner = dict(observer.snapshot(basket)["attributes"])["owner"]
    assert owner == {"kind": "opaque", "type": f"{__name__}:Basket"}


def test_long_lists_tell_length_and_ends(observer: Observer) -> None:
    found = observer.snapshot(list(range(1000)))
    assert (found["length"], found["first"]["source"], found["last"]["source"]) == (
        1000,
        "0",
        "999",
    )
    assert "items" not in found


def test_iterators_are_not_consumed(observer: Observer) -> None:
    numbers = iter([1, 2])
    generator = (each for each in [1, 2])
    assert observer.snapshot(numbers)["kind"] == "opaque"
    assert observer.snapshot(generator)["kind"] == "opaque"
    assert list(numbers) == list(generator) == [1, 2]


@pytest.mark.parametrize("kind", [Inbox, Ring, Tray])
@pytest.mark.parametrize("letters", [("a", "b"), ()])
def test_what_hands_out_its_items_once_keeps_them(
    observer: Observer, letters: tuple[str, ...], kind: type[Inbox]
) -> None:
    inbox = kind(*letters)
    for _ in range(2):
        found = observer.snapshot(inbox)
        assert found["length"] == len(letters)
        assert ("items" in found) is not bool(letters)
    assert inbox.letters == list(letters)


def test_after_one_that_was_emptied_no_other_of_its_class_is(observer: Observer) -> None:
    first, second = Outbox("a", "b"), Outbox("c")
    assert "items" not in observer.snapshot(first)
    assert "items" not in observer.snapshot(second)
    assert second.letters == ["c"]


@pytest.mark.parametrize("make", [Hostile, lambda: [Hostile()], Paths, object])
def test_what_cannot_be_told_is_opaque_inside(observer: Observer, make: Callable[[], Any]) -> None:
    found = observer.snapshot(make())
    inner = found.get("first", found)
    assert inner["kind"] == "opaque"
    assert set(inner) == {"kind", "type"}


def test_exceptions_show_their_arguments(observer: Observer) -> None:
    found = observer.snapshot(ValueError("no", 3))
    assert dict(found["attributes"])["args"]["source"] == "('no', 3)"


def test_text_files(observer: Observer, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("two\n", encoding="utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.txt").write_text("é", encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "place").write_text("/some/where/scratch", encoding="utf-8")
    (tmp_path / "large").write_text("x" * 100_000, encoding="utf-8")
    os.symlink(tmp_path / "b.txt", tmp_path / "link")
    assert observer.files(str(tmp_path)) == [("b.txt", "two\n"), ("a/c.txt", "é")]


def test_standard_streams_are_whoever_runs_the_tests(observer: Observer) -> None:
    basket = Basket()
    basket.owner = sys.__stdout__
    assert dict(observer.snapshot(basket)["attributes"])["owner"] == {
        "kind": "opaque",
        "type": "builtins:object",
    }
    own = dict(observer.snapshot(Basket(io.StringIO("a")))["attributes"])["items"]
    assert own["type"] == "builtins:list"
    assert observer.snapshot(io.StringIO("a"))["type"] == "_io:StringIO"


def test_the_text_of_a_standard_stream_is_left_out_of_what_is_shown(observer: Observer) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    found = observer.snapshot(f"<Printer(file={stream!r}, size=3)>")
    assert (found["starts"], found["ends"]) == ("<Printer(file=", ", size=3)>")
    assert "source" not in found
    assert names_stream(f"{io.TextIOWrapper(BoundedBytes(9))}")
    assert names_stream(f"{BoundedBytes(9)}")
    assert not names_stream("<stdout>")


def test_a_double_shows_what_was_done_with_it() -> None:
    observer = Observer(Places([]), "program")
    with mock.patch("subprocess.run", autospec=True, return_value=None) as double:
        before = observer.snapshot(double)
        subprocess.run(["tool", "-x"], check=True)
        after = observer.snapshot(double)
    assert before["attributes"][0][1]["source"] == "[]"
    ((name, shown),) = after["attributes"]
    assert (name, shown["source"]) == ("mock_calls", "[call(['tool', '-x'], check=True)]")
    assert shown["symbols"] == [("unittest.mock", "call")]


def test_calls_of_the_methods_of_a_double_can_be_compared() -> None:
    double = mock.Mock()
    double.connect("a").send(1)
    double()
    double().close()
    ((_, shown),) = Observer(Places([]), "program").snapshot(double)["attributes"]
    source = "[call.connect('a'), call.connect().send(1), call(), call(), call().close()]"
    assert shown["source"] == source
    assert double.mock_calls == eval(source, {"call": mock.call})


def test_a_double_that_got_what_cannot_be_printed_shows_how_often() -> None:
    observer = Observer(Places([]), "program")
    assert [name for name, _ in observer.snapshot(mock.Mock())["attributes"]] == ["mock_calls"]
    ((name, shown),) = observer.snapshot(_called(mock.Mock(), object()))["attributes"]
    assert (name, shown["source"]) == ("call_count", "1")


def _called(double: mock.Mock, value: object) -> mock.Mock:
    double(value)
    return double


OBSERVER = Observer(Places(["/some/where/scratch"]), "a_program")


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("<Box at 0x7f3e60aa11 size=3>", "<Box at 0x", " size=3>"),
        ("0x7f3e60aa11", "0x", ""),
        ("Rule(<function <lambda> at 0x7f3e60aa11>, 3)", "Rule(<function ", ">, 3)"),
        (
            "F(<function f.<locals>.<lambda> at 0x7f3e60>)",
            "F(<function f.<locals>.<lambda> at 0x",
            ">)",
        ),
        ("called <lambda>() once", "called ", "() once"),
        ("<A at 0x7f3e60aa11> in <B at 0x7f3e60aa55>!", "<A at 0x", ">!"),
    ],
)
def test_what_stands_around_addresses(text: str, starts: str, ends: str) -> None:
    assert OBSERVER.snapshot(text) == {
        "kind": "object",
        "type": "builtins:str",
        "starts": starts,
        "ends": ends,
    }


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("Tags({'b', 'a'}, 2)", "Tags({", "}, 2)"),
        (
            "Q('or', frozenset({('==', ('a',), 1), ('!=', ('b',), 2)}))",
            "Q('or', frozenset({",
            "}))",
        ),
        ("frozenset({<A>, <B>})", "frozenset({", "})"),
        ("{None, 2}", "{", "}"),
        ("{'a', 'b'} then {b'c', b'd'}.", "{", "}."),
    ],
)
def test_what_stands_around_sets(text: str, starts: str, ends: str) -> None:
    shown = OBSERVER.snapshot(text)
    assert (shown["kind"], shown["starts"], shown["ends"]) == ("object", starts, ends)
    assert OBSERVER.snapshot([text])["kind"] == "object"


@pytest.mark.parametrize(
    "text",
    ["{'a'}", "{3, 1}", "{name, kind}", "{'a': 1, 'b': 2}", "if (x) { f(a, 'b'); }", "{'a', 'b'"],
)
def test_texts_in_braces_that_keep_their_order(text: str) -> None:
    assert OBSERVER.snapshot(text)["source"] == repr(text)


def test_nothing_stands_around_an_address_beside_a_folder() -> None:
    text = "<Box at 0x7f3e60aa11 in /some/where/scratch/made>"
    assert OBSERVER.snapshot(text) == {"kind": "opaque", "type": "builtins:str"}


def test_files_in_memory_show_what_they_hold(observer: Observer) -> None:
    stream = io.BytesIO()
    before = observer.snapshot(stream)
    stream.write(b"a = 1")
    after = observer.snapshot(stream)
    assert before["contents"]["source"] == "b''"
    assert after["kind"] == "object"
    assert after["contents"]["source"] == "b'a = 1'"
    assert stream.tell() == 5
    assert observer.snapshot(io.StringIO("x"))["contents"]["source"] == "'x'"
    stream.close()
    assert observer.snapshot(stream) == {"kind": "opaque", "type": "_io:BytesIO"}


def test_a_watched_function_is_of_the_type_of_its_original(observer: Observer) -> None:
    watched = Watched(os.getpid, lambda count: None)
    method = Watched(observer.snapshot, lambda count: None)
    assert observer.snapshot(watched)["type"] == "builtins:builtin_function_or_method"
    assert observer.snapshot(method)["type"] == "builtins:method"


def test_a_context_that_was_not_entered_shows_nothing(observer: Observer) -> None:
    @contextlib.contextmanager
    def opened(name: str) -> Iterator[str]:
        yield name

    assert observer.snapshot(opened("x"))["kind"] == "opaque"


def test_a_path_in_the_folder_of_a_program_is_reached_from_it(tmp_path: Path) -> None:
    observer = Observer(Places([str(tmp_path)]), "a_program")
    assert observer.snapshot(tmp_path / "a" / "b.txt")["kind"] != "literal"
    observer.folder = str(tmp_path)
    assert observer.snapshot(tmp_path / "a" / "b.txt")["source"] == "tmp_path / 'a/b.txt'"
    assert "tmp_path" not in observer.snapshot(tmp_path.parent).get("source", "")
    beside = tmp_path.with_name(f"{tmp_path.name}-other")
    assert "tmp_path" not in observer.snapshot(beside).get("source", "")


def _kept_to_itself(text: str) -> str:
    return text


class _KeptToItself:
    pass


@pytest.mark.parametrize("value", [_kept_to_itself, _KeptToItself])
def test_functions_and_classes_with_private_names_are_not_named(
    observer: Observer, value: Any
) -> None:
    basket = Basket()
    basket.owner = value
    assert "source" not in observer.snapshot(value)
    assert "text" not in observer.snapshot(value)
    assert [name for name, _ in observer.snapshot(basket)["attributes"]] == ["items"]


def test_public_ones_are(observer: Observer) -> None:
    basket = Basket()
    basket.owner = Account
    assert dict(observer.snapshot(basket)["attributes"])["owner"]["source"] == "Account"


def test_the_text_of_a_stream_is_told_only_where_its_class_says_it(
    observer: Observer, tmp_path: Path
) -> None:
    class Spool(io.StringIO):
        def __repr__(self) -> str:
            return "spool"

    with open(tmp_path / "a", "wb") as file:
        assert "text" not in observer.snapshot(file)
    assert observer.snapshot(Spool())["text"] == "spool"


def test_names_of_classes_that_a_program_made_are_not_demanded() -> None:
    assert Places([]).tie("<class 'aqe_program.Box'>")
    assert not Places([]).tie("<class 'shop.Box'>")


class _Refused(Exception):
    def __init__(self, message: str, **held: object) -> None:
        super().__init__(message)
        self.__dict__.update(held)


@pytest.mark.parametrize(
    ("held", "names"),
    [
        ({"code": 413}, ["code"]),
        ({"code": 413, "parts": ["a", 1]}, ["code", "parts"]),
        ({"a": 1, "b": 2, "c": 3}, ["a", "b"]),  # more makes no better test
        ({"name": "lid"}, []),  # its message tells it
        ({"limit": 20}, []),
        ({"cause": None, "_code": 1, "ratio": 0.1, "lock": object()}, []),
        ({"long": "x" * 100}, []),
    ],
)
def test_an_exception_holds_what_its_message_does_not_tell(
    observer: Observer, held: dict[str, object], names: list[str]
) -> None:
    found = observer.held_by(_Refused("lid is over 20", **held))
    assert [name for name, _ in found] == names
    assert all(data["source"] == repr(held[name]) for name, data in found)


class _Unhelpful(Exception):
    @property
    def args(self) -> Any:  # type: ignore[override]
        raise KeyError("args")


def test_an_exception_that_fails_in_its_attributes_holds_nothing(observer: Observer) -> None:
    assert observer.held_by(_Unhelpful()) == []

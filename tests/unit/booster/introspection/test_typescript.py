"""Types of TypeScript: what the compiler would take as JSON, the schemas take."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

import pytest

from aqe.booster.introspection import (
    IntrospectionRefused,
    IntrospectionUnavailable,
    introspect_typescript,
)
from aqe.booster.schemas.validation import Validator

pytest.importorskip("ast_grep_py")

TYPES = """
export enum Kind { One, Two = "two", Three = 5, Four }
interface Base { readonly id: number; made?: Date; cb: () => void; run(x: number): void }
export interface Item extends Base, Tagged<string> {
  name: string | null; "quoted-name"?: string; mode: 1 | -2 | "x" | true | undefined;
  pair: [number, string?, ...boolean[]]; byName: Record<string, Item>; sizes: Record<"s" | "l", number>;
  kind: Kind; key: keyof Base; self?: Item; code: `a-${number}`; mixed: (string | number)[];
}
interface Tagged<T, U = boolean> { tags: T[]; flags: ReadonlyArray<U> }
type Small = Pick<Item, "id" | "name">; type Less = Omit<Small, "id">; type Perhaps = Partial<Small>;
type Both = Small & { extra: Item["mixed"] };
type Shape = { type: "circle"; r: number } | { type: "square"; side: number };
declare namespace Inner { interface Deep { [name: string]: Shape } }
type Odd = Foo<string>; type Cond = Item extends Base ? 1 : 2; type Ex = Exclude<"a" | "b", "a">;
type Loop = Loop;
"""


@pytest.fixture(scope="module")
def found() -> tuple[dict[str, Any], str]:
    model = introspect_typescript({Path("a.ts"): TYPES})
    return {each.name: each.schema for each in model.tables}, "\n".join(model.notices)


ITEM: dict[str, Any] = {
    "id": 1.5,
    "name": None,
    "pair": [1],
    "byName": {},
    "sizes": {"s": 1, "l": 2},
    "kind": "two",
    "key": "id",
    "code": "a-12",
    "mixed": ["x", 1],
    "tags": ["t"],
    "flags": [True],
}


@pytest.mark.parametrize(
    ("name", "value", "is_valid"),
    [
        ("Item", {}, True),
        (
            "Item",
            {"made": "2024-01-01T00:00:00Z", "mode": True, "pair": [1, "x", True, False]},
            True,
        ),
        (
            "Item",
            {"self": ITEM, "byName": {"a": ITEM}, "kind": 6, "mode": -2, "quoted-name": "q"},
            True,
        ),
        ("Item", {"id": ...}, False),
        ("Item", {"name": ...}, False),
        ("Item", {"mode": 2}, False),
        ("Item", {"mode": False}, False),
        ("Item", {"pair": []}, False),
        ("Item", {"pair": [1, 2]}, False),
        ("Item", {"pair": [1, "x", 3]}, False),
        ("Item", {"sizes": {"s": 1}}, False),
        ("Item", {"kind": 1}, False),
        ("Item", {"kind": 0}, True),
        ("Item", {"key": "cb"}, False),
        ("Item", {"code": "b-1"}, False),
        ("Item", {"mixed": [True]}, False),
        ("Item", {"tags": [1]}, False),
        ("Item", {"flags": ["x"]}, False),
        ("Item", {"self": {}}, False),
    ],
)
def test_items(name: str, value: Any, is_valid: bool, found: tuple[dict[str, Any], str]) -> None:
    item = {key: each for key, each in {**ITEM, **value}.items() if each is not ...}
    assert Validator(found[0][name]).valid(item) is is_valid


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("Small", {"id": 1, "name": "x"}, {"id": 1}),
        ("Less", {"name": "x"}, {}),
        ("Perhaps", {}, {"id": "x"}),
        ("Both", {"id": 1, "name": None, "extra": [1]}, {"id": 1, "name": None}),
        ("Shape", {"type": "circle", "r": 1}, {"type": "circle", "side": 1}),
        ("Deep", {"any": {"type": "square", "side": 2}}, {"any": 1}),
        ("Ex", "b", "a"),
    ],
)
def test_derived_types(name: str, good: Any, bad: Any, found: tuple[dict[str, Any], str]) -> None:
    judge = Validator(found[0][name])
    assert judge.errors(good) == []
    assert not judge.valid(bad)


def test_what_is_left_out_is_told(found: tuple[dict[str, Any], str]) -> None:
    for word in (
        "cb is a function",
        "is a method",
        "Tagged has parameters",
        "Odd: 'Foo<string>' has no schema",
        "Cond: 'Item extends Base ? 1 : 2' has no schema",
    ):
        assert word in found[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("interface A { x: }", "line 1"),
        ("const a = 1", "no interface"),
        ("", "no interface"),
        ("\0" * 100, "no interface|no TypeScript"),
    ],
)
def test_refused(text: str, told: str) -> None:
    with pytest.raises(IntrospectionRefused, match=told):
        introspect_typescript({Path("a.ts"): text})


@pytest.mark.parametrize(
    "text",
    [
        "type A = " + "(" * 500 + "string" + ")" * 500,
        "type A = " + " | ".join(f"'{index}'" for index in range(3000)),
        "interface A extends A { x: A }",
        "interface A extends B {} interface B extends A {}",
        "type A = B; type B = A",
        "type A<T> = A<A<T>>; type B = A<string>",
        "interface A { [key in 'a']: string }",
        "type A = { [K in keyof B]?: string }; interface B { x: 1 }",
        "interface A { x?; 'y'; 3: string; [Symbol.iterator]: 1 }",
        "enum E {} interface A { e: E }",
    ],
)
def test_strange_types_never_crash(text: str) -> None:
    with contextlib.suppress(IntrospectionRefused):
        introspect_typescript({Path("a.ts"): text})


def test_types_that_unfold_without_end_are_refused() -> None:
    members = "".join(f"m{index}: A<A<T>>; " for index in range(30))
    with pytest.raises(IntrospectionRefused, match="unfold to more than"):
        introspect_typescript({Path("a.ts"): f"type A<T> = {{ {members} }}; type B = A<string>"})


def test_without_the_library_it_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ast_grep_py", None)
    with pytest.raises(IntrospectionUnavailable, match="ast-grep-py is not installed"):
        introspect_typescript({Path("a.ts"): "type A = 1"})


def test_a_type_with_arguments_that_contains_itself_is_of_one_kind_to_its_end() -> None:
    text = (
        "interface Tree<T> { value: T; kids: Tree<T>[] }\n"
        "export type Numbers = Tree<number>;\n"
        "export interface Forest { words: Tree<string>; numbers: Tree<number> }\n"
    )
    model = introspect_typescript({Path("a.ts"): text})
    numbers, forest = (Validator(dict(each.schema)) for each in model.tables)
    deep: Any = {"value": 1, "kids": []}
    wrong: Any = {"value": "x", "kids": []}
    for _ in range(30):
        deep, wrong = ({"value": 1, "kids": [each]} for each in (deep, wrong))
    assert numbers.valid(deep)
    assert not numbers.valid(wrong)
    assert forest.valid({"words": {"value": "a", "kids": []}, "numbers": deep})
    assert not forest.valid({"words": deep, "numbers": deep})


def test_a_branded_text_is_a_text() -> None:
    text = (
        'type Id = string & { readonly brand: "Id" };\ninterface Row { id: Id; n: Id & string }\n'
    )
    model = introspect_typescript({Path("a.ts"): text})
    assert model.tables[0].schema == {"type": "string"}
    assert model.notices == ("Id: what marks its string is not in the schema",)
    assert Validator(dict(model.tables[1].schema)).valid({"id": "a", "n": "b"})

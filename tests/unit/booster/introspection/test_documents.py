from __future__ import annotations

import sys

import pytest

from aqe.booster.introspection import (
    IntrospectionRefused,
    IntrospectionUnavailable,
    parse_document,
)

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_json_and_yaml() -> None:
    assert parse_document('{"a": [1, null]}') == {"a": [1, None]}
    assert parse_document("a: [1, 2020-01-01, yes]\n") == {"a": [1, "2020-01-01", True]}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": }', "line 1 column 7"),
        ("[NaN]", "NaN"),
        ("[" * 100_000, "200 levels"),
        ('{"a":' * 300 + "1" + "}" * 300, "200 levels"),
        ("a: b: c", "neither JSON nor YAML"),
        ("&a [*a]", "200 levels"),
        (BOMB, "more than 2000000 values"),
        ("!!python/object/apply:os.system ['true']", "neither JSON nor YAML"),
        ("a: {" * 5000, "levels|neither"),
        ("- " * 50_000, "levels|neither"),
        ("? " * 50_000, "levels|neither"),
        ("a: " + "[" * 50_000, "levels|neither"),
    ],
)
def test_hostile_documents_are_refused(text: str, told: str) -> None:
    with pytest.raises(IntrospectionRefused, match=told):
        parse_document(text if text.startswith(("{", "[")) else f"---\n{text}")


def test_without_a_library_yaml_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert parse_document("[1]") == [1]
    with pytest.raises(IntrospectionUnavailable, match="PyYAML is not installed"):
        parse_document("a: 1")

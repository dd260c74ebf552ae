from __future__ import annotations

import pytest

from aqe.booster.introspection.sql_tokens import sql_text, statements, tokens_of


def shown(text: str, **options: bool) -> list[tuple[str, str]]:
    return [tuple(each) for each in tokens_of(text, **options)]  # type: ignore[misc]


def test_all_kinds() -> None:
    assert shown(
        "a \"b\"\"c\" `d` 'e''f' E'g\\n\\'' 1.5e3 .5 x'0A' <> :: -- gone\n /* gone */ ;"
    ) == [
        ("word", "a"),
        ("name", 'b"c'),
        ("name", "d"),
        ("string", "e'f"),
        ("string", "g\n'"),
        ("number", "1.5e3"),
        ("number", ".5"),
        ("blob", "0A"),
        ("sign", "<>"),
        ("sign", "::"),
        ("sign", ";"),
    ]


def test_brackets_name_things_in_sqlite_only() -> None:
    assert shown("[a b]", has_brackets=True) == [("name", "a b")]
    assert [text for _, text in shown("x[3] [a]")] == ["x", "[", "3", "]", "[", "a", "]"]


def test_dollar_quotes_hold_statements_together() -> None:
    text = "CREATE FUNCTION f() AS $x$ a; b $$ ; $x$; SELECT 1"
    found = list(statements(tokens_of(text)))
    assert len(found) == 2
    assert found[0][-1].text == " a; b $$ ; "


@pytest.mark.parametrize(
    "text", ["'open", '"open', "/* open", "$a$ open", "\0\x7f\u2028", "'" * 999]
)
def test_nothing_is_too_broken(text: str) -> None:
    list(tokens_of(text))


@pytest.mark.parametrize("piece", ["'a''", "/*", "[a", "$a", '"a""', "1.", "--\n", "/* *"])
def test_time_is_linear(piece: str) -> None:
    assert sum(1 for _ in tokens_of(piece * 20_000)) <= 160_000


def test_a_long_text_is_shown_short() -> None:
    assert len(sql_text(list(tokens_of("a = 'b' AND " * 500)))) <= 163

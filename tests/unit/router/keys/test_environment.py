"""Keys in the environment: which variable, what cannot be a key, and how old it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from aqe.errors import RouterError
from aqe.router.keys.environment import EnvironmentKeys

VARIABLES = {"openai": "OPENAI_API_KEY", "mine": "MY_KEY"}


def keys(**environ: str) -> EnvironmentKeys:
    return EnvironmentKeys(environ, VARIABLES)


def test_the_variable_of_the_provider_is_read() -> None:
    found = keys(OPENAI_API_KEY="sk-one", MY_KEY=" two\n").key("openai")
    assert found is not None
    assert (found.value, found.created_at) == ("sk-one", None)
    assert found.source == "environment variable OPENAI_API_KEY"
    other = keys(OPENAI_API_KEY="sk-one", MY_KEY=" two\n").key("mine")
    assert other is not None
    assert other.value == "two"


@pytest.mark.parametrize("environ", [{}, {"OPENAI_API_KEY": ""}, {"OPENAI_API_KEY": " \n"}])
def test_an_empty_variable_is_none(environ: dict[str, str]) -> None:
    assert keys(**environ).key("openai") is None
    assert keys(**environ).key("anthropic") is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("sk-one two", "white space"),
        ("sk-one\r\nX-Evil: 1", "white space"),
        ("sk-\x00one", "control"),
        ("sk-schlüssel", "outside ASCII"),
        ("x" * 5000, "5000 characters"),
    ],
)
def test_what_cannot_be_a_key_is_told_and_not_shown(value: str, words: str) -> None:
    with pytest.raises(RouterError, match=words) as caught:
        keys(OPENAI_API_KEY=value).key("openai")
    assert caught.value.slug == "key-malformed"
    assert "OPENAI_API_KEY" in caught.value.message
    assert "sk-" not in caught.value.message + str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        (" 2026-01-31T10:00:00Z ", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        (
            "2026-01-31T10:00:00+02:00",
            datetime(2026, 1, 31, 10, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("", None),
    ],
)
def test_a_second_variable_tells_the_age(text: str, moment: datetime | None) -> None:
    found = keys(OPENAI_API_KEY="sk-one", OPENAI_API_KEY_CREATED=text).key("openai")
    assert found is not None
    assert found.created_at == moment


def test_a_date_that_is_none_is_told_and_not_shown() -> None:
    with pytest.raises(RouterError, match="OPENAI_API_KEY_CREATED") as caught:
        keys(OPENAI_API_KEY="sk-one", OPENAI_API_KEY_CREATED="sk-put-here-by-mistake").key("openai")
    assert caught.value.slug == "key-date"
    assert "mistake" not in caught.value.message
    assert caught.value.__cause__ is None

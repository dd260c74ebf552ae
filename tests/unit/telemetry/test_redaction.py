"""Secrets are taken out, and nothing else is."""

from __future__ import annotations

import time

import pytest

from aqe.telemetry.redaction import (
    REDACTED,
    is_sensitive,
    redact,
    redact_command,
    redact_environment,
)

RANDOM = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"

KEYS = {
    "aws": "AKIA" + "ABCDEFGH12345678",
    "github": "ghp_" + RANDOM[:36],
    "github-fine": "github_pat_" + RANDOM,
    "gitlab": "glpat-" + RANDOM[:20],
    "slack": "xoxb-" + "123456789012-" + RANDOM[:12],
    "openai": "sk-" + RANDOM,
    "anthropic": "sk-ant-api03-" + RANDOM,
    "openrouter": "sk-or-v1-" + RANDOM,
    "stripe": "sk_live_" + RANDOM[:24],
    "google": "AIza" + RANDOM[:35],
    "npm": "npm_" + RANDOM[:36],
    "pypi": "pypi-" + RANDOM + RANDOM,
    "hugging-face": "hf_" + RANDOM[:34],
    "web-token": "eyJ" + RANDOM + "." + RANDOM + "." + RANDOM,
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_known_shapes_go_wherever_they_stand(key: str) -> None:
    assert redact(f"E   401 for ({key}), sorry") == f"E   401 for ({REDACTED}), sorry"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://me:s3cret@host/x", f"https://me:{REDACTED}@host/x"),
        ("Authorization: Bearer abcdefgh12345678", f"Authorization: Bearer {REDACTED}"),
        ("DB_PASSWORD=hunter2!", f"DB_PASSWORD={REDACTED}"),
        ("{'password': 'hunter2'}", f"{{'password': '{REDACTED}'}}"),
        (f"export API_KEY={RANDOM}", f"export API_KEY={REDACTED}"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
            f"-----BEGIN RSA PRIVATE KEY-----{REDACTED}-----END RSA PRIVATE KEY-----",
        ),
    ],
)
def test_values_of_sensitive_names_go(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "assert parse(token='plus') == 3",
        "token = next(tokens)",
        "max_tokens=4096",
        "TokenError: token: unexpected 'x'",
        "password=None",
        "https://host:8080/path",
        "sk-learn-style-estimator-names",
        "KeyError: 'key'",
        "assert 'a' == 'b'\n  - b\n  + a",
        "tests/test_secret.py::test_token[access-key]",
        "",
    ],
)
def test_words_of_the_subject_stay(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GITHUB_TOKEN", True),
        ("--token", True),
        ("AWS_SECRET_ACCESS_KEY", True),
        ("PGPASSWORD", True),
        ("apiKey", True),
        ("authToken", True),
        ("OPENAI_API_KEY", True),
        ("max_tokens", False),
        ("token_count", False),
        ("tokenizer", False),
        ("sortKey", False),
        ("--keyword", False),
        ("PATH", False),
    ],
)
def test_names_are_judged_by_their_last_word(name: str, expected: bool) -> None:
    assert is_sensitive(name) is expected


def test_a_command_loses_the_value_behind_its_option() -> None:
    command = (
        "tool",
        "--token",
        "abc",
        "-k",
        "name",
        "API_KEY=x",
        "--password=pw",
        "--max-tokens",
        "5",
    )
    assert redact_command(command) == (
        "tool",
        "--token",
        REDACTED,
        "-k",
        "name",
        f"API_KEY={REDACTED}",
        f"--password={REDACTED}",
        "--max-tokens",
        "5",
    )


def test_an_option_without_a_value_takes_none_away() -> None:
    assert redact_command(("x", "--token", "--verbose", "a")) == ("x", "--token", "--verbose", "a")


def test_an_environment_keeps_its_names() -> None:
    environ = {"GITHUB_TOKEN": "abc", "HOME": "/root", "EMPTY_TOKEN": ""}
    assert redact_environment(environ) == {
        "GITHUB_TOKEN": REDACTED,
        "HOME": "/root",
        "EMPTY_TOKEN": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        "token" * 40_000,
        "a_" * 100_000,
        "eyJ" * 60_000,
        "x:" * 100_000,
        "-----BEGIN " * 20_000,
        "sk-" * 60_000,
        "://a:" * 40_000,
        "-----BEGIN PRIVATE KEY-----" * 8000,
    ],
    ids=["names", "underscores", "web-tokens", "colons", "keys", "openai", "urls", "blocks"],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    redact(text)
    assert time.process_time() - began < 3

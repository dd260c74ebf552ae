"""Values drawn by chance, passwords, and what only stands in their place."""

from __future__ import annotations

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity.randomness import (
    entropy,
    is_key_like_uuid,
    is_password,
    is_placeholder,
    is_random,
    wordiness,
)


def test_entropy_is_in_bits_per_character() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abab") == pytest.approx(1)
    assert entropy("0123456789abcdef") == pytest.approx(4)


def test_words_read_as_words() -> None:
    assert wordiness("AbstractProxyFactory") > 0.9
    assert wordiness("password_of_the_session") > 0.8
    assert wordiness(drawn("{{base62:40}}")) < 0.4
    assert wordiness("") == 0


@pytest.mark.parametrize("kind", ["hex:32", "hex:64", "base62:20", "base62:40", "base64:44"])
@pytest.mark.parametrize("turn", range(20))
def test_random_values_are_random(kind: str, turn: int) -> None:
    value = drawn(f"{turn} {{{{{kind}}}}}").partition(" ")[2]
    assert is_random(value)


@pytest.mark.parametrize(
    "value",
    [
        "short1",
        "AbstractSingletonProxyFactoryBean2",
        "last_modified_at_descending_v2",
        "https://host/a1b2c3d4e5f6",
        "550e8400-e29b-41d4-a716-446655440001",
        "2024-01-31T10:15:00.123456",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "a value with spaces and 1 digit",
        "google.cloud.secretmanager_v1.Client2",
        "dh-ietf1024-sha256-aes128-cbc-pkcs7",
        "[0-9A-Za-z]{20,40}abc123",
        "00000000000000000000000000000001a",
        "",
    ],
)
def test_names_and_common_forms_are_not(value: str) -> None:
    assert not is_random(value)


@pytest.mark.parametrize(
    "value", ["hunter2!", "Tr0ub4dor&3", "mX4$kk29Lq", "Frost!ng-77", "s3cr3t-adm1n-pw", "hunter2"]
)
def test_passwords(value: str) -> None:
    assert is_password(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "xxx",
        "changeme",
        "password1",
        "password_too_short",
        "SHOP_DB_PASSWORD_V2",
        "webhook_secret_v1",
        "/run/secrets/db_password1",
        "Enter the password, 8 characters!",
        "${DB_PASSWORD1}",
        "********",
        "letters",
        "Please!",
    ],
)
def test_no_passwords(value: str) -> None:
    assert not is_password(value)


@pytest.mark.parametrize(
    "value", ["your-api-key-1", "<your key>", "{{ api_key }}", "sk-...", "XXXXXXXX", "test-key"]
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


def test_a_random_uuid_may_be_a_key_and_a_published_one_is_none() -> None:
    assert is_key_like_uuid(drawn("{{uuid}}"))
    assert not is_key_like_uuid("550e8400-e29b-41d4-a716-446655440000")
    assert not is_key_like_uuid("00000000-0000-0000-0000-000000000001")
    assert not is_key_like_uuid("no-uuid")

"""Values that are written out beside a name that speaks of a secret."""

from __future__ import annotations

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity.assignments import find_assigned, lowered

PASSWORD = "Xk29#fLq"
TOKEN = drawn("{{base62:40}}")


def found(text: str) -> list[tuple[str, str]]:
    return [(each.rule, text[each.start : each.end]) for each in find_assigned(text, lowered(text))]


@pytest.mark.parametrize(
    "template",
    [
        "password = '{}'",
        'self.db_password: str = "{}"',
        "connect(user='a', passwd='{}')",
        '{{"password": "{}"}}',
        "config['password'] = '{}'",
        "os.environ.get('DB_PASSWORD', '{}')",
        "environ.setdefault('DB_PASSWORD', '{}')",
        "DB_PASSWORD={}",
        "password: {}",
        "tool --password {} --verbose",
        "if password == '{}':",
    ],
)
def test_passwords(template: str) -> None:
    assert found(template.format(PASSWORD)) == [("password", PASSWORD)]


@pytest.mark.parametrize(
    "template",
    [
        "api_key = '{}'",
        "SECRET_KEY = b'{}'",
        "encryptionKey = '{}'",
        "OktaApiToken = '{}'",
        "token = os.getenv('AUTH_TOKEN') or '{}'",
        "https://host/?access_token={}&x=1",
        "client_secret = SecretStr('{}')",
        "webhook.secret={}",
    ],
)
def test_tokens(template: str) -> None:
    assert found(template.format(TOKEN)) == [("secret-value", TOKEN)]


@pytest.mark.parametrize(
    "text",
    [
        "password = os.environ['PASSWORD']",
        "password = getpass('Password 1: ')",
        "def login(password: str, token: str = '') -> None: ...",
        "token = 'plus'",
        "password = 'changeme'",
        "password = password2",
        "secret = config.get('payments', 'webhook_secret_v1')",
        f"public_key_token = '{TOKEN}'",
        f"csrf_token = '{TOKEN}'",
        f"sort_key = '{TOKEN}'",
        f"api_key = '{TOKEN}...'",
        "['PASSWORD', 'localhost:22']",
        "private_key: ed25519.Ed25519PrivateKey",
        "max_tokens = 4096",
        "keyring.get_password('service', 'name-1')",
    ],
)
def test_words_of_a_program(text: str) -> None:
    assert found(text) == []


def test_a_qualified_key_may_be_a_uuid_and_a_plain_token_may_not() -> None:
    uuid = drawn("{{uuid}}")
    assert found(f"api_key = '{uuid}'") == [("secret-value", uuid)]
    assert found(f"token = '{uuid}'") == []


def test_small_letters_keep_their_places() -> None:
    assert lowered("ABC") == "abc"
    assert len(lowered("\u0130A")) == 2
    assert lowered("\u0130A")[1] == "a"

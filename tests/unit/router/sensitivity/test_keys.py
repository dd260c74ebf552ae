"""Secrets that show by their form."""

from __future__ import annotations

import pytest
from sensitive_snippets import drawn

from aqe.router.sensitivity.keys import find_keys


def found(text: str) -> list[tuple[str, str]]:
    return [(each.rule, text[each.start : each.end]) for each in find_keys(text, text.lower())]


@pytest.mark.parametrize(
    ("template", "rule", "secret"),
    [
        ("https://ann:{}@db/shop", "url-password", "{{base62:12}}"),
        ("Authorization: Bearer {}", "authorization", "{{base62:40}}"),
        ("authorization: basic {}", "authorization", "{{b64:deploy:q7Wm2xTz}}"),
        ("auth=('ann', '{}')", "password", "{{base62:9}}!"),
        ("HTTPBasicAuth('ann', '{}')", "password", "{{base62:9}}!"),
        ("db.lan:5432:shop:ann:{}", "password", "{{base62:12}}"),
        ("curl -s -u ann:{} https://db", "password", "{{base62:12}}"),
        ("HEROKU_KEY='{}'", "heroku-key", "{{uuid}}"),
        ('{{"kty": "EC", "d": "{}"}}', "private-key", "{{base64url:43}}"),
    ],
)
def test_the_secret_alone_is_found(template: str, rule: str, secret: str) -> None:
    value = drawn(secret)
    assert found(template.format(value)) == [(rule, value)]


def test_a_private_key_is_found_without_its_header() -> None:
    text = drawn("{{pem:OPENSSH PRIVATE KEY:5}}")
    ((rule, secret),) = found(text)
    assert rule == "private-key"
    assert secret.strip() == "\n".join(text.splitlines()[1:-1])


def test_a_private_key_that_was_cut_off_is_found() -> None:
    text = "\n".join(drawn("{{pem:RSA PRIVATE KEY:5}}").splitlines()[:4])
    assert [rule for rule, _ in found(text)] == ["private-key"]


@pytest.mark.parametrize(
    "text",
    [
        "https://user:password@host",
        "https://ann:ann@host",
        "https://{user}:{password}@host",
        "https://host:8080/users@me",
        "Bearer token",
        "Basic authorization",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "-----BEGIN RSA PRIVATE KEY-----",
        "auth=('user', password)",
        "1:2:3:4:5:6:7:1.2.3.4",
        "sk-learn-contrib-estimator-checks-v2",
    ],
)
def test_no_secrets(text: str) -> None:
    assert found(text) == []

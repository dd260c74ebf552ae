"""No planted secret reaches a server, wherever it stands and however it is put together."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import model, request
from sensitive_snippets import drawn

from aqe.catalog import load_providers
from aqe.cli.app import main
from aqe.router.last_door import through_last_door
from aqe.router.providers import Providers
from aqe.testing import ManualClock, ModelServer, ServedModel

GITHUB = "ghp_{{base62:36}}"
OPENAI = "sk-proj-{{base62:60}}"
SHAPES = {
    "literal": f'TOKEN = "{GITHUB}"',
    "comment": f"# the token of the build: {GITHUB}",
    "docstring": f'def f():\n    """Use {OPENAI} for tests."""',
    "bytes": f'KEY = b"{OPENAI}"',
    "adjacent": 'KEY = ("sk-proj-"\n       "{{base62:30}}"\n       "{{base62:30}}")',
    "continued": 'KEY = "ghp_{{base62:18}}\\\n{{base62:18}}"',
    "sum": 'KEY = "gh" + "p_" + "{{base62:36}}"',
    "percent": 'KEY = "%s_%s" % ("ghp", "{{base62:36}}")',
    "format": 'KEY = "{}_{}".format("ghp", "{{base62:36}}")',
    "f-string": "HEAD = 'ghp_'\nKEY = f\"{HEAD}{{base62:36}}\"",
    "join": 'KEY = "-".join(["sk", "proj", "{{base62:60}}"])',
    "names": 'HEAD = "ghp_"\nTAIL = "{{base62:36}}"\n\n\ndef f():\n    return HEAD + TAIL',
    "attributes": 'class C:\n    a = "ghp_"\n\n    def f(self):\n        return self.a + "{{base62:36}}"',
    "added": 'key = "ghp_"\nkey += "{{base62:36}}"',
    "reversed": f'KEY = "{{{{reversed:{GITHUB}}}}}"[::-1]',
    "replaced": 'KEY = "ghp#{{base62:36}}".replace("#", "_")',
    "numbers": f"KEY = bytes([{{{{codes:{GITHUB}}}}}]).decode()",
    "base64": f'KEY = base64.b64decode("{{{{b64:{OPENAI}}}}}")',
    "base32": f'KEY = base64.b32decode("{{{{b32:{GITHUB}}}}}")',
    "hexadecimal": f'KEY = bytes.fromhex("{{{{hexof:{OPENAI}}}}}")',
    "rot13": f'KEY = codecs.decode("{{{{rot13:{GITHUB}}}}}", "rot13")',
    "escapes": f'KEY = "{{{{hexescape:{GITHUB}}}}}"',
    "invisible": f'KEY = "{{{{with:2062:{GITHUB}}}}}"',
    "full width": f'KEY = "{{{{fullwidth:{GITHUB}}}}}"',
    "private key": 'KEY = """{{pem:RSA PRIVATE KEY:4}}"""',
    "web token": 'TOKEN = "{{jwt}}"',
    "password": 'PASSWORD = "Wint3r#{{digits:6}}q"',
    "address": 'URL = "postgres://shop:{{base62:16}}@db.internal/orders"',
    "header": 'curl -H "Authorization: Bearer {{base62:40}}"',
    "card": "CARD = {{card-under:4929:16}}",
    "bare card": "pay({{card:5412:16}}, 12)",
    "account": 'IBAN = "{{iban:DE}}"',
    "mail": 'OWNER = "ingrid.holmqvist" "@" "fjordpost.se"',
    "telephone": "# call +49 7071 48{{digits:5}}",
    "social security": 'ssn = "{{ssn}}"',
    "file name": "/srv/keys/ghp_{{base62:36}}.py",
    "error text": "E   ValueError: bad token 'ghp_{{base62:36}}'",
    "environment": 'E   KeyError: "OPENAI_API_KEY=sk-proj-{{base62:60}}"',
    "traceback": '  File "/home/some/shop.py", line 3, in f\n    TOKEN = "ghp_{{base62:36}}"',
    "parameters": "test_f[xoxb-{{digits:12}}-{{digits:13}}-{{base62:24}}]",
    "numbered lines": '   1| HEAD = "ghp_"\n   2| def f():\n   3|     return HEAD + "{{base62:36}}"',
    "data": '{"api_key": "{{base62:32}}", "name": "shop"}',
}
PIECE = re.compile(r"[0-9A-Za-z+/=]{12,}|[\uff10-\uff5a]{12,}")


class NoKeys:
    def key(self, provider: str) -> None:
        return None


def pieces_of(text: str) -> list[str]:
    """What of a text must not be sent: all that is long and no word of it."""
    words = ("/home/", "Authorization", "PRIVATE", "internal", "fromhex")
    found = [each for each in PIECE.findall(text) if not any(word in each for word in words)]
    digits = re.findall(r"\d[\d _-]{8,}\d", text)
    if not found and not digits:  # escapes, numbers of characters, what nobody sees
        found = re.findall(r'["\[](.{12,})["\]]', text)
    return [*found, *digits, *re.findall(r"[\w.]+@|ingrid\.\w+", text)]


@pytest.mark.parametrize("template", SHAPES.values(), ids=SHAPES)
def test_at_the_last_door_it_is_taken_out(template: str) -> None:
    secret = drawn(template)
    pieces = pieces_of(secret)
    assert pieces

    async def ask(server: ModelServer) -> None:
        providers = Providers(load_providers(), server.environ, server.keys, now=ManualClock().now)
        find = through_last_door(providers, lambda name: False)
        question = request(
            f"Write tests.\n\n<<<DATA 0123456789abcdef: code\n{secret}\nDATA 0123456789abcdef>>>"
        )
        async for _ in find("openrouter").answer(question, model("openrouter/small")):
            pass
        await providers.close()

    with ModelServer(lambda asked: "ready") as server:
        asyncio.run(ask(server))
        sent = server.received.decode("unicode_escape", "replace")
        assert "Write tests." in sent
        assert [each for each in pieces if each in sent] == []


STUCK = '''
import hashlib
import os
from pathlib import Path

_SALT = "shop"


def _key(number):
    return "ghp_" + hashlib.sha256(f"{_SALT}{number}".encode()).hexdigest()[:36]


def unlock(word):
    """Refuses all words but one."""
    if hashlib.sha256(word.encode()).hexdigest().startswith("2c26b46b68ffc68f"):
        if len(word) == 3:
            return "open"
        return "ajar"
    if word == "env":
        raise LookupError(f"no such user in {sorted(os.environ.values())}")
    if word == "home":
        raise FileNotFoundError(2, "missing", str(Path(__file__).resolve()))
    if word == "key":
        raise ValueError(f"{_key(1)} is no key for {_key(2)}")
    if word == "who":
        raise PermissionError(Path(__file__).with_name("who.txt").read_text())
    if word == "split":
        raise ValueError(" ".join(_key(3)))
    return "closed"
'''
ANSWER = """```python
import lock
import pytest


def test_environment():
    assert lock.unlock("env") == "open"


def test_home():
    assert lock.unlock("home") == "open"


def test_key():
    assert lock.unlock("key") == "open"


def test_who():
    assert lock.unlock("who") == "open"


def test_split():
    assert lock.unlock("split") == "open"


def test_own_words():
    try:
        lock.unlock("key")
    except ValueError as error:
        raise AssertionError(str(error)[::-1]) from error


def test_compares():
    assert lock._key(4) == lock.unlock("x")
```"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with ModelServer(lambda asked: ANSWER, models=[ServedModel("*")]) as found:
        for name, value in found.environ.items():
            if name.startswith("OPENROUTER"):
                monkeypatch.setenv(name, value)
        yield found


def test_what_tests_saw_when_they_failed_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ModelServer
) -> None:
    root = tmp_path / "ingrid" / "project"
    root.mkdir(parents=True)
    (root / "pyproject.toml").write_text("")
    (root / "lock.py").write_text(STUCK)
    (root / "who.txt").write_text("Ingrid Holmqvist, born 1971-03-04, at 10.20.30.40, call 4812345")
    monkeypatch.setenv("SHOP_TOKEN", "Zk3v9Qx7Lm2Tn8Rw4Yp6")
    monkeypatch.setenv("SHOP_USER", "ingrid-holmqvist")
    monkeypatch.chdir(root)
    code = main(
        [
            "test",
            "generate",
            "lock.py",
            "--model",
            "auto",
            "--executions",
            "200",
            "--no-mutants",
            "--seed",
            "1",
        ]
    )
    assert code == 0
    sent = server.received.decode("unicode_escape", "replace")
    assert "what happened to test 1" in sent, "a repair was asked for"
    assert "LookupError: no such user in" in sent
    keys = [
        "ghp_" + hashlib.sha256(f"shop{number}".encode()).hexdigest()[:36] for number in range(1, 5)
    ]
    planted = [
        *(key[place : place + 8] for key in keys for place in range(4, 32, 4)),
        *(key[::-1][place : place + 8] for key in keys for place in range(4, 32, 4)),
        *(" ".join(keys[2][place : place + 5]) for place in range(4, 36, 5)),
        *("Zk3v9Qx7", "Rw4Yp6", "ingrid", "Ingrid", "holmqvist", "Holmqvist", str(tmp_path)),
        *("1971-03-04", "10.20.30.40", "4812345", f"{Path.home()}/", "/tmp/"),
    ]
    assert [each for each in planted if each in sent] == []

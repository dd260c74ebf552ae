"""What reaches for the world, for the tools or for the subject is refused; what says nothing, too."""

from __future__ import annotations

import pytest

from aqe.generation.llm.code import read_code
from aqe.generation.llm.imports import ImportFixer
from aqe.generation.llm.replies import Block
from aqe.generation.llm.screening import Screen

FIXER = ImportFixer(
    "cart", frozenset({"Cart", "total", "LIMIT", "requests"}), frozenset({"Cart", "total", "LIMIT"})
)
SCREEN = Screen(FIXER, allowed=frozenset({"requests"}))
HEAD = "import cart\nfrom cart import Cart, total\nimport pytest\n"


def refusal(text: str) -> str | None:
    unit = read_code(Block(HEAD + text), FIXER.imported)
    (test,) = unit.tests
    return SCREEN.refusal(FIXER.completed(test))


def body(*lines: str, arguments: str = "", imports: str = "") -> str:
    lines = (f"import {imports}", *lines) if imports else lines
    return f"def test_a({arguments}):\n" + "\n".join(f"    {each}" for each in lines)


METHOD = """class TestIt:
    def setup_method(self):
        self.items = Cart()

    def test_a(self):
        self.items.remove(1)
        assert self.items.size == 0
"""


@pytest.mark.parametrize(
    "text",
    [
        body("assert total([1]) == 1"),
        body("items = Cart()", "items.add(1)", "assert items.size == 1"),
        body("found = []", "total(found)", "assert found == [1]"),
        body("with pytest.raises(ValueError):", "    total(None)"),
        body("with pytest.raises(Exception, match='x') as caught:", "    total(None)"),
        body("total([1])", "assert capsys.readouterr().out == '1'", arguments="capsys"),
        body(
            "place = tmp_path / 'a'",
            "place.write_text('x')",
            "assert total(place)",
            arguments="tmp_path",
        ),
        body(
            "monkeypatch.setattr(cart.requests, 'get', None)",
            "assert total(1)",
            arguments="monkeypatch",
        ),
        body("monkeypatch.setattr(cart, 'LIMIT', 3)", "assert total(1)", arguments="monkeypatch"),
        body("monkeypatch.setenv('A', 'b')", "assert total(1)", arguments="monkeypatch"),
        body("import re", "assert re.compile('a').match(total(1))"),
        body("items = Cart()", "items.remove(1)", "assert not items"),
        body("Cart().unlink()", "assert total(1)"),
        body("try: total(1)", "except (KeyError, ValueError): pass", "assert total(2)"),
        body("with pytest.raises(cart.Cart): total(1)"),
        "@pytest.mark.parametrize('e', [ValueError])\n"
        + body("with pytest.raises(e): total(1)", arguments="e"),
        body("cart.Cart().system()", "assert total(1)"),
        body("items = [1, 2]", "items.remove(1)", "assert total(items)"),
        body("place = tmp_path / 'a'", "place.unlink()", "assert total(1)", arguments="tmp_path"),
        body("items = Cart()", "items.size = 3", "items.rows['a'] = 1", "assert items.total"),
        body("Cart().size = 3", "assert total(1)"),
        METHOD,
        body("assert total([1]).__eq__(1)"),
        body("assert operator.attrgetter('size')(total(1)) == 2", imports="operator"),
        body("assert sorted(total(1), key=operator.attrgetter('size'))", imports="operator"),
        "def made():\n    return Cart()\n\n" + body("assert made().size == 0"),
        "@pytest.fixture\ndef full():\n    return Cart()\n\n"
        + body("assert full.size", arguments="full"),
        "@pytest.mark.parametrize('x', [1])\n" + body("assert total(x) == x", arguments="x"),
        body(
            "async def run():",
            "    return await total(1)",
            "import asyncio",
            "assert asyncio.run(run()) == 1",
        ),
    ],
)
def test_honest_tests_are_run(text: str) -> None:
    assert refusal(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (body("import os", "assert total(os.getpid())"), "imports 'os'"),
        (body("import numpy", "assert total(numpy)"), "imports 'numpy'"),
        (body("from cart import missing", "assert total(missing)"), "which cart does not have"),
        (body("from . import x", "assert total(x)"), "no package around it"),
        (body("assert eval('total(1)')"), "eval"),
        (body("assert \uff45\uff56\uff41\uff4c('total(1)')"), "eval"),
        (body("assert total(__builtins__)"), "__builtins__"),
        (body("assert total.__globals__"), "__globals__"),
        (body("assert getattr(total, '__code__')"), "__code__"),
        (body("assert getattr(total, 'a' + 'b')"), "names that it makes up"),
        (body("assert getattr(cart, 'modules')"), "it uses modules"),
        (
            body("assert total(operator.attrgetter('mod' + 'ules')(cart))", imports="operator"),
            "names that it makes up",
        ),
        (
            body("assert total(operator.attrgetter('sys.modules')(cart))", imports="operator"),
            "it uses modules",
        ),
        (
            body(
                "operator.methodcaller('__setattr__', 'a')", "assert total(1)", imports="operator"
            ),
            "it uses __setattr__",
        ),
        (body("assert total(cart.gc.get_objects())"), "it uses get_objects"),
        (body("assert total(cart.f.tb_frame)"), "it uses tb_frame"),
        (
            body(
                "always = type('A', (), {'__eq__': lambda s, o: True})()",
                "assert total(1) == always",
            ),
            "it names __eq__",
        ),
        (
            body(
                "from unittest import mock",
                "double = mock.MagicMock()",
                "double.__eq__.return_value = True",
                "assert total(1) == double",
            ),
            "it replaces __eq__",
        ),
        (
            body(
                "from unittest import mock",
                "double = mock.MagicMock(**{'__eq__.return_value': True})",
                "assert total(1) == double",
            ),
            "it names __eq__",
        ),
        (
            "class Late:\n    def __del__(self):\n        total(3)\n\n"
            + body("assert total(Late())"),
            "__del__, which acts when the test is over",
        ),
        (
            body("weakref.finalize(total, print)", "assert total(1)", imports="weakref"),
            "it calls weakref.finalize",
        ),
        (body("cart.atexit.register(total)", "assert total(1)"), "atexit.register, which acts"),
        (body("assert total(1)", "import time", "time.sleep(5)"), "sleeps"),
        (body("raise SystemExit", "assert total(1)"), "SystemExit"),
        (body("while True:", "    total(1)", "assert total(1)"), "without an end"),
        (body("open('x', 'w')", "assert total(1)"), "writes a file"),
        (
            body("from pathlib import Path", "Path('x').write_text('')", "assert total(1)"),
            "writes a file",
        ),
        (body("pytest.skip('x')", "assert total(1)"), "pytest.skip"),
        (
            body(
                "monkeypatch.setattr(cart, 'total', len)",
                "assert total([])==0",
                arguments="monkeypatch",
            ),
            "under test",
        ),
        (
            body(
                "from unittest.mock import patch",
                "with patch('cart.total'):",
                "    assert total(1)",
            ),
            "under test",
        ),
        (
            body(
                "from unittest import mock",
                "with mock.patch.object(Cart, 'add'):",
                "    assert Cart()",
            ),
            "under test",
        ),
        (body("Cart.size = 3", "assert Cart().size == 3"), "under test"),
        (
            body(
                "monkeypatch.setattr('builtins.len', None)",
                "assert total(1)",
                arguments="monkeypatch",
            ),
            "the tools need",
        ),
        (
            body("try:", "    assert total(1) == 2", "except AssertionError:", "    pass"),
            "swallows",
        ),
        (
            body(
                "import contextlib",
                "with contextlib.suppress(Exception):",
                "    assert total(1) == 2",
            ),
            "swallows",
        ),
        (body("with pytest.raises(Exception):", "    total(1)"), "any exception"),
        (body("from unittest.mock import ANY", "assert total(1) == ANY"), "equals everything"),
        (
            "class Any:\n    def __eq__(self, other):\n        return True\n\n"
            + body("assert total(1) == Any()"),
            "__eq__",
        ),
        # What makes a test fail is not caught, under whatever name.
        (
            body("try: assert total(1) == 2", "except (ValueError, *[AssertionError]): pass"),
            "read off",
        ),
        ("E = AssertionError\n" + body("try: assert total(1)", "except E: pass"), "read off"),
        ("E = BaseException\n" + body("with pytest.raises(E): total(1)"), "read off"),
        (
            "@pytest.mark.parametrize('e', [BaseException])\n"
            + body("with pytest.raises(e): total(1)", arguments="e"),
            "hands on",
        ),
        (
            body("with pytest.raises(Exception, match='x'): assert total(1) == 2"),
            "any exception",
        ),
        (body("try: assert total(1)", "except pytest.fail.Exception: pass"), "swallows"),
        (body("try: assert total(1) == 2", "finally: return"), "swallows"),
        (
            body("try: assert total(1)", "except AssertionError:", "    if 0: raise"),
            "swallows",
        ),
        (body("e = ValueError.mro()[1]", "try: assert total(1)", "except e: pass"), "read off"),
        (
            "class Calm:\n    def __exit__(self, *a):\n        return True\n\n"
            + body("with Calm(): assert total(1) == 2"),
            "may swallow",
        ),
        # What may reach outside, on whatever name.
        (
            body("p = pathlib.Path('x')", "p.unlink()", "assert total(1)", imports="pathlib"),
            "calls",
        ),
        (
            body("p = pathlib.Path('x')", "p.touch()", "assert total(1)", imports="pathlib"),
            "writes",
        ),
        (body("from cart import requests as o", "o.system()", "assert total(1)"), "calls"),
        (body("o = cart.requests", "o.system('x')", "assert total(1)"), "calls"),
        (body("cart.requests.system('x')", "assert total(1)"), "calls"),
        (body("from cart import requests as system", "system()", "assert total(1)"), "calls"),
        # The subject stays as it is, under whatever name.
        (body("import cart as p", "p.LIMIT = 4", "assert total(1)"), "under test"),
        (body("p = cart", "q = p", "q.LIMIT = 4", "assert total(1)"), "under test"),
        (body("C = Cart", "C.total = len", "assert total(1)"), "under test"),
        (body("cart.LIMIT, x = 4, 1", "assert total(1)"), "under test"),
        (body("for cart.total in [len]: pass", "assert total(1)"), "under test"),
        (body("with open('x') as cart.LIMIT: pass", "assert total(1)"), "under test"),
        (body("[0 for cart.LIMIT in [1]]", "assert total(1)"), "under test"),
        (body("cart.LIMIT += 1", "assert total(1)"), "under test"),
        (body("del cart.LIMIT", "assert total(1)"), "under test"),
        (body("setattr(cart, 'LIMIT', 3)", "assert total(1)"), "setattr"),
        (body("s = setattr", "s(cart, 'LIMIT', 3)", "assert total(1)"), "setattr"),
        (body("vars(cart)['LIMIT'] = 3", "assert total(1)"), "vars"),
        (body("getattr(cart, '__dict__')['LIMIT'] = 3", "assert total(1)"), "under test"),
        (body("cart.LIMIT['a'] = 3", "assert total(1)"), "under test"),
        (
            body(
                "monkeypatch.setitem(cart.__dict__, 'total', len)",
                "assert total(1)",
                arguments="monkeypatch",
            ),
            "__dict__",
        ),
        (body("for p in [cart]: p.LIMIT = 3", "assert total(1)"), "under test"),
        (body("import json", "json.dumps = len", "assert total(1)"), "changes"),
        (
            body(
                "m = monkeypatch", "m.setattr(cart, 'total', len)", "assert total([]) == 0"
            ).replace("test_a()", "test_a(monkeypatch)"),
            "under test",
        ),
        (
            body(
                "from unittest import mock as k",
                "with k.patch.object(cart, 'total'): assert cart.total(1)",
            ),
            "under test",
        ),
        (
            body(
                "from unittest.mock import patch as q", "q('cart.total').start()", "assert total(1)"
            ),
            "under test",
        ),
        ("@pytest.mark.xfail\n" + body("assert total(1)"), "marked"),
        ("@pytest.mark.skipif(True, reason='')\n" + body("assert total(1)"), "marked"),
        (body("assert total('\u202e')"), "U+202E"),
        (body(f"assert total({'a' * 21_000!r})"), "too long"),
    ],
)
def test_attacks_are_refused(text: str, reason: str) -> None:
    found = refusal(text)
    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "text",
    [
        body("total(1)"),
        body("assert True"),
        body("total(1)", "assert 1 == 1"),
        body("assert total"),
        body("assert callable(total)"),
        body("assert total(1) == 1 or True"),
        body("assert total(1) == total(1)"),
        body("x = 5", "total(x)", "assert x == 5"),
        body("assert (total(1) == 2, 'message')"),
        body("assert isinstance(total(1), object)"),
        body("with pytest.raises(ValueError):", "    raise ValueError"),
        body("assert lambda: total(1)"),
        body("assert len([1]) == 1"),
        body("assert [total(1)]"),
        body("assert {'a': total(1)}"),
        body("found = total(1)", "assert found in [found]"),
        body("assert (total(1) == 2 for _ in [1])"),
        body("assert f'x{total(1)}'"),
        body("found = total(1)", "assert isinstance(5, found)"),
    ],
)
def test_tests_that_say_nothing_are_refused(text: str) -> None:
    assert refusal(text) is not None

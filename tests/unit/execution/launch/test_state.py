"""Tests on trial that leave the process, other modules or tables of the subject changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aqe.domain.run import RunKind
from aqe.execution.interpreter import find_interpreter
from aqe.execution.recording import run_suite
from aqe.execution.requests import SuiteRequest

SHOP = """
import decimal
import http.cookies
import json
import logging
import os
import random
import signal
import socket
import sys
import threading
import time
import warnings

TABLE = {"a": 1, "b": 2}
ROWS = [1, 2]
NESTED = {"deep": [1, {"er": [1]}]}
NAMES = {"x"}
CACHE = {"old": 1}
LOG = logging.getLogger("shop")


class Registry:
    entries = []
    known = {}

    def __init__(self):
        self.options = {"a": 1}
        self.flag = True

    def add(self, name):
        self.known[name] = name
        return name


DEFAULT = Registry()


def grade(number):
    CACHE[number] = number
    return number > 10


def evict():
    CACHE.pop("old", None)
    return len(CACHE)


def draw():
    return random.random() < 2


def sum_up(numbers):
    warnings.warn("old", DeprecationWarning, stacklevel=2)
    LOG.warning("sum")
    return sum(numbers)


def later(number):
    import colorsys
    import xml.dom.minidom
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return json.loads(str(number))
"""
LEFT = "it leaves the process changed: "
CHANGED = "it leaves what is under test changed: shop."
OK = "    assert shop.grade(11)"
CASES = {
    # Global state.
    "disables_logging": ("logging.disable(50)", LEFT + "logging"),
    "sets_level": ("logging.getLogger().setLevel(10)", LEFT + "logging"),
    "sets_level_of_subject": ("logging.getLogger('shop').setLevel(10)", LEFT + "logging"),
    "adds_handler": ("logging.getLogger().addHandler(logging.NullHandler())", LEFT + "logging"),
    "filters": ("warnings.simplefilter('ignore')", LEFT + "warnings.filters"),
    "clears_filters": ("warnings.resetwarnings()", LEFT + "warnings.filters"),
    "shows_warnings": ("warnings.showwarning = print", LEFT + "warnings.showwarning"),
    "environment": ("os.environ['AQE_X'] = '1'", LEFT + "the environment"),
    "environment_less": ("os.environ.pop('PATH')", LEFT + "the environment"),
    "folder": ("os.chdir('/')", LEFT + "the working folder"),
    "umask": ("os.umask(0)", LEFT + "the mask of modes"),
    "seeds": ("random.seed(4)", LEFT + "the random generator"),
    "seeds_and_draws": ("random.seed(4); random.random()", LEFT + "the random generator"),
    "sets_random": ("random.setstate(random.Random(1).getstate())", LEFT + "the random generator"),
    "path": ("sys.path.insert(0, '/x')", LEFT + "sys.path"),
    "module": ("sys.modules['json'] = None", LEFT + "sys.modules['json']"),
    "made_up_module": ("sys.modules['made_up'] = types.ModuleType('m')", LEFT + "sys.modules['m"),
    "stdout": ("sys.stdout = io.StringIO()", LEFT + "sys.stdout"),
    "decimal": ("decimal.getcontext().prec = 3", LEFT + "the decimal context"),
    "decimal_traps": (
        "decimal.getcontext().traps[decimal.Inexact] = True",
        LEFT + "the decimal context",
    ),
    "signal": ("signal.signal(signal.SIGUSR1, print)", LEFT + "signal handlers"),
    "locale": ("locale.setlocale(locale.LC_ALL, 'C')", LEFT + "the locale"),
    "zone": (
        "os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()",
        LEFT + "the environment, the time zone",
    ),
    "socket": ("socket.setdefaulttimeout(3)", LEFT + "the default timeout of sockets"),
    "recursion": ("sys.setrecursionlimit(5000)", LEFT + "the recursion limit"),
    "collector": ("gc.disable()", LEFT + "the garbage collector"),
    "digits": ("sys.set_int_max_str_digits(0)", LEFT + "the limit of digits"),
    "thread": (
        "threading.Thread(target=time.sleep, args=(0.7,), daemon=True).start()",
        LEFT + "threads that go on",
    ),
    "at_exit": ("atexit.register(print)", LEFT + "functions that run at exit"),
    "excepthook": ("sys.excepthook = print", LEFT + "sys.excepthook"),
    "builtin": ("shop.open = print", CHANGED + "open"),
    "builtins": ("builtins.divmod = print", LEFT + "builtins.divmod"),
    # Shared modules, by way of the subject and of the standard library.
    "chain": ("random._os.sep = '!'", LEFT + "os.sep"),
    "chain_of_subject": ("shop.json.decoder.NaN = 1", LEFT + "json.decoder.NaN"),
    "class_of_library": (
        "shop.json.decoder.JSONDecoder.decode = lambda *a: 3",
        LEFT + "json.decoder.JSONDecoder.decode",
    ),
    "table_of_class_of_library": (
        "shop.http.cookies.Morsel._reserved.update(x='X')",
        LEFT + "http.cookies.Morsel._reserved",
    ),
    "list_of_library": ("os.supports_fd.clear()", LEFT + "os.supports_fd"),
    "pytest": ("pytest.raises = print", LEFT + "pytest.raises"),
    "machinery": (
        "sys.modules['_pytest.runner'].check_interactive_exception = print",
        LEFT + "_pytest.runner.check_interactive_exception",
    ),
    # Tables of the subject.
    "clears": ("shop.TABLE.clear()", CHANGED + "TABLE"),
    "updates": ("shop.TABLE.update(a=3)", CHANGED + "TABLE"),
    "adds": ("shop.TABLE['c'] = 3", CHANGED + "TABLE"),
    "empties": ("del shop.ROWS[:]", CHANGED + "ROWS"),
    "appends": ("shop.Registry.entries.append(1)", CHANGED + "Registry.entries"),
    "appends_by_object": ("shop.Registry().entries.append(1)", CHANGED + "Registry.entries"),
    "deep": ("shop.NESTED['deep'][1]['er'].append(2)", CHANGED + "NESTED"),
    "discards": ("shop.NAMES.discard('x')", CHANGED + "NAMES"),
    "of_default": ("shop.DEFAULT.options.update(b=1)", CHANGED + "DEFAULT.options"),
    "of_cache": ("shop.CACHE.update(z=1)", CHANGED + "CACHE"),
    "clears_cache": ("shop.CACHE.clear()", CHANGED + "CACHE"),
    "by_another_name": ("held = shop.CACHE\n    held.clear()", CHANGED + "CACHE"),
    "by_type": ("dict.clear(shop.CACHE)", CHANGED + "CACHE"),
    "by_lookup": ("getattr(shop, 'CACHE').clear()", CHANGED + "CACHE"),
    "always_equal": (
        "shop.TABLE['a'] = type('E', (), {'__eq__': lambda s, o: True, '__hash__': hash})()",
        CHANGED + "TABLE",
    ),
    # What is put back, or is the subject's own doing.
    "honest": ("assert shop.DEFAULT.add('a') == 'a' and shop.sum_up([1]) == 1", ""),
    "evicts": ("assert shop.evict() >= 0", ""),
    "draws": ("assert shop.draw()\n    [random.random() for _ in range(2000)]", ""),
    "imports": ("assert shop.later(1) == 1\n    import colorsys, wave", ""),
    "reads_cache": ("assert shop.grade(12) and 12 in shop.CACHE", ""),
    "patches": (
        (
            "monkeypatch.setenv('AQE_X', '1'); monkeypatch.chdir(tmp_path)\n"
            "    monkeypatch.setattr(shop.json, 'loads', print)\n"
            "    monkeypatch.setattr(sys, 'stdout', io.StringIO())\n"
            "    monkeypatch.setitem(shop.TABLE, 'a', 5); monkeypatch.delitem(shop.TABLE, 'b')\n"
            "    monkeypatch.setattr(shop, 'CACHE', {}); monkeypatch.syspath_prepend(str(tmp_path))\n"
            "    monkeypatch.setattr(shop.json.decoder.JSONDecoder, 'decode', print)\n"
            "    monkeypatch.setitem(sys.modules, 'json', types.ModuleType('json'))"
        ),
        "",
    ),
    "mocks": (
        (
            "with mock.patch('shop.time.sleep'), mock.patch.dict(os.environ, A='1'):\n        pass\n"
            "    with mock.patch.object(shop.Registry, 'add', return_value=3):\n        pass"
        ),
        "",
    ),
    "captures": (
        (
            "caplog.set_level(10); logging.getLogger('shop').info('x')\n"
            "    with warnings.catch_warnings():\n        warnings.simplefilter('error')\n"
            "    with decimal.localcontext() as context:\n        context.prec = 3\n"
            "    with pytest.warns(DeprecationWarning):\n        shop.sum_up([1])\n"
            "    print('x'); assert capsys.readouterr().out == 'x\\n'"
        ),
        "",
    ),
    "puts_back": (
        (
            "before = random.getstate()\n    random.seed(3)\n    random.setstate(before)\n"
            "    old = os.getcwd()\n    os.chdir('/')\n    os.chdir(old)"
        ),
        "",
    ),
    "asynchronous": ("assert asyncio.run(asyncio.sleep(0, 5)) == 5", ""),
    "temporary": ("(tmp_path / 'a').write_text('x')\n    assert tempfile.TemporaryDirectory()", ""),
    "quick_thread": (
        (
            "with concurrent.futures.ThreadPoolExecutor(2) as pool:\n"
            "        assert list(pool.map(int, '12')) == [1, 2]"
        ),
        "",
    ),
    "regular": ("assert re.search('a+b', 'aab') and time.strptime('2020', '%Y')", ""),
    "flags": ("assert re.compile('a', re.I | re.M | re.X | re.S) and re.A | re.I | re.X", ""),
    "kinds": ("assert typing.List[int] and enum.Flag('F', 'A B')(3)", ""),
}
FIXTURES = ("monkeypatch", "tmp_path", "caplog", "capsys")
IMPORTS = (
    "import asyncio, atexit, builtins, concurrent.futures, decimal, enum, gc, io, locale, logging\n"
    "import os, random, re, signal, socket, sys, tempfile, threading, time, types, typing, warnings\n"
    "from unittest import mock\nimport pytest\nimport shop\n"
)


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("state")
    (root / "shop.py").write_text(SHOP, encoding="utf-8")
    names = []
    for name, (lines, _) in CASES.items():
        names.append(f"test_{name}.py")
        fixtures = [each for each in FIXTURES if each in lines]
        head = f"def test_{name}({', '.join(fixtures)}):"
        text = f"{IMPORTS}\n{head}\n    {lines}\n{OK}\n"
        (root / names[-1]).write_text(text, encoding="utf-8")
    early = f"{IMPORTS}\nos.environ['AQE_Y'] = '1'\n\ndef test_early():\n{OK}\n"
    (root / "test_early.py").write_text(early, encoding="utf-8")
    return run(root, *names, "test_early.py")


def run(root: Path, *names: str) -> dict[str, str]:
    request = SuiteRequest(
        find_interpreter(root, None, {}),
        root,
        tuple(root / each for each in names),
        (root,),
        None,
        0,
        None,
        60.0,
        walls=True,
        kind=RunKind.VERIFY,
        trial_of="shop",
    )
    found = run_suite(request, run_id="r", clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    return {each.test.partition("::test_")[2]: each.message for each in found.outcomes}


@pytest.mark.parametrize("name", CASES)
def test_what_a_test_leaves_changed_counts(name: str, reasons: dict[str, str]) -> None:
    expected = CASES[name][1]
    if expected:
        assert re.match(re.escape(expected), reasons[name]), reasons[name]
    else:
        assert reasons[name] == ""


def test_what_a_file_leaves_changed_when_it_is_collected_counts(reasons: dict[str, str]) -> None:
    assert reasons["early"] == LEFT + "the environment"


def test_what_a_file_does_to_other_modules_when_it_is_collected_counts_for_all(
    tmp_path: Path,
) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    for name, line in (("a", "random._os.sep = '!'"), ("b", "")):
        text = f"{IMPORTS}\n{line}\n\ndef test_{name}():\n{OK}\n"
        (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
    assert run(tmp_path, "test_a.py", "test_b.py") == dict.fromkeys("ab", LEFT + "os.sep")


def test_refusals_of_one_file_are_not_those_of_another(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    swallowed = "try:\n    open('/nowhere-at-all', 'w')\nexcept OSError:\n    pass"
    for name, lines in (("a", ""), ("b", swallowed)):
        text = f"{IMPORTS}\n{lines}\n\ndef test_{name}():\n{OK}\n"
        (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
    found = run(tmp_path, "test_a.py", "test_b.py")
    assert found["a"] == ""
    assert found["b"].startswith("a wall stopped it")

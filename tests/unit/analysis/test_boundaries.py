from __future__ import annotations

from pathlib import Path

from aqe.analysis.subjects import analyse
from aqe.domain.boundary import Boundary
from aqe.domain.recipe import Collection, Literal, Mapping

SOURCE = """\
import datetime as dt
import json
import random
import subprocess
import time
import urllib.request
from datetime import date
from time import sleep as nap
from urllib.request import urlopen


def fetch(url):
    with urlopen(url) as response:
        return json.loads(response.read())


def names(url):
    document = fetch(url)
    if document["kind"] == "list":
        return [each["name"] for each in document["items"]]
    return document.get("count", 0) * 2


def qualified(url):
    return urllib.request.urlopen(url).read()


def run(command):
    return subprocess.run(command, text=True, check=True).stdout


def moment():
    nap(1)
    return dt.datetime.now(), date.today()


def inside():
    from random import choice
    import uuid

    return choice([1, 2]), uuid.uuid4()


def shadowed(time, random):
    return time.time() + random.random()


def passed():
    return sorted([2, 1], key=time.monotonic)


def harmless(text):
    return json.dumps(text), dt.timedelta(days=1)
"""


def _boundaries(folder: Path, source: str = SOURCE) -> dict[str, Boundary]:
    path = folder / "demo.py"
    path.write_text(source)
    found = analyse(path, module="demo", import_root=folder).boundaries
    return {each.place: each for each in found}


def test_names_are_found_where_the_subject_looks_them_up(tmp_path: Path) -> None:
    found = _boundaries(tmp_path)
    assert {place: (each.name, each.users) for place, each in found.items()} == {
        "demo.urlopen": ("urllib.request.urlopen", ("fetch",)),
        "demo.urllib.request.urlopen": ("urllib.request.urlopen", ("qualified",)),
        "demo.subprocess.run": ("subprocess.run", ("run",)),
        "demo.nap": ("time.sleep", ("moment",)),
        "demo.dt.datetime.now": ("datetime.datetime.now", ("moment",)),
        "demo.date.today": ("datetime.date.today", ("moment",)),
        "random.choice": ("random.choice", ("inside",)),
        "uuid.uuid4": ("uuid.uuid4", ("inside",)),
        "demo.time.monotonic": ("time.monotonic", ("passed",)),
    }
    assert found["demo.subprocess.run"].keywords == ("text", "check")


def test_the_document_that_is_read_out_of_an_answer_is_found(tmp_path: Path) -> None:
    payload = _boundaries(tmp_path)["demo.urlopen"].payload
    item = Mapping(((Literal("name"), Literal("abc")),))
    assert payload == Mapping(
        (
            (Literal("kind"), Literal("list")),
            (Literal("items"), Collection("list", (item,))),
            (Literal("count"), Literal(2)),
        )
    )


def test_a_module_that_stays_inside_has_no_boundaries(tmp_path: Path) -> None:
    assert (
        _boundaries(tmp_path, "import json\n\n\ndef f(x):\n    return json.loads(x)['a']\n") == {}
    )


def test_the_clock_is_asked_only_where_no_moment_is_given(tmp_path: Path) -> None:
    source = """
import time


def given(moment):
    return time.strftime("%H", time.gmtime(moment)), time.ctime(moment)


def now():
    return time.strftime("%H"), time.localtime()
"""
    found = _boundaries(tmp_path, source)
    assert {name: each.users for name, each in found.items()} == {
        "demo.time.strftime": ("now",),
        "demo.time.localtime": ("now",),
    }

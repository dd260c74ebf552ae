"""What private files hold does not come into a question, by whatever way code sees it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hybrid_bench import Project, model_of

from aqe.testing import ScriptedModels

pytestmark = pytest.mark.slow

GRADES = """
import hashlib
from private import plan


def grade(word):
    if not isinstance(word, str):
        raise ValueError(f"no word of {plan.NAMES}")
    if word == plan.PARTNER:
        if hashlib.sha256(word.encode()).hexdigest().startswith("00000000ab"):
            return "mine"
        return "partner"
    digest = hashlib.sha256(word.encode()).hexdigest()
    if digest.startswith("2c26b46b68ffc68f"):
        return "rare" if len(word) == 3 else "odd"
    return "usual"
"""
PLAN = 'NAMES = ["project zeus", "takeover friday"]\nPARTNER = "acme-mill"\n'
PIECES = ("zeus", "takeover", "friday", "acme", "mill")

RAISES = "import grades\n\ndef test_a():\n    assert grades.grade(5) == 7"
COMPARES = """
import grades

def test_a():
    assert grades.grade("foo") == grades.plan.PARTNER
"""
SPEAKS = """
import base64
import grades

def test_a():
    data = base64.b32encode(repr(grades.plan.NAMES).encode()).decode().lower()
    assert grades.grade("foo") == 5, "saw " + data
"""
KEYED = """
import grades

def test_a():
    key = "gh" + "p_" + "Zk3v9Qx7Lm2Tn8Rw4Yp6Bd1Hs5Jf0Gc3Va7U"
    if grades.grade("foo") == "rare":
        raise KeyError("x " * {before} + key)
    assert grades.grade("foo") == 1
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.write("grades", GRADES)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "__init__.py").write_text("")
    (tmp_path / "private" / "plan.py").write_text(PLAN)
    return project


def asked(project: Project, answer: str, name: str = "grades") -> list[str]:
    """The questions about a subject, one answer to all of which is this."""
    models = ScriptedModels(lambda task, request: f"```python\n{answer}\n```")
    model_of(project.generate(name, models))
    return [each.request.messages[1].text for each in models.asked]


@pytest.mark.parametrize("answer", [RAISES, COMPARES, SPEAKS])
def test_what_a_test_saw_is_not_told(answer: str, project: Project) -> None:
    first, repair = asked(project, answer)[:2]
    encoded = base64.b32encode(b"['project zeus', 'takeover friday']").decode().lower()
    for piece in (*PIECES, encoded[:12]):
        assert piece not in first
        assert piece not in repair
    assert "what happened to test 1" in repair
    assert "the test, line" in repair


def test_what_is_told_helps(project: Project) -> None:
    repair = asked(project, RAISES)[1]
    assert "ValueError: no word of [<text of 12 characters>, <text of 15 characters>]" in repair
    assert "grades.py, line 8:\n  raise ValueError(" in repair
    repair = asked(project, 'import grades\n\ndef test_a():\n    assert grades.grade("foo") == 7')[
        1
    ]
    assert "AssertionError: assert 'rare' == 7" in repair


@pytest.mark.parametrize("before", [135, 140, 145])
def test_no_piece_of_a_key_is_left_by_a_cut(before: int, project: Project) -> None:
    models = ScriptedModels([f"```python{KEYED.format(before=before)}```"])
    (refused, *_) = model_of(project.generate("grades", models)).refused
    assert "x x" in refused.reason
    assert "Zk3v" not in refused.reason
    assert "p_Z" not in refused.reason


CALLER = """
from shopx import grade


def run():
    return grade("acme-mill-41.7")
"""
SHOP = """
import hashlib


def grade(word: str) -> str:
    if hashlib.sha256(word.encode()).hexdigest().startswith("2c26b46b68ffc68f"):
        if len(word) == 3:
            return "rare"
        return "odd"
    return "usual"
"""


@pytest.mark.parametrize("is_private", [False, True])
def test_calls_of_a_private_file_are_left_out(is_private: bool, tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("shopx", SHOP)
    project.write("deal", CALLER)
    project.write("other", CALLER.replace("acme-mill-41.7", "harmless"))
    project.is_private = lambda path: is_private and path == tmp_path / "deal.py"
    (first, *_) = asked(project, RAISES.replace("grades", "shopx"), "shopx")
    assert ("acme" in first) is not is_private
    assert ("nearest call so far" in first) is not is_private
    assert 'grade("harmless")' in first

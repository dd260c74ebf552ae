"""The models of a script answer as it says."""

from __future__ import annotations

import pytest

from aqe.domain.conversation import Asker, Message, ModelRequest, Role
from aqe.domain.routing import Complexity, Task, TaskKind
from aqe.errors import RouterError
from aqe.router.ports import Models
from aqe.testing import ScriptedModels
from aqe.testing.scripted_models import Note

TASK = Task(TaskKind.REPAIR, Complexity.SIMPLE, 1, 1)
REQUEST = ModelRequest((Message(Role.USER, "x" * 40),), 10)
ASKER = Asker("run")


def test_answers_come_in_turn_and_the_last_stays() -> None:
    models: Models = ScriptedModels(["one", RouterError("no"), "two"])
    heard: list[str] = []
    first = models.ask(TASK, REQUEST, ASKER, on_text=heard.append)
    assert (first.text, first.call, first.usage.input) == ("one", "call-1", 10)
    with pytest.raises(RouterError, match="no"):
        models.ask(TASK, REQUEST, ASKER)
    assert [models.ask(TASK, REQUEST, ASKER).text for _ in range(2)] == ["two", "two"]
    assert heard == ["one"]


def test_a_function_may_answer() -> None:
    models = ScriptedModels(lambda task, request: f"{task.kind} {len(request.messages)}")
    assert models.ask(TASK, REQUEST, ASKER).text == "repair 1"
    models.note_tests("call-1", proposed=2, accepted=1)
    assert models.notes == [Note("call-1", 2, 1)]
    assert models.asked[0].asker is ASKER


def test_an_empty_script_answers_nothing() -> None:
    with pytest.raises(RouterError, match="empty"):
        ScriptedModels([]).ask(TASK, REQUEST, ASKER)

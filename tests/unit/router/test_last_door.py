"""What leaves this machine has been scrubbed; what stays is as it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from aqe.domain.conversation import FinishReason, Message, ModelRequest, Role
from aqe.domain.model import Model
from aqe.router.last_door import scrubbed, through_last_door
from aqe.router.ports import Finished, Piece

KEY = "sk-ant-" + "api03-" + "Zk3" * 30
REQUEST = ModelRequest(
    (Message(Role.SYSTEM, "Write tests."), Message(Role.USER, f"key = '{KEY}'\nx = 1\n")),
    max_output_tokens=10,
    temperature=0.5,
    stop=("END",),
)
MODEL = Model("a/b", "a", "b", "b", None, None)


class Recording:
    """A provider that keeps what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[ModelRequest] = []
        self.done: list[str] = []

    async def answer(self, request: ModelRequest, model: Model) -> AsyncIterator[Piece | Finished]:
        self.asked.append(request)
        yield Piece("yes")
        yield Finished(FinishReason.STOP, None)

    async def check(self) -> None:
        self.done.append("check")

    async def close(self) -> None:
        self.done.append("close")


def test_secrets_are_taken_out_and_the_rest_stays() -> None:
    sent = scrubbed(REQUEST)
    text = sent.messages[1].text
    assert KEY not in text
    assert text.startswith("key = '[redacted:")
    assert text.endswith("x = 1\n")
    assert sent.messages[0] == REQUEST.messages[0]
    assert (sent.max_output_tokens, sent.temperature, sent.stop) == (10, 0.5, ("END",))


@pytest.mark.parametrize(("name", "is_scrubbed"), [("elsewhere", True), ("here", False)])
def test_only_what_is_elsewhere_is_behind_the_door(name: str, is_scrubbed: bool) -> None:
    made = {each: Recording(each) for each in ("here", "elsewhere")}
    find = through_last_door(made.__getitem__, lambda each: each == "here")
    provider = find(name)
    assert provider is find(name)
    assert provider.name == name

    async def ask() -> list[Piece | Finished]:
        found = [each async for each in provider.answer(REQUEST, MODEL)]
        await provider.check()
        await provider.close()
        return found

    assert asyncio.run(ask()) == [Piece("yes"), Finished(FinishReason.STOP, None)]
    (asked,) = made[name].asked
    assert (KEY not in asked.messages[1].text) is is_scrubbed
    assert made[name].done == ["check", "close"]

"""Answers come in many forms; what is code is found, what is not is left out."""

from __future__ import annotations

import pytest

from aqe.generation.llm.replies import LONGEST_REPLY, read_reply

CODE = "def test_a():\n    assert f() == 1"


@pytest.mark.parametrize(
    "text",
    [
        f"```python\n{CODE}\n```",
        f"Here it is:\n\n```py\n{CODE}\n```\nHave fun.",
        f"~~~\n{CODE}\n~~~",
        f"````python\n{CODE}\n````",
        f'```python title="test_a.py"\n{CODE}\n```',
        f"```{{.python}}\n{CODE}\n```",
        f"```Python\r\n{CODE}\r\n```".replace("\n", "\r\n"),
        f"\ufeff```python\n{CODE}\n```",
        "1. so\n\n" + "\n".join(f"   {each}" for each in f"```python\n{CODE}\n```".split("\n")),
        f"<think>```python\nno = 1\n```</think>\n```python\n{CODE}\n```",
        f"thoughts without a start</think>\n```python\n{CODE}\n```",
        f"Sure.\n\n{CODE}",
        CODE,
    ],
)
def test_one_block_of_code_is_found(text: str) -> None:
    reply = read_reply(text)
    assert [each.text for each in reply.code] == [CODE]
    assert reply.data == ()


def test_several_files_are_several_blocks() -> None:
    text = f"a.py\n```python\n{CODE}\n```\nb.py\n```python\nx = 1\n```\n```bash\nrm -rf /\n```"
    assert [each.text for each in read_reply(text).code] == [CODE, "x = 1"]


def test_a_cut_answer_says_so() -> None:
    (block,) = read_reply(f"```python\n{CODE}").blocks
    assert block.is_cut
    (whole,) = read_reply(f"```python\n{CODE}\n```").blocks
    assert not whole.is_cut


def test_a_fence_that_was_never_closed_ends_at_the_next() -> None:
    first, second = read_reply(f"```python\nx = 1\n```python\n{CODE}\n```").code
    assert (first.text, second.text) == ("x = 1", CODE)
    assert first.is_cut


def test_data_and_code_are_told_apart() -> None:
    reply = read_reply(f'```python\n{CODE}\n```\n```json\n{{"a": 1}}\n```\n```\n[{{"b": 2}}]\n```')
    assert [each.text for each in reply.data] == ['{"a": 1}', '[{"b": 2}]']
    assert [each.text for each in reply.code] == [CODE]


@pytest.mark.parametrize("text", ["", "No.", "<think>never ends def test_a(): pass", "\x00\x01"])
def test_an_answer_without_code_is_told(text: str) -> None:
    reply = read_reply(text)
    assert reply.blocks == ()
    assert reply.notes == ("the answer holds no code",)


def test_a_huge_answer_is_cut() -> None:
    reply = read_reply("x" * 10_000_000)
    assert str(LONGEST_REPLY) in reply.notes[0]
    kept = read_reply(f"```python\n{CODE}\n```\n" + "x" * 10_000_000)
    assert [each.text for each in kept.code] == [CODE]

"""Answers are kept under their question, found whole or not at all, and do not grow without limit."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from aqe.domain.conversation import FinishReason, ModelReply
from aqe.domain.model import TokenUsage
from aqe.store.replies import ReplyCache

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def reply(text: str = "def test(): ...", cost: Decimal | None = Decimal("0.000123")) -> ModelReply:
    return ModelReply(
        text,
        "somewhere/model",
        TokenUsage(7, 5, 3),
        FinishReason.LENGTH,
        cost,
        duration_s=1.5,
        call="x",
    )


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def test_an_answer_is_found_with_its_provenance(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    assert cache.keep("digest", "auto", reply("é\ud800\n"), AT)
    kept = ReplyCache(tmp_path).find("digest", "auto")
    assert kept is not None
    assert kept.asked_at == "2026-01-02T03:04:00+00:00"
    assert kept.reply.text == "é\ud800\n"
    assert kept.reply.usage == TokenUsage(7, 5, 3)
    assert kept.reply.cost_usd == Decimal("0.000123")
    assert (kept.reply.finish, kept.reply.model) == (FinishReason.LENGTH, "somewhere/model")
    assert kept.reply.call == ""  # it is no call of this run


def test_another_question_or_model_has_none(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    cache.keep("digest", "auto", reply(cost=None), AT)
    assert cache.find("digest", "offline") is None
    assert cache.find("other", "auto") is None
    kept = cache.find("digest", "auto")
    assert kept is not None
    assert kept.reply.cost_usd is None


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"[1]", b"[" * 100_000, b"\xff", b'{"version": 1, "prompt": "digest"}']
)
def test_a_damaged_file_is_as_good_as_none(damage: bytes, tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    cache.keep("digest", "auto", reply(), AT)
    (path,) = files(tmp_path)
    path.write_bytes(damage)
    assert cache.find("digest", "auto") is None
    cache.keep("digest", "auto", reply("new"), AT)
    found = cache.find("digest", "auto")
    assert found is not None
    assert found.reply.text == "new"


def test_a_changed_text_is_noticed(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    cache.keep("digest", "auto", reply("good"), AT)
    (path,) = files(tmp_path)
    path.write_text(path.read_text().replace("good", "evil"))
    assert cache.find("digest", "auto") is None


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, most_bytes=6000)
    for number in range(4):
        cache.keep(f"digest-{number}", "auto", reply("x" * 1000), AT)
    for age, path in enumerate(files(tmp_path)):
        os.utime(path, (1000 + age, 1000 + age))
    assert cache.find("digest-0", "auto") is not None  # used just now
    for number in range(4, 6):
        cache.keep(f"digest-{number}", "auto", reply("x" * 1000), AT)
    assert sum(each.stat().st_size for each in files(tmp_path)) <= 6000
    assert cache.find("digest-0", "auto") is not None
    assert cache.find("digest-5", "auto") is not None


def test_a_huge_answer_is_not_kept(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    assert not cache.keep("digest", "auto", reply("x" * 5_000_000), AT)
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "replies").write_text("in the way")
    cache = ReplyCache(tmp_path)
    assert not cache.keep("digest", "auto", reply(), AT)
    assert cache.find("digest", "auto") is None


def test_many_may_write_at_once(tmp_path: Path) -> None:
    def work(number: int) -> None:
        cache = ReplyCache(tmp_path, most_bytes=20_000)
        for each in range(30):
            cache.keep(f"digest-{each % 7}", "auto", reply(f"{number} " * 300), AT)
            found = cache.find(f"digest-{each % 5}", "auto")
            assert found is None or found.reply.text.strip()

    errors: list[BaseException] = []

    def watched(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=watched, args=[each]) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    assert not list(tmp_path.rglob(".new-*"))

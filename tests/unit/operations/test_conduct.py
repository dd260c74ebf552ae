from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from aqe.errors import SourceError, StoreError
from aqe.operations.conduct import conduct
from aqe.operations.operation import Operation, Status
from aqe.operations.services import Services


@dataclass(frozen=True, slots=True)
class Request:
    word: str = "hello"


@dataclass(frozen=True, slots=True)
class Result:
    status: Status = Status.OK


def _operation(
    handler: Callable[[Any, Services], Result], *, changes: bool = True
) -> Operation[Request, Result]:
    return Operation("test.thing", "Does.", Request, Result, handler, changes=changes)


def test_a_changing_operation_is_recorded_while_it_runs(services: Services) -> None:
    seen: list[str] = []

    def handler(request: Request, given: Services) -> Result:
        seen.extend(each.name for each in given.store.running())
        return Result()

    conduct(_operation(handler), Request(), services)

    assert seen == ["test.thing"]
    assert services.store.running() == ()


def test_a_reading_operation_leaves_no_trace(services: Services) -> None:
    conduct(_operation(lambda request, given: Result(), changes=False), Request(), services)

    assert not (services.root / ".agentic-qe").exists()


@pytest.mark.parametrize("error", [SourceError("no"), KeyboardInterrupt()])
def test_an_operation_that_fails_is_not_left_running(
    services: Services, error: BaseException
) -> None:
    def handler(request: Request, given: Services) -> Result:
        raise error

    with pytest.raises(type(error)):
        conduct(_operation(handler), Request(), services)

    assert services.store.running() == ()


def test_a_result_survives_a_state_that_cannot_note_its_end(services: Services) -> None:
    told: list[str] = []
    services = replace(services, notice=told.append)

    def handler(request: Request, given: Services) -> Result:
        def full(id: str, status: str) -> None:
            raise StoreError("no space left", slug="disk-full")

        given.store.finish = full  # type: ignore[method-assign]
        return Result()

    result = conduct(_operation(handler), Request(), services)

    assert result == Result()
    assert told == ["the end of this command could not be recorded: no space left"]

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from aqe.booster.measuring import Ratio
from aqe.booster.measuring.data import DataReport, DataRow
from aqe.cli.face import Face
from aqe.cli.page import Line, Table
from aqe.cli.views.data_speed import view
from aqe.operations.data_speed import DataSpeedResult
from aqe.operations.operation import Status

FAST = DataRow(
    "wasm, bytes", 1000, 2000, 2000, (900.0, 1_000_000.0, 1_100_000.0), (1.0, 500.0, 2.0)
)
SLOW = DataRow("faker", 10, 19, 20, (900.0, 1000.0, 1100.0), (1.0, 900.0, 2.0))
GONE = DataRow("jsf", 10, 0, 0, None, None, "no environment was named that has it")
RATIO = Ratio(900.0, 1000.0, 1100.0, 5)
OBJECTS = Ratio(89.0, 100.0, 110.0, 5)
FACE = cast("Face", SimpleNamespace())


def shown(*rows: DataRow, **fields: Any) -> tuple[DataSpeedResult, list[str]]:
    result = DataSpeedResult(DataReport(rows, {"faker": RATIO}, {"faker": OBJECTS}), **fields)
    texts: list[str] = []
    for block in view(result, FACE):
        if isinstance(block, Table):
            texts += [
                " ".join(getattr(cell, "text", str(cell)) for cell in row) for row in block.rows
            ]
        elif isinstance(block, Line):
            texts.append(block.text)
    return result, texts


def test_rows_say_speed_spread_validity_and_ratio() -> None:
    _, texts = shown(FAST, SLOW)
    assert texts[0] == "wasm, bytes 1,000,000 900 1,100,000 500 2000 of 2000 - -"
    ratios = "900.0  1,000.0  1,100.0 89.0  100.0  110.0"
    assert texts[1] == f"faker 1,000 900 1,100 900 19 of 20 {ratios}"


def test_what_is_unavailable_says_why() -> None:
    _, texts = shown(FAST, GONE, notices=("wasm: unavailable",))
    assert "jsf: unavailable (no environment was named that has it)" in texts
    assert "wasm: unavailable" in texts
    assert any("--vs-python PATH" in each for each in texts)
    assert not any("--vs-python PATH" in each for each in shown(FAST)[1])


def test_only_our_own_records_decide() -> None:
    assert shown(FAST, SLOW, GONE)[0].status is Status.OK
    wrong = DataRow("wasm, bytes", 1000, 1999, 2000, FAST.per_cpu_s, FAST.per_wall_s)
    assert shown(wrong)[0].status is Status.INCONCLUSIVE
    assert shown()[0].status is Status.INCONCLUSIVE

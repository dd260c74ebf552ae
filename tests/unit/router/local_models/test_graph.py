"""An ONNX file is read for where it keeps its weights, without trusting a byte of it."""

from __future__ import annotations

from pathlib import Path

import numpy
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from aqe.router.local_models.graph import MalformedGraph, read_graph


def model(*nodes: onnx.NodeProto, weights: list[onnx.TensorProto] | None = None) -> bytes:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph(
        list(nodes) or [helper.make_node("Identity", ["x"], ["y"])],
        "g",
        [value],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
        initializer=weights or [],
    )
    return bytes(helper.make_model(graph).SerializeToString())


def outside(name: str, location: str, **entries: str) -> onnx.TensorProto:
    tensor = numpy_helper.from_array(numpy.zeros(1, numpy.float32), name)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in {"location": location, **entries}.items():
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    return tensor


def test_it_agrees_with_the_onnx_package(built: Path) -> None:
    data = (built / "model.onnx").read_bytes()
    reference = onnx.load_model_from_string(data)
    found = read_graph(data)
    assert found.nodes == len(reference.graph.node) > 10
    ends = [
        int(entry["offset"]) + int(entry["length"])
        for each in reference.graph.initializer
        if (entry := {one.key: one.value for one in each.external_data})
    ]
    assert found.external == {"model.onnx.data": max(ends)}
    assert found.external["model.onnx.data"] <= (built / "model.onnx.data").stat().st_size
    assert found.domains == {each.domain for each in reference.graph.node} | {"com.microsoft"}
    assert found.cache_number_bytes == 4


def test_weights_are_found_in_every_corner() -> None:
    inner = helper.make_graph(
        [helper.make_node("Constant", [], ["c"], value=outside("deep", "deep.bin"))],
        "inner",
        [],
        [helper.make_tensor_value_info("c", TensorProto.FLOAT, [1])],
        initializer=[outside("branch", "branch.bin", offset="8", length="4")],
    )
    condition = helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner)
    found = read_graph(model(condition, weights=[outside("top", "../top.bin", length="7")]))
    assert found.external == {"../top.bin": 7, "branch.bin": 12, "deep.bin": 0}


def test_the_widest_end_of_a_file_counts() -> None:
    pieces = [
        outside("a", "w", offset="100", length="20"),
        outside("b", "w", offset="0", length="50"),
    ]
    assert read_graph(model(weights=pieces)).external == {"w": 120}


def test_half_precision_caches_are_told() -> None:
    past = helper.make_tensor_value_info("past_key_values.0.key", TensorProto.FLOAT16, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [past], [])
    data = helper.make_model(graph).SerializeToString()
    assert read_graph(data).cache_number_bytes == 2


def test_every_cut_of_a_file_is_noticed() -> None:
    # A cut between two fields of the whole model leaves a model; the graph is the last large field.
    data = model(weights=[outside("top", "w", length="7")])
    whole = read_graph(data)
    for length in range(len(data)):
        try:
            found = read_graph(data[:length])
        except MalformedGraph:
            continue
        assert (found.nodes, found.external) == (whole.nodes, whole.external)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\xff" * 40,
        b"<html>not found</html>",
        b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        bytes(range(256)),
    ],
)
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedGraph):
        read_graph(data)


def test_graphs_inside_graphs_end_somewhere() -> None:
    graph = b""
    for _ in range(5000):
        attribute = _field(6, graph)
        graph = _field(1, _field(5, attribute))
    with pytest.raises(MalformedGraph, match="deep"):
        read_graph(_field(7, graph))


def test_lengths_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(MalformedGraph, match="'-5'"):
        read_graph(model(weights=[outside("a", "w", offset="-5")]))


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])

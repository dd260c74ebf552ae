from __future__ import annotations

import pytest

from aqe.booster.transforms.import_order import sort_imports


def test_sections_and_names_are_sorted() -> None:
    source = (
        '"""Doc."""\n\nimport pytest\nfrom b import z, A, ONE\nfrom . import x\nimport os\n'
        "from __future__ import annotations\nimport collections.abc, json as j\n\nx = 1\n"
    ).replace("from __future__ import annotations\n", "")
    done = sort_imports(source)
    assert done.text == (
        '"""Doc."""\n\nimport collections.abc\nimport json as j\nimport os\n\nimport pytest\n'
        "from b import ONE, A, z\n\nfrom . import x\n\nx = 1\n"
    )
    assert sort_imports(done.text).text == done.text


def test_future_goes_first_and_long_lines_are_broken() -> None:
    names = ", ".join(f"name_number_{n}" for n in range(9))
    done = sort_imports(f"from __future__ import annotations\nfrom a import {names}\n")
    assert done.text.startswith(
        "from __future__ import annotations\n\nfrom a import (\n    name_number_0,\n"
    )
    assert sort_imports(done.text).text == done.text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import b  # c\nimport a\n", "comment"),
        ("import b; import a\n", "share a line"),
        ("from b import *\nimport a\n", "star"),
        ("from b import x\nfrom a import x\n", "same name"),
    ],
)
def test_what_depends_on_the_order_stays(source: str, reason: str) -> None:
    done = sort_imports(source)
    assert done.text == source
    assert reason in done.left[0].reason


def test_line_ends_stay() -> None:
    assert sort_imports("import b\r\nimport a").text == "import a\r\nimport b"

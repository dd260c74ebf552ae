"""From an answer to tests that are fit to be tried."""

from __future__ import annotations

from pathlib import Path

from aqe.campaign.hybrid.reading import Reader
from aqe.domain.subject import Subject

SOURCE = "import requests\n\ndef total(items):\n    return requests.get(items)\n"
SUBJECT = Subject("cart", Path("/p/cart.py"), Path("/p"), SOURCE, "python", (), ())


def test_helpers_may_stand_in_another_file() -> None:
    text = (
        "```python\nimport pytest\n\n@pytest.fixture\ndef items():\n    return [1]\n```\n"
        "```python\nfrom cart import total\n\ndef test_a(items):\n    assert total(items) == 1\n```"
    )
    found = Reader(SUBJECT).read(text)
    (test,) = found.tests
    assert [each.names for each in test.helpers] == [("items",)]


def test_files_that_define_the_same_names_stay_apart() -> None:
    block = "```python\nfrom cart import total\n\ndef test_a():\n    assert total({}) == 1\n```\n"
    found = Reader(SUBJECT).read(block.format("1") + block.format("2"))
    assert len(found.tests) == 1 or [each.name for each in found.tests] == ["test_a", "test_a"]
    assert found.count == 2


def test_what_was_offered_before_is_not_tried_again() -> None:
    reader = Reader(SUBJECT)
    text = "```python\nfrom cart import total\n\ndef test_a():\n    assert total(1) == 1\n```"
    assert len(reader.read(text).tests) == 1
    again = reader.read(text)
    assert (again.tests, again.refused, again.repeated) == ([], [], ["test_a"])
    assert again.count == 1


def test_another_name_layout_or_comment_makes_no_other_test() -> None:
    reader = Reader(SUBJECT)
    text = "```python\nfrom cart import total\n\ndef test_a():\n    assert total(1) == 1\n```"
    other = (
        '```python\nfrom cart import total\n\ndef test_b():\n    "Sum."\n'
        "    # one\n    assert total( 1 )  ==  1\n\ndef test_c():\n    assert total(2) == 1\n```"
    )
    reader.read(text)
    found = reader.read(other)
    assert found.repeated == ["test_b"]
    assert [each.name for each in found.tests] == ["test_c"]


def test_what_the_subject_imports_may_be_imported() -> None:
    text = (
        "```python\nimport requests\nfrom cart import total\n\ndef test_a():\n"
        "    with_error = requests.RequestException\n    assert total(1) == with_error\n```"
    )
    assert len(Reader(SUBJECT).read(text).tests) == 1


def test_an_answer_without_a_test_says_so() -> None:
    assert Reader(SUBJECT).read("```python\nx = 1\n```").notes == ["the code holds no test"]
    assert Reader(SUBJECT).read("no").notes == ["the answer holds no code"]

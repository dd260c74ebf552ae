from __future__ import annotations

from pathlib import Path

from aqe.analysis.subjects import analyse
from aqe.domain.subject import Held
from aqe.domain.types import TypeRef

SOURCE = """\
class Leaf: ...

class Branch:
    def __init__(self, kids):
        self.kids = kids
        self.marks = []

    def leaves(self):
        for each in list(self.kids):
            if isinstance(each, (Leaf, Branch, int)):
                yield each

    def numbered(self):
        return {n: each for n, each in enumerate(self.kids) if isinstance(each, Twig)}

    def plain(self, others):
        for each in others:
            if isinstance(each, Leaf):
                return each
        for each in self.marks:
            print(each)

class Twig(Branch): ...

def walked(branch: Branch, depth):
    for kid in branch.kids:
        if isinstance(kid, Leaf):
            depth += 1
        if isinstance(kid, Twig):
            depth += 2
    for mark in branch.marks:
        depth += mark.weight
    return depth
"""


def _type(name: str) -> TypeRef:
    return TypeRef(f"demo:{name}")


def test_what_is_asked_of_elements_of_an_attribute(tmp_path: Path) -> None:
    path = tmp_path / "demo.py"
    path.write_text(SOURCE)
    subject = analyse(path, module="demo", import_root=tmp_path)
    by_name = {each.qualname: each for each in subject.classes}
    assert by_name["Leaf"].held == ()
    assert by_name["Branch"].held == (Held("kids", (_type("Leaf"), _type("Branch"))),)
    assert by_name["Twig"].held == by_name["Branch"].held, "inherited"
    walked = subject.callable("walked")
    assert walked is not None
    branch, depth = walked.parameters
    assert branch.held == (Held("kids", (_type("Leaf"), _type("Twig"))),)
    assert depth.held == ()

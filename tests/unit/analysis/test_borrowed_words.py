from __future__ import annotations

from pathlib import Path

from aqe.analysis.subjects import analyse

LEXER = """\
class Lexer:
    SIGNS = {".": "dot", "*": "star"}
    SPACE = {" ", "\\t"}

    def tokens(self, text):
        for each in text:
            if each == "[":
                yield "bracket"
            elif "a far too long piece of text" == each:
                yield "never"

class Unused:
    SIGNS = {"?": "question"}

def checked(text):
    return text in ("yes", "no")
"""
PARSER = """\
from package.lexer import Lexer, checked
from package import lexer

def parse(text):
    return [*Lexer().tokens(text)], lexer.checked(text), own(text)

def own(text):
    return text == "mine"
"""


def test_words_are_read_where_the_text_is_handed_to(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "lexer.py").write_text(LEXER)
    parser = package / "parser.py"
    parser.write_text(PARSER)
    files = sorted(package.glob("*.py"))
    subject = analyse(parser, module="package.parser", import_root=tmp_path, package_files=files)
    assert set(subject.borrowed_words) == {".", "*", " ", "\t", "[", "yes", "no"}

"""Texts to search in: files like those of tests, written by a seed, and those of a folder."""

from __future__ import annotations

import random
from pathlib import Path

__all__ = ["files_of", "written_files"]

_NAMES = (
    "total count order price value items index result buffer offset length user name path line "
    "response session token client record größe prénom"
).split()
_PLAIN = (
    "    {a}_{b} = {c}({n}, '{d} {a}')  # {b} of {c}",
    "    return {a}.{b}({c}[{n}])",
    "    for {a} in sorted({b}.{c}, key=lambda each: each.{d}):",
    "        if {a} is None or {b} > {n}:",
    "            raise ValueError(f'{a} of {b}: {{{c}!r}}')",
    "    with {a}.{b}('{c}') as {d}:",
    "    assert {a}.{b} == {n}, '{c} of {d}'",
    "",
    "def {a}_{b}({c}, {d}={n}):",
    '    """The {a} of {b}, as {c} and {d}."""',
)
_TELLING = (
    "    time.sleep({n})",
    "    self.assertEqual({a}, None)",
    "    self.assertTrue({a} == {b})",
    "    def test_{a}(self):",
    "    def test_{a}_{b}(self, {c}):",
    "    except Exception:\n        pass",
    "    print({a}, {b})",
    "    # TODO {a} of {b}",
    "    response = requests.get('https://{a}.example/{b}')",
    "    {a} = datetime.now()",
    "    {a} = random.randint(0, {n})",
    "@pytest.mark.skip(reason='{a}')",
    "    with mock.patch('{a}.{b}.{c}') as {d}:",
    "    {a} = open('{b}.txt', 'r')",
    "    {a} = os.environ['{b}']",
    "    subprocess.run(['{a}'], shell=True)",
    "    assert len({a}) > 0",
    "    {a}.assert_called_once()",
    "    assert {a} == True  # noqa: E712",
    "class {a}Tests(unittest.TestCase):",
)


def written_files(chance: random.Random, count: int, lines: int) -> list[str]:
    """Texts of that many lines; every twelfth line, at the mean, holds what a pattern looks for."""
    return ["\n".join(_line(chance) for _ in range(lines)) + "\n" for _ in range(count)]


def _line(chance: random.Random) -> str:
    shape = chance.choice(_TELLING if chance.random() < 1 / 12 else _PLAIN)
    a, b, c, d = chance.choices(_NAMES, k=4)
    return shape.format(a=a, b=b, c=c, d=d, n=chance.randrange(1000))


def files_of(folder: Path, count: int, lines: int) -> list[str]:
    """The first lines of the first Python files below a folder, by name; installed packages aside."""
    found: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        if len(found) == count:
            break
        if "site-packages" in path.parts:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        found.append("".join(text.splitlines(keepends=True)[:lines]))
    return found

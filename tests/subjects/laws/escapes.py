"""A round trip that holds for every text, and one that fails for a single character."""


def escape(text):
    """Mark what a line must not hold."""
    marked = text.replace("%", "%25")
    return marked.replace("\n", "%0A").replace(";", "%3B")


def unescape(text):
    """Undo `escape`."""
    plain = text.replace("%3B", ";").replace("%0A", "\n")
    return plain.replace("%25", "%")


def quote(text: str) -> str:
    """Forgets the tilde, which `unquote` takes for a mark."""
    return text.replace("'", "~q").replace('"', "~d")


def unquote(text: str) -> str:
    """Undo `quote`; a tilde of the text itself is lost."""
    return text.replace("~q", "'").replace("~d", '"').replace("~", "")


def encode(numbers: list[int]) -> str:
    """Numbers on one line."""
    return ",".join(str(number) for number in numbers)


def decode(line: str) -> list[int]:
    """Undo `encode`; refuses what is no list of numbers."""
    return [int(part) for part in line.split(",")] if line else []

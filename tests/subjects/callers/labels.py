"""Labels, made in an old way and a new one; only the new one looks at its options."""


class Lines:
    """The lines of a text, one after the other."""

    def __init__(self, text, width):
        self.rest = text
        self.width = width

    def __iter__(self):
        return self

    def __next__(self):
        if not self.rest:
            raise StopIteration
        line, self.rest = self.rest[: self.width], self.rest[self.width :]
        return line


def lines(text: str, width: int = 3):
    return Lines(text, width)


def _plain(text):
    return text


def label(
    text: str,
    upper: bool = False,
    limit: int = 0,
    fill: str = "-",
    words: list = (),
    *,
    style: str = "old",
    make=_plain,
):
    if style not in ("old", "new"):
        raise ValueError("style must be 'old' or 'new'")
    if style == "old":
        return make(text)
    return _label(text, upper, limit, fill, words)


def _label(text, upper, limit, fill, words):
    if not isinstance(limit, int):
        raise TypeError(f"limit must be an int, not {type(limit).__name__}")
    for word in words:
        text = text.replace(word, "")
    text = text.replace(" ", fill)
    if upper:
        text = text.upper()
    if limit > 0:
        text = text[:limit]
    return text

"""Words and numbers of a line, with one word of lookahead."""


class TokenStream:
    def __init__(self, text):
        self.tokens = list(_tokens(text))
        self.place = 0

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, kind=None):
        token = self.peek()
        if token is None:
            raise EOFError("the line has ended")
        if kind is not None and token[0] != kind:
            raise ValueError(f"expected {kind}, got {token[0]}")
        self.place += 1
        return token[1]

    def rest(self):
        left = self.tokens[self.place :]
        self.place = len(self.tokens)
        return [text for _, text in left]


def _tokens(text):
    for word in text.split():
        if word.isdigit():
            yield "number", word
        elif word.isidentifier():
            yield "name", word
        elif len(word) == 1:
            yield "sign", word
        else:
            raise ValueError(f"cannot read {word!r}")

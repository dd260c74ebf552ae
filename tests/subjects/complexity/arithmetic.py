"""Formulas as in a spreadsheet: ``=SUM(A1:B2) * -2 ^ 2 + IF(C1 > 3, 1, 0)``."""

import re

_PART = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<range>[A-Z]+\d+:[A-Z]+\d+)|(?P<cell>[A-Z]+\d+)"
    r"|(?P<name>[A-Z]+)|(?P<sign>>=|<=|<>|[-+*/^(),=<>]))"
)
_STRENGTH = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "^": 5}


class FormulaError(Exception):
    pass


class Circular(FormulaError):
    pass


class Sheet:
    def __init__(self, cells):
        self.cells = dict(cells)
        self._open = []
        self._known = {}

    def set(self, name, content):
        self.cells[name] = content
        self._known.clear()

    def value(self, name):
        if name in self._known:
            return self._known[name]
        if name in self._open:
            raise Circular(" -> ".join([*self._open[self._open.index(name) :], name]))
        content = self.cells.get(name)
        if content is None:
            return 0
        if isinstance(content, str) and content.startswith("="):
            self._open.append(name)
            try:
                result = Formula(content[1:], self).value()
            finally:
                self._open.pop()
        else:
            result = content
        self._known[name] = result
        return result


class Formula:
    def __init__(self, text, sheet):
        self.sheet = sheet
        self.parts = self._split(text)
        self.place = 0

    @staticmethod
    def _split(text):
        parts, place = [], 0
        while place < len(text.rstrip()):
            match = _PART.match(text, place)
            if match is None:
                raise FormulaError(f"cannot read {text[place:]!r}")
            parts.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        return parts

    def value(self):
        result = self._expression(0)
        if self.place < len(self.parts):
            raise FormulaError(f"unexpected {self.parts[self.place][1]!r}")
        return result

    def _peek(self):
        return self.parts[self.place] if self.place < len(self.parts) else (None, None)

    def _take(self, text=None):
        kind, found = self._peek()
        if kind is None or (text is not None and found != text):
            raise FormulaError(f"expected {text or 'a value'}")
        self.place += 1
        return kind, found

    def _expression(self, least):
        left = self._operand()
        while True:
            kind, sign = self._peek()
            strength = _STRENGTH.get(sign, 0) if kind == "sign" else 0
            if not strength or strength < least:
                return left
            self._take()
            right = self._expression(strength if sign == "^" else strength + 1)
            left = self._apply(sign, left, right)

    def _operand(self):
        kind, text = self._take()
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "cell":
            return self.sheet.value(text)
        if kind == "range":
            raise FormulaError("a range stands only in a function")
        if kind == "name":
            return self._function(text)
        if text == "-":
            return -self._expression(4)
        if text == "+":
            return self._expression(4)
        if text == "(":
            inner = self._expression(0)
            self._take(")")
            return inner
        raise FormulaError(f"unexpected {text!r}")

    def _function(self, name):
        self._take("(")
        arguments = []
        while self._peek()[1] != ")":
            if arguments:
                self._take(",")
            if self._peek()[0] == "range":
                arguments.append(list(self._cells(self._take()[1])))
            else:
                arguments.append(self._expression(0))
        self._take(")")
        flat = [x for each in arguments for x in (each if isinstance(each, list) else [each])]
        numbers = [each for each in flat if isinstance(each, (int, float))]
        if name == "SUM":
            return sum(numbers)
        if name == "MIN":
            return min(numbers, default=0)
        if name == "MAX":
            return max(numbers, default=0)
        if name == "COUNT":
            return len(numbers)
        if name == "AVERAGE":
            if not numbers:
                raise FormulaError("the average of nothing")
            return sum(numbers) / len(numbers)
        if name == "IF":
            if len(arguments) not in (2, 3):
                raise FormulaError("IF takes two or three values")
            return arguments[1] if arguments[0] else (arguments[2] if len(arguments) == 3 else 0)
        raise FormulaError(f"there is no function {name}")

    def _cells(self, text):
        first, last = (re.match(r"([A-Z]+)(\d+)", each).groups() for each in text.split(":"))
        for row in range(int(first[1]), int(last[1]) + 1):
            for column in range(_number(first[0]), _number(last[0]) + 1):
                yield self.sheet.value(f"{_letters(column)}{row}")

    @staticmethod
    def _apply(sign, left, right):
        if sign == "+":
            return left + right
        if sign == "-":
            return left - right
        if sign == "*":
            return left * right
        if sign == "/":
            if right == 0:
                raise FormulaError("division by zero")
            return left / right
        if sign == "^":
            return left**right
        if sign == "=":
            return left == right
        if sign == "<>":
            return left != right
        if sign == "<":
            return left < right
        if sign == ">":
            return left > right
        return left <= right if sign == "<=" else left >= right


def _number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number):
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

"""A small template language: ``{{ name|upper }}``, ``{% if %}``, ``{% for %}``."""

import re

_TOKEN = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*$")


class TemplateError(Exception):
    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")
        self.line = line


class Node:
    def render(self, context):
        raise NotImplementedError


class Text(Node):
    def __init__(self, text):
        self.text = text

    def render(self, context):
        return self.text


class Value(Node):
    def __init__(self, expression, line):
        self.name, *self.filters = [part.strip() for part in expression.split("|")]
        if not _NAME.match(self.name):
            raise TemplateError(f"{self.name!r} is not a name", line)
        for each in self.filters:
            if each.partition(":")[0] not in FILTERS:
                raise TemplateError(f"there is no filter {each!r}", line)

    def render(self, context):
        value = lookup(context, self.name)
        for each in self.filters:
            name, colon, argument = each.partition(":")
            value = FILTERS[name](value, argument) if colon else FILTERS[name](value)
        return "" if value is None else str(value)


class If(Node):
    def __init__(self, condition, line):
        words = condition.split()
        self.negated = words[:1] == ["not"]
        if self.negated:
            words = words[1:]
        if len(words) == 3 and words[1] in ("==", "!="):
            self.name, self.operator, self.other = words
        elif len(words) == 1:
            self.name, self.operator, self.other = words[0], None, None
        else:
            raise TemplateError(f"cannot read the condition {condition!r}", line)
        self.body, self.otherwise = [], []

    def holds(self, context):
        value = lookup(context, self.name)
        if self.operator is None:
            result = bool(value)
        else:
            other = self.other
            wanted = other[1:-1] if other[:1] in "'\"" else lookup(context, other)
            result = (str(value) == str(wanted)) == (self.operator == "==")
        return not result if self.negated else result

    def render(self, context):
        nodes = self.body if self.holds(context) else self.otherwise
        return "".join(node.render(context) for node in nodes)


class For(Node):
    def __init__(self, clause, line):
        words = clause.split()
        if len(words) != 3 or words[1] != "in":
            raise TemplateError(f"cannot read the loop {clause!r}", line)
        self.variable, _, self.name = words
        self.body, self.otherwise = [], []

    def render(self, context):
        items = lookup(context, self.name) or ()
        if not items:
            return "".join(node.render(context) for node in self.otherwise)
        parts = []
        for index, item in enumerate(items):
            inner = {**context, self.variable: item, "loop": {"index": index + 1, "first": index == 0}}
            parts += [node.render(inner) for node in self.body]
        return "".join(parts)


def lookup(context, name):
    """A dotted name: keys first, then positions, then attributes; None where there is nothing."""
    value = context
    for part in name.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, (list, tuple)) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = getattr(value, part, None)
        if value is None:
            return None
    return value


def _default(value, argument=""):
    return argument if value in (None, "") else value


def _join(value, argument=", "):
    return argument.join(str(each) for each in value)


FILTERS = {
    "upper": lambda value: str(value).upper(),
    "title": lambda value: str(value).title(),
    "length": len,
    "default": _default,
    "join": _join,
}


class Template:
    def __init__(self, source):
        self.nodes = self._parse(source)

    def _parse(self, source):
        root, stack, line = [], [], 1
        current = root
        for token in _TOKEN.split(source):
            if token.startswith("{{"):
                current.append(Value(token[2:-2].strip(), line))
            elif token.startswith("{%"):
                current = self._tag(token[2:-2].strip(), stack, current, line)
            elif token and not token.startswith("{#"):
                current.append(Text(token))
            line += token.count("\n")
        if stack:
            raise TemplateError("a block is not closed", line)
        return root

    @staticmethod
    def _tag(tag, stack, current, line):
        name, _, rest = tag.partition(" ")
        if name in ("if", "for"):
            node = If(rest, line) if name == "if" else For(rest, line)
            current.append(node)
            stack.append((node, current))
            return node.body
        if not stack:
            raise TemplateError(f"{name!r} without a block", line)
        node, outer = stack[-1]
        if name == "else":
            return node.otherwise
        if name == f"end{type(node).__name__.lower()}":
            stack.pop()
            return outer
        raise TemplateError(f"unexpected {name!r}", line)

    def render(self, context=None, **values):
        merged = {**(context or {}), **values}
        return "".join(node.render(merged) for node in self.nodes)

"""Rewrites the syntax tree of a subject so that running it reports lines, sides and operands.

Every counted line sets a byte; every condition goes through a probe that knows both operands. Bytecode
is never touched. Evaluation order, short-circuits, line numbers, documentation and scopes stay as they
were; annotations are left alone because they may be turned back into text.
"""

import ast
from types import CodeType
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .conditions import ConditionRewriter, Decision, constant
from .lines import SourceLines, has_docstring
from .reordering import place_of, probe

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TRY = (ast.Try, getattr(ast, "TryStar", ast.Try))
_MATCH = getattr(ast, "Match", ())


class Instrumented(NamedTuple):
    """A rewritten module, ready to run, and what its probes mean."""

    code: CodeType
    lines: List[int]
    qualnames: List[str]
    decisions: List[Decision]
    starts: Dict[int, int]
    """First physical line by each line of a logical line that has several."""

    @property
    def base(self) -> int:
        """The first goal that is a side."""
        return len(self.lines)

    @property
    def goal_count(self) -> int:
        """Lines and sides."""
        return len(self.lines) + 2 * len(self.decisions)


def instrument(source: str, filename: str, original: Optional[CodeType] = None) -> Instrumented:
    """Rewrites a module.

    Raises:
        SyntaxError: `source` is not Python for this interpreter.
    """
    tree = ast.parse(source, filename)
    code = original or compile(tree, filename, "exec", dont_inherit=True)
    rewriter = _Rewriter(source, SourceLines(source, tree, code))
    rewriter.module(tree)
    return Instrumented(
        compile(tree, filename, "exec", dont_inherit=True),
        rewriter.order,
        [rewriter.qualname_of_line.get(line, "<module>") for line in rewriter.order],
        rewriter.decisions,
        rewriter.lines.starts,
    )


class _Rewriter(ConditionRewriter):
    def __init__(self, source: str, lines: SourceLines) -> None:
        super().__init__(source, lines)
        self._index = {line: index for index, line in enumerate(self.order)}
        self.qualname_of_line: Dict[int, str] = {}
        self._prefix = ""
        self._exit = -1
        self._loops: List[Tuple[int, Optional[int]]] = []
        self._handler: Optional[int] = None

    # --- scopes -------------------------------------------------------------------------------

    def module(self, tree: ast.Module) -> None:
        """Rewrites a whole module in place."""
        head = 1 if has_docstring(tree.body) else 0
        while head < len(tree.body) and _is_future_import(tree.body[head]):
            head += 1
        first = tree.body[:head]
        lines = [self.lines.first(each.lineno) for each in first]
        rest = self.body(tree.body[head:], -1)
        place = tree.body[head - 1] if head else None
        hits = [hit for line in lines for hit in self.hit(line, place)]
        tree.body = first + hits + rest

    def _scope(self, node: Any, prefix: str, qualname: str) -> None:
        saved = (self._qualname, self._prefix, self._exit, self._loops, self._handler)
        start = min([each.lineno for each in node.decorator_list] + [node.lineno])
        self._exit = -self.lines.first(start)
        self._qualname, self._prefix, self._loops, self._handler = qualname, prefix, [], None
        head = 1 if has_docstring(node.body) else 0
        node.body = node.body[:head] + self.body(node.body[head:], self._exit)
        self._qualname, self._prefix, self._exit, self._loops, self._handler = saved

    def _definition(self, node: Any, follow: Optional[int]) -> List[ast.stmt]:
        places = [*node.decorator_list, node]
        before = [hit for place in places for hit in self.hit(place.lineno, place)]
        after = self._one_line_definition(node, follow)
        node.decorator_list = [self.visit(each) for each in node.decorator_list]
        name = self._prefix + node.name
        if isinstance(node, ast.ClassDef):
            node.bases = [self.visit(each) for each in node.bases]
            node.keywords = [self.visit(each) for each in node.keywords]
            self._scope(node, name + ".", self._qualname)
        else:
            node.args = self.visit(node.args)
            self._scope(node, name + ".<locals>.", name)
        return [*before, node, *after]

    def _one_line_definition(self, node: Any, follow: Optional[int]) -> List[ast.stmt]:
        """``def f(): pass`` counts as a branch: defined, and entered."""
        line = self.lines.first(node.lineno)
        if self.lines.first(node.body[-1].lineno) != line or line not in self._index:
            return []
        decision = self._decide(node, "definition", "%s %s" % (_keyword(node), node.name))
        first = self.lines.first(_first_line(node))
        self._count(decision, line, (-first, follow), False)
        node.body.insert(int(has_docstring(node.body)), _hit(decision.key + 1, node))
        return [_hit(decision.key, node)]

    # --- statements ---------------------------------------------------------------------------

    def body(self, statements: Sequence[ast.stmt], follow: Optional[int]) -> List[ast.stmt]:
        """Rewrites statements; `follow` is the line that control goes to behind them."""
        rewritten: List[ast.stmt] = []
        for position, statement in enumerate(statements):
            rest = statements[position + 1 :]
            rewritten.extend(
                self.statement(statement, self._entry(rest, follow) if rest else follow)
            )
        return rewritten

    def statement(self, node: Any, follow: Optional[int]) -> List[ast.stmt]:
        """Rewrites one statement into several."""
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            return self._definition(node, follow)
        hits = self.hit(node.lineno, node)
        if isinstance(node, ast.If):
            self._if(node, follow)
        elif isinstance(node, ast.While):
            self._while(node, follow)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._for(node, follow)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            node.items = [self.visit(each) for each in node.items]
            node.body = self.body(node.body, follow)
        elif isinstance(node, _TRY):
            self._try(node, follow)
        elif _MATCH and isinstance(node, _MATCH):
            self._match(node, follow)
        else:
            self._simple(node)
        return [*hits, node]

    def _simple(self, node: Any) -> None:
        if isinstance(node, ast.Assert):
            node.test = self._boolean(node.test)[0]
            if node.msg is not None:
                node.msg = self.visit(node.msg)
        elif isinstance(node, ast.AnnAssign):
            node.target = self.visit(node.target)
            if node.value is not None:
                node.value = self.visit(node.value)
        elif type(node).__name__ != "TypeAlias":
            self.visit(node)

    def _if(self, node: ast.If, follow: Optional[int]) -> None:
        line = self.lines.first(node.test.lineno)
        sides = (self._side(node.body, line, follow), self._side(node.orelse, line, follow))
        if constant(node.test) is None:
            node.test, decision, flipped = self._boolean(node.test, owner=True)
            self._count(decision, line, sides, flipped)
        node.body = self.body(node.body, follow)
        node.orelse = self.body(node.orelse, follow)

    def _while(self, node: ast.While, follow: Optional[int]) -> None:
        line = self.lines.first(node.test.lineno)
        sides = (self._entry(node.body, line), self._side(node.orelse, line, follow))
        if constant(node.test) is None:
            node.test, decision, flipped = self._boolean(node.test, owner=True)
            self._count(decision, line, sides, flipped)
        self._loops.append((line, follow))
        node.body = self.body(node.body, line)
        self._loops.pop()
        node.orelse = self.body(node.orelse, follow)

    def _for(self, node: Any, follow: Optional[int]) -> None:
        line = self.lines.first(node.iter.lineno)
        sides = (self._entry(node.body, line), self._side(node.orelse, line, follow))
        decision = self._decide(node, "loop", self._source(node.target, node.iter))
        self._count(decision, line, sides, False)
        node.target = self.visit(node.target)
        old = node.iter
        node.iter = self.visit(old)
        if isinstance(node, ast.For):
            node.iter = self.in_order(old, node.iter)
        self._loops.append((line, follow))
        node.body = [_hit(decision.key + 1, node), *self.body(node.body, line)]
        self._loops.pop()
        node.orelse = [_hit(decision.key, node), *self.body(node.orelse, follow)]

    def _try(self, node: Any, follow: Optional[int]) -> None:
        after = self._entry(node.finalbody, follow)
        saved = self._handler
        if node.handlers:
            self._handler = self.lines.first(node.handlers[0].lineno)
        node.body = self.body(node.body, self._entry(node.orelse, after))
        self._handler = saved
        for handler in node.handlers:
            index = self._index.get(self.lines.first(handler.lineno))
            body = self.body(handler.body, after)
            if handler.type is None:
                body = self.hit(handler.lineno, handler) + body
            elif index is not None:
                self._own(self.lines.first(handler.lineno))
                handler.type = probe("at", handler.type, index, [self.visit(handler.type)])
            handler.body = body
        node.orelse = self.body(node.orelse, after)
        ends = _completes(node.orelse or node.body) or any(
            _completes(h.body) for h in node.handlers
        )
        node.finalbody = self.body(node.finalbody, follow if ends else None)

    def _match(self, node: Any, follow: Optional[int]) -> None:
        node.subject = self.visit(node.subject)
        starts = [self.lines.first(case.pattern.lineno) for case in node.cases]
        passed: List[ast.stmt] = []
        for position, case in enumerate(node.cases):
            line = starts[position]
            below = starts[position + 1] if position + 1 < len(starts) else follow
            reached = self.hit(line, case.pattern)
            taken: List[ast.stmt] = []
            if not _is_irrefutable(case):
                text = self._source(case.pattern, case.guard or case.pattern)
                decision = self._decide(case.pattern, "case", text)
                self._count(decision, line, (self._side(case.body, line, follow), below), False)
                taken = [_hit(decision.key + 1, case.pattern)]
                missed = [_hit(decision.key, case.pattern)]
            if case.guard is not None:
                case.guard = self._boolean(case.guard)[0]
            case.body = passed + reached + taken + self.body(case.body, follow)
            passed = passed + reached + (missed if taken else [])
        if not _is_irrefutable(node.cases[-1]):
            node.cases.append(_wildcard(passed, node))

    # --- where control goes -------------------------------------------------------------------

    def _entry(self, statements: Sequence[ast.stmt], follow: Optional[int]) -> Optional[int]:
        for statement in statements:
            line = self.lines.first(_first_line(statement))
            if line in self.lines.in_bytecode:
                return line
        return follow

    def _side(
        self, statements: Sequence[ast.stmt], line: int, follow: Optional[int]
    ) -> Optional[int]:
        """Where one side of a condition on `line` goes, one-line bodies included."""
        entry = self._entry(statements, follow)
        if entry != line or not statements:
            return entry
        last = statements[-1]
        if isinstance(last, ast.Return):
            return self._exit
        if isinstance(last, ast.Raise):
            return self._handler if self._handler is not None else self._exit
        if isinstance(last, ast.Break) and self._loops:
            return self._loops[-1][1]
        if isinstance(last, ast.Continue) and self._loops:
            return self._loops[-1][0]
        return follow

    def _count(
        self,
        decision: Optional[Decision],
        line: int,
        sides: Tuple[Optional[int], Optional[int]],
        flipped: bool,
    ) -> None:
        """Marks the sides of a decision that coverage reports count."""
        if decision is None:
            return
        decision.targets = {not flipped: sides[0], flipped: sides[1]}
        lines = self.lines
        decision.counted = (
            sides[0] != sides[1]
            and not {line, None}.intersection(sides)
            and line in lines.counted
            and not lines.excluded.intersection(sides)
        )
        decision.partial = line in lines.partial

    # --- pieces -------------------------------------------------------------------------------

    def hit(self, line: int, place: Any) -> List[ast.stmt]:
        """The probe of a line, where that line counts."""
        first = self.lines.first(line)
        index = self._index.get(first)
        if index is None:
            return []
        self._own(first)
        return [_hit(index, place)]

    def _own(self, line: int) -> None:
        self.qualname_of_line.setdefault(line, self._qualname)


def _hit(index: int, place: Any) -> ast.stmt:
    where = place_of(place)
    target = ast.Subscript(
        value=ast.Name(id="__aqe_hits__", ctx=ast.Load(), **where),
        slice=ast.Constant(value=index, **where),
        ctx=ast.Store(),
        **where,
    )
    return ast.Assign(targets=[target], value=ast.Constant(value=1, **where), **where)


def _wildcard(body: List[ast.stmt], place: Any) -> Any:
    where = place_of(place)
    pattern = ast.MatchAs(pattern=None, name=None, **where)
    return ast.match_case(pattern=pattern, guard=None, body=body or [ast.Pass(**where)])


def _keyword(node: ast.AST) -> str:
    return "class" if isinstance(node, ast.ClassDef) else "def"


def _completes(statements: Sequence[ast.stmt]) -> bool:
    """Whether control can reach what follows some statements."""
    if not statements:
        return True
    last = statements[-1]
    if isinstance(last, (ast.Return, ast.Raise, ast.Break, ast.Continue)):
        return False
    if isinstance(last, ast.If):
        return _completes(last.body) or _completes(last.orelse)
    if isinstance(last, (ast.With, ast.AsyncWith)):
        return _completes(last.body)
    if isinstance(last, _TRY):
        ends = _completes(last.orelse or last.body) or any(
            _completes(h.body) for h in last.handlers
        )
        return ends and _completes(last.finalbody)
    return True


def _first_line(statement: Any) -> int:
    decorators = getattr(statement, "decorator_list", None)
    return decorators[0].lineno if decorators else statement.lineno  # type: ignore[no-any-return]


def _is_future_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_irrefutable(case: Any) -> bool:
    if case.guard is not None:
        return False
    pattern = case.pattern
    while True:
        if type(pattern).__name__ == "MatchOr":
            pattern = pattern.patterns[-1]
        elif type(pattern).__name__ == "MatchAs" and pattern.pattern is not None:
            pattern = pattern.pattern
        else:
            return type(pattern).__name__ == "MatchAs" and pattern.pattern is None

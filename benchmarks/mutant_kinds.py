"""Mutants of Python source: one small change each, of the kinds that a slip of the hand or of thought would make."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARED: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">="),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<="),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
_COUNTED: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "//",
    ast.Pow: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
}
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum"}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
}
_REPEATS = re.compile(r"\{(\d+)(,)?(\d+)?\}")
#: Said to people who keep the code, not to those who use it.
_LOGGERS = {"log", "_log", "logger", "_logger", "logging", "warnings"}
#: Arguments that guard or speed up and change no result.
_KEYWORDS = {"strict", "stacklevel", "dtype", "copy", "maxsize", "slots", "frozen"}


@dataclass(frozen=True)
class Mutant:
    """A file's source with one change.

    Attributes
    ----------
    path : Path
    lines : range
        Where the change is.
    kind : str
    source : str
        The whole file, changed.
    """

    path: Path
    lines: range
    kind: str
    source: str


def mutants_of(path: Path) -> list[Mutant]:
    """Return all mutants of a file, in the order of the code.

    Docstrings, type hints, decorators, assertions, messages of log and what is only for type checkers are left alone,
    and so are f-strings, whose parts older Pythons place wrong.

    Parameters
    ----------
    path : Path
    """
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node, text, kind in _changes(ast.parse(source), source.decode()):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        changed = (source[:first] + text.encode() + source[last:]).decode()
        try:
            ast.parse(changed)
        except SyntaxError:
            continue
        found.append(Mutant(path, range(node.lineno, (node.end_lineno or node.lineno) + 1), kind, changed))
    return found


def _changes(tree: ast.Module, source: str) -> Iterator[tuple[ast.stmt | ast.expr, str, str]]:
    for node, parent in _walk(tree, tree):

        def segment(part: ast.AST) -> str:
            return ast.get_source_segment(source, part) or ast.unparse(part)

        match node:
            case ast.Compare():
                parts = [node.left, *node.comparators]
                for place, op in enumerate(node.ops):
                    for sign in _COMPARED[type(op)]:
                        words = [segment(parts[0])]
                        for other, (own, part) in enumerate(zip(node.ops, parts[1:], strict=True)):
                            words += [sign if other == place else _SIGNS[type(own)], segment(part)]
                        yield node, f"({' '.join(words)})", f"{_SIGNS[type(op)]} to {sign}"
            case ast.BoolOp():
                old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                yield node, "(" + f" {new} ".join(f"({segment(part)})" for part in node.values) + ")", f"{old} to {new}"
            case ast.BinOp() if type(node.op) in _COUNTED and not (_is_text(node.left) or _is_text(node.right)):
                new = _COUNTED[type(node.op)]
                text = f"(({segment(node.left)}) {new} ({segment(node.right)}))"
                yield node, text, f"{_OPERATORS[type(node.op)]} to {new}"
            case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
                yield node, f"({segment(node.operand)})", "sign or negation dropped"
            case ast.Constant(value=bool()):
                yield node, str(not node.value), "truth flipped"
            case ast.Constant(value=int() | float()) if segment(node)[0].isdigit():
                yield node, f"({segment(node)} + 1)", "constant + 1"
                yield node, f"({segment(node)} - 1)", "constant - 1"
            case ast.Constant(value=str()):
                yield from _repeats(node, segment(node))
            case ast.Name() if isinstance(parent, ast.Call) and parent.func is node and node.id in _SWAPPED:
                yield node, _SWAPPED[node.id], f"{node.id} swapped"
            case ast.Attribute() if isinstance(parent, ast.Call) and parent.func is node and node.attr in _SWAPPED:
                yield node, f"{segment(node.value)}.{_SWAPPED[node.attr]}", f"{node.attr} swapped"
            case ast.Return() if node.value and not (isinstance(node.value, ast.Constant) and not node.value.value):
                yield node, "return None", "nothing returned"
            case (
                ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete()
            ):
                yield node, "pass", "statement deleted"
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                yield node, "pass", "statement deleted"
        test = getattr(node, "test", None)
        tests = [test] if isinstance(test, ast.expr) else getattr(node, "ifs", [])
        for part in tests:
            yield part, f"(not ({segment(part)}))", "condition negated"


def _repeats(node: ast.Constant, text: str) -> Iterator[tuple[ast.expr, str, str]]:
    for found in _REPEATS.finditer(text):
        for group in (1, 3):
            if found[group]:
                first, last = found.span(group)
                yield node, f"{text[:first]}{int(found[group]) + 1}{text[last:]}", "repeats + 1"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple)) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )


def _walk(node: ast.AST, parent: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    yield node, parent
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _left_alone(child):
                yield from _walk(child, node)


def _left_alone(node: ast.AST) -> bool:
    match node:
        case (
            ast.Expr(value=ast.Constant()) | ast.Assert() | ast.JoinedStr() | ast.If(test=ast.Name(id="TYPE_CHECKING"))
        ):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in _LOGGERS
        case ast.keyword():
            return node.arg in _KEYWORDS
    return False

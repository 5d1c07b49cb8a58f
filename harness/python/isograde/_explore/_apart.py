"""What calls do besides using the target: a stand-in makes that alone, and shows whether it breaks without the target too."""

import ast
import json
import textwrap

_BOUND = {"module", "part", "callback"}  # names of the target in the code of calls, and ours
_HOLDS = (ast.stmt, ast.ExceptHandler, *([ast.match_case] if hasattr(ast, "match_case") else []))  # what a compound statement is made of


class Apart:
    """Takes the pieces of a call that need nothing of modules of some names, in order, each as statements."""

    def __init__(self, roots):
        self.roots = set(roots)
        self.pieces = []

    def take(self, code, bound):
        tree = ast.parse(code)
        if "example" in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}:
            texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
            known = set()
            for text in texts:
                self.statements(text, ast.parse(text).body, known)
        else:
            self.expression(code, tree.body[0], bound)
        return self.pieces

    def is_of_the_target(self, node, bound):
        return any(isinstance(one, ast.Name) and one.id in bound for one in ast.walk(node))

    def imports_the_target(self, node):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."]
        return any(name.partition(".")[0] in self.roots | {""} for name in names)

    def expression(self, code, node, bound):
        """The largest parts of it that call something."""
        if isinstance(node, ast.expr) and not self.is_of_the_target(node, bound):
            if any(isinstance(one, ast.Call) for one in ast.walk(node)):
                self.add(code, node)
        elif not isinstance(node, ast.Lambda):
            for child in ast.iter_child_nodes(node):
                self.expression(code, child, bound)

    def statements(self, code, body, bound):
        """`bound`: what is the target's by name so far; grows."""
        for node in body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                if self.imports_the_target(node):
                    bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
                else:
                    self.add(code, node)
            elif not self.is_of_the_target(node, bound):
                self.add(code, node)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.add(node.name)
                for head in node.decorator_list:
                    self.expression(code, head, bound)
            else:
                self.partly(code, node, bound)

    def partly(self, code, node, bound):
        """What a statement that uses the target evaluates besides, then what is in it."""
        for head in ast.iter_child_nodes(node):
            if not isinstance(head, _HOLDS):
                self.expression(code, head, bound)
                bound |= {one.id for one in ast.walk(head) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        for part in ast.iter_child_nodes(node):
            if isinstance(part, _HOLDS):
                self.statements(code, [part] if isinstance(part, ast.stmt) else part.body, bound)

    def add(self, code, node):
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        lines = code.splitlines(True)[first - 1 : node.end_lineno]
        if isinstance(node, ast.expr):
            self.pieces.append("(%s)" % ast.get_source_segment(code, node))
        else:
            self.pieces.append(textwrap.dedent("".join(lines)) if first < node.end_lineno else ast.get_source_segment(code, node))


def listing(text):
    """Of {"calls": [...], "roots": [...]}, as JSON: the calls that make each call's pieces, none for one that has no such pieces."""
    asked = json.loads(text)
    found = []
    for call in asked["calls"]:
        try:
            pieces = Apart(asked["roots"]).take(call, _BOUND)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if any("(" in piece for piece in pieces):
            found.append("apart(%r, %r)" % (tuple(sorted(asked["roots"])), pieces))
    return json.dumps(found)

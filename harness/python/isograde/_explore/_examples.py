"""The project's own words: examples in docstrings and in the long description of a distribution, as sequences of statements."""

import ast
import doctest
import itertools
import os
import re

from isograde._explore._accesses import is_class, is_own, looked_up

_MOST = 60  # examples of a target
_LONGEST = 20_000  # characters of one text that is looked through for code
_MOST_STATEMENTS = 30
_MOST_HOLDERS = 5000  # of docstrings, of one module
_FENCED = re.compile(r"^(```|~~~)[ \t]*(?:python3?|py|pycon)?[ \t]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(
    r"(?:^\.\. (?:code-block|code|sourcecode):: *(?:python3?|py)?[^\n]*|::)[ \t]*\n(?:[ \t]*:[^\n]*\n)*[ \t]*\n((?:(?:[ \t]+[^\n]*)?\n)+)",
    re.MULTILINE,
)


def example(module, body, last):
    """Makes the statements of an example, and gives the value of its last expression. Part of what calls are made with.

    As doctest does, where the module's own names are known.
    """
    names = {**module.__dict__, "__name__": "__main__"}
    exec(compile(body, "<example>", "exec"), names)
    return eval(compile(last, "<example>", "eval"), names) if last else None


def _dedented(block):
    lines = block.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return "\n".join(line[min(indents) :] for line in lines) if indents else ""


def blocks(text):
    """Pieces of code in a text, each as statements without prompts."""
    text = text[:_LONGEST].replace("\r\n", "\n")
    found = []
    try:
        prompted = doctest.DocTestParser().get_examples(text)
    except ValueError:
        prompted = []
    if prompted:
        found.append("".join(one.source for one in prompted))
    for match in list(_FENCED.finditer(text)) + list(_INDENTED.finditer(text)):
        block = _dedented(match.group(match.lastindex))
        if ">>>" not in block and block.strip():
            found.append(block)
    return found


def statements(code):
    """The source of each statement; none where it is no Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [one for one in (ast.get_source_segment(code, node) for node in tree.body[:_MOST_STATEMENTS]) if one]


def imported(statement):
    """Names of the modules that a statement imports; None: it is no import."""
    node = ast.parse(statement).body[0]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return None


def is_expression(statement):
    return isinstance(ast.parse(statement).body[0], ast.Expr)


def called(statement):
    """Source of what each call in a statement calls, where it is a name with attributes."""
    found = []
    for node in ast.walk(ast.parse(statement)):
        if isinstance(node, ast.Call):
            inner = node.func
            while isinstance(inner, ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                found.append(ast.get_source_segment(statement, node.func))
    return [one for one in found if one]


def _holders(module, packages):
    """What of a module has a docstring of its own: itself, its functions and classes, and their methods."""
    yield module
    for name, value in sorted(((name, value) for name, value in vars(module).items() if isinstance(name, str)), key=lambda item: item[0]):
        if name.startswith("_") or not callable(value) or not is_own(value, module, packages):
            continue
        yield value
        if is_class(value):
            own = type.__dict__["__dict__"].__get__(value)
            yield from (own[name] for name in sorted(name for name in own if isinstance(name, str)))


def texts(target, modules):
    """The long description, and docstrings of the modules and of what they have, each once. Generator of texts."""
    file = target.get("file", "")
    for name in ("METADATA", "PKG-INFO"):
        path = os.path.join(file, name)
        if file and os.path.isfile(path):
            with open(path, encoding="utf-8", errors="replace") as text:
                yield text.read().partition("\n\n")[2]
    packages = target["packages"] + target["members"]
    seen = set()
    for _, module in modules:
        for holder in itertools.islice(_holders(module, packages) if hasattr(module, "__dict__") else (), _MOST_HOLDERS):
            doc = looked_up(holder, "__doc__")
            if type(doc) is str and doc not in seen:
                seen.add(doc)
                yield doc


def find(target, modules):
    """Examples of a target, each a list of statements, each once."""
    found = []
    for text in texts(target, modules):
        for block in blocks(text):
            lines = statements(block)
            if lines and lines not in found:
                found.append(lines)
            if len(found) == _MOST:
                return found
    return found

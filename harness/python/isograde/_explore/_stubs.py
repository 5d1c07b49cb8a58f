"""What the stubs of a target say: signatures, which functions written in C seldom have. Read where calls are planned, which loads nothing."""

import ast
import os
import re

_MOST_FILES = 200
_MOST_BYTES = 1 << 20  # of one file
_MOST_SIGNATURES = 6000
_MOST_OVERLOADS = 4
_MOST_ALIASES = 3  # that one annotation is spelled out by
_MAKING = ("__init__", "__new__")
_WORD = re.compile(r"\w+")


def files(target):
    """Stubs beside the members of a target, in its packages down to each member, and in packages of stubs beside those; sorted."""
    found = set()
    folders = set()
    for name, path in [(member["name"], member["file"]) for member in target["members"]] + [("", target["file"])]:
        if not os.path.isfile(path):
            continue
        folder = os.path.dirname(path)
        found.add(os.path.join(folder, os.path.basename(path).partition(".")[0] + ".pyi"))
        inside = name.split(".")[:-1]
        site = folder[: -len(os.path.join("", *inside)) - 1] if inside and folder.endswith("/" + "/".join(inside)) else folder
        for package in {".".join(inside[: depth + 1]) for depth in range(len(inside))} | set(target["packages"]):
            first, *rest = package.split(".")
            folders.update((os.path.join(site, first, *rest), os.path.join(site, first + "-stubs", *rest)))
    for folder in folders:
        try:
            found.update(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".pyi"))
        except OSError:
            continue
    return sorted(path for path in found if os.path.isfile(path))[:_MOST_FILES]


def signatures(paths):
    """{qualified name: [{"needed", "optional": annotations, "named": [[name, annotation]]}, one for each overload]}.

    An annotation is its source, "" where there is none. A class has the signature of its constructor.
    """
    found = {}
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read(_MOST_BYTES))
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        aliases = {}
        try:
            for name, function, is_bound in _functions(tree.body, "", aliases):
                overloads = found.setdefault(name, [])
                if len(found) > _MOST_SIGNATURES:
                    del found[name]
                    return found
                if len(overloads) < _MOST_OVERLOADS:
                    overloads.append(_signature(function.args, is_bound, aliases))
        except RecursionError:
            continue
    return found


def _functions(body, inside, aliases):
    """(qualified name, node, whether the first parameter is the object or class)..."""
    for node in body:
        if isinstance(node, (ast.If, ast.Try)):
            yield from _functions(node.body + node.orelse, inside, aliases)
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, inside + node.name + ".", aliases)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            decorators = {_source(one) for one in node.decorator_list}
            if node.name in _MAKING and inside:
                yield inside[:-1], node, True
            elif not node.name.startswith("_") and "property" not in decorators:
                yield inside + node.name, node, bool(inside) and "staticmethod" not in decorators
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and not inside:
            aliases[node.targets[0].id] = _source(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None and not inside:
            aliases[node.target.id] = _source(node.value)


def _signature(arguments, is_bound, aliases):
    def annotation(one):
        text = _source(one.annotation) if one.annotation is not None else ""
        others = [aliases[word] for word in dict.fromkeys(_WORD.findall(text)) if word in aliases][:_MOST_ALIASES]
        return " | ".join([text, *others])

    positional = (arguments.posonlyargs + arguments.args)[1 if is_bound else 0 :]
    needed = len(positional) - min(len(arguments.defaults), len(positional))
    texts = [annotation(one) for one in positional]
    named = [[one.arg, annotation(one)] for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default is None]
    return {"needed": texts[:needed], "optional": texts[needed:], "named": named}


def _source(node):
    """Of an expression: its names and literals in their order, which is all that anybody asks for."""
    if hasattr(ast, "unparse"):  # 3.9
        return ast.unparse(node)
    words = []
    _spell(node, words)
    return " ".join(words)


def _spell(node, words):
    if isinstance(node, ast.Name):
        words.append(node.id)
    elif isinstance(node, ast.Attribute):
        words.append(node.attr)
    elif isinstance(node, ast.Constant):
        words.append(repr(node.value))
    elif isinstance(node, ast.Subscript):
        _spell(node.value, words)
        words.append("[")
        _spell(node.slice, words)
        words.append("]")
    else:
        for child in ast.iter_child_nodes(node):
            _spell(child, words)

"""What calls are tried with: a fixed pool of expressions.

Each makes its object when it is evaluated: a literal is a constant of the code, which the compiler interns, and hides that a static
variable holds it.
"""

import re
import sys

POOL = {
    "text": "'ABC'.lower()",
    "bytes": "b'ABC'.lower()",
    "number": "int('1000')",
    "one": "int('1')",
    "table": "{'KEY'.lower(): 'VALUE'.lower()}",
    "list": "['XY'.lower(), 'AB'.lower()]",
    "json": "'[1, {\"AB\": 2.5}]'.lower()",
    "broken": "'{\"AB'.lower()",
    "real": "float('2.5')",
    "function": "callback",
    "nothing": "None",
    "true": "True",
    "numbers": "[int('3000'), int('1000'), int('2000')]",
    "pair": "('AB'.lower(), int('1000'))",
    "pairs": "[('AB'.lower(), int('1000'))]",
    "iterator": "iter([int('1000'), int('2000')])",
    "array": "bytearray(b'ABC')",
    "view": "memoryview(b'ABC'.lower())",
    "markup": "'<A B=\"C\">D &AMP; E</A>'.lower()",
    "digits": "'%d' % int('1000')",
    "packed": "bytes([131, 1, 161, 97])",
    "row": "['AB,CD'.lower(), 'EF'.lower()]",
    "set": "{'AB'.lower()}",
    "negative": "int('-1')",
    "zero": "int('0')",
    "huge": "int('9' * 30)",
    "complex": "complex('1+2j')",
    "class": "type('Own', (), {})",
    "object": "type('Own', (), {'__doc__': None})()",
    "derived text": "type('Text', (str,), {})('ABC')",
    "derived table": "type('Table', (dict,), {})(ab=int('1000'))",
    "derived list": "type('List', (list,), {})([int('1000')])",
    "file": "__import__('io').StringIO('AB,CD\\nEF\\n'.lower())",
    "binary file": "__import__('io').BytesIO(b'ABC'.lower())",
    "path": "'/'.join(['', 'no', 'such'])",
    "error": "ValueError('AB'.lower())",
    "type": "int",
    "zone": "'UTC'.upper()",
    "pattern": "'(A)|B+'.lower()",
    "not finite": "float('nan')",
    "code": "'BB'.upper()",
    "letter": "'I'.lower()",
    "open": "type('Open', (), {'__getattr__': lambda own, name: 'AB'.lower()})()",
    "later": "type('Later', (), {'__call__': lambda own, *given, **named: own, '__iter__': lambda own: iter([int('1000')])})()",
}

# What is another value in each interpreter where they run at the same time (WithOwnValues in suites/identity/call_results.cc).
SEEDED = ("'ABC'", "int('1000')", "float('2.5')")

# Of modules that the target has imported itself: nothing else is imported for its sake.
WHERE_IMPORTED = {
    "datetime": {
        "date": "__import__('datetime').datetime(2024, 2, 29, 12, 30)",
        "aware date": "__import__('datetime').datetime(2024, 2, 29, tzinfo=__import__('datetime').timezone.utc)",
        "day": "__import__('datetime').date(2024, 2, 29)",
        "time": "__import__('datetime').time(12, 30)",
        "span": "__import__('datetime').timedelta(seconds=90)",
    },
    "decimal": {"decimal": "__import__('decimal').Decimal('2.5')"},
    "fractions": {"fraction": "__import__('fractions').Fraction(1, 3)"},
    "uuid": {"uuid": "__import__('uuid').UUID(int=5)"},
    "pathlib": {"path object": "__import__('pathlib').PurePosixPath('/no/such')"},
    "enum": {"enum": "__import__('enum').Enum('Own', 'AB CD')", "member": "__import__('enum').Enum('Own', 'AB CD').AB"},
    "collections": {"ordered": "__import__('collections').OrderedDict(ab=int('1000'))"},
}

# Words of a TypeError, and what they ask for.
_ASKED = (
    (("bytes-like", "buffer", "bytes", "bytearray"), ("bytes", "array", "packed")),
    (("str", "string", "unicode", "text"), ("text", "json", "digits")),
    (("int", "integer", "index"), ("number", "one", "zero")),
    (("float", "real", "number"), ("real", "number")),
    (("dict", "mapping"), ("table", "derived table")),
    (("callable", "function"), ("function",)),
    (("list", "iterable", "iterator", "sequence", "not iterable"), ("list", "numbers", "pairs", "iterator")),
    (("tuple",), ("pair",)),
    (("file", "readable", "read", "write", "io", "textio", "binaryio"), ("file", "binary file")),
    (("datetime", "date", "tzinfo"), ("date", "aware date", "day")),
    (("type", "class"), ("class", "type")),
    (("None",), ("nothing",)),
    (("bool",), ("true",)),
    (("set",), ("set",)),
    (("path", "os.PathLike", "pathlike"), ("path", "path object")),
)

_LITERAL = re.compile(r"\bLiteral ?\[([^\]]*)\]")
_CONSTANT = re.compile(r"""b?'[^'\\]*'|b?"[^"\\]*"|-?\b\d+\b|\b(?:True|False|None)\b""")
_MOST_LITERALS = 6  # of one annotation


def pool(own=()):
    """Expressions by name; `own`: expressions for objects of the target's own types."""
    values = dict(POOL)
    for module, made in WHERE_IMPORTED.items():
        if module in sys.modules:
            values.update(made)
    for index, code in enumerate(own):
        values["own %d" % index] = code
    return values


def asked_for(message):
    """Names of the values that the words of a TypeError ask for, best first."""
    words = message.replace("'", " ").replace(",", " ").split()
    names = []
    for marks, kinds in _ASKED:
        if any(mark in words for mark in marks):
            names.extend(kind for kind in kinds if kind not in names)
    return names


def computed(constant):
    """An expression for a constant that Python's compiler does not make one object of."""
    if constant[0] == "b":
        return "bytes(bytearray(%s))" % constant
    if constant[0] in "'\"":
        return "b%s.decode()" % constant if constant.isascii() else constant
    return constant if constant[0] in "TFN" else "int('%s')" % constant


def asked_by(annotation, values, made):
    """Expressions for what the source of an annotation asks for, best first.

    values: expressions by name. made: expressions for objects of the target's own types, by the last part of the type's name.
    """
    found = []
    for inside in _LITERAL.findall(annotation):
        found += [computed(constant) for constant in _CONSTANT.findall(inside)[:_MOST_LITERALS]]
    words = re.findall(r"\w+", _LITERAL.sub("", annotation))
    found += [made[word] for word in dict.fromkeys(words) if word in made]
    for name in asked_for(" ".join(words + [word.lower() for word in words])):
        if name in values:
            found.append(values[name])
    return list(dict.fromkeys(found))

"""Frozen dataclasses from JSON, and back: what the reports are made of.

A field is a key. One without a default is required; one with a default is optional, and left out where it has that default.
Keys that are unknown here, a newer isograde's, are kept in the field `more`, and written again.
"""

import copy
import dataclasses
import functools
import json
import os
from typing import Any, Dict, List, Literal, Mapping, Type, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from isograde._errors import UsageError

Path = Union[str, "os.PathLike[str]"]
R = TypeVar("R", bound="Record")


class Trouble(Exception):
    """What is wrong with a piece of JSON, and where in it."""


def more() -> Any:
    """The default of a record's last field: `more: Mapping[str, Any] = more()`."""
    return dataclasses.field(default_factory=dict, repr=False, hash=False)


class Record:
    """An object of JSON. Each kind is a frozen dataclass of its own."""

    def to_json(self) -> Dict[str, Any]:
        """The plain object: equal to what was read."""
        kind: Any = type(self)
        written = {name: _written(getattr(self, name)) for name in _fields(kind) if self._is_written(name)}
        return {**written, **copy.deepcopy(getattr(self, "more", {}))}

    def _is_written(self, name: str) -> bool:
        kind: Any = type(self)
        field = _fields(kind)[name]
        return _is_required(field) or getattr(self, name) != field.default


def read_record(record: Type[R], value: Any, place: str) -> R:
    """Raises Trouble where the value is no such object. place: of the value in its file, such as `targets[0].use`."""
    if not isinstance(value, dict):
        raise Trouble(f"{place or 'it'} is no object")
    made: Any = record
    fields, hints = _fields(made), _hints(made)
    inside = place + "." if place else ""
    for name, field in fields.items():
        if _is_required(field) and name not in value:
            raise Trouble(f"it has no {inside}{name}")
    read = {name: _read(hints[name], value[name], inside + name) for name in fields if name in value}
    return cast(R, made(**read, more={key: kept for key, kept in value.items() if key not in fields}))


def read_json(path: Path) -> Any:
    """Raises UsageError, which names the file."""
    try:
        with open(path, "rb") as file:
            return json.loads(file.read(), parse_constant=_no_constant)
    except OSError as error:
        raise UsageError(f"{os.fspath(path)} cannot be read: {error.strerror}") from error
    except RecursionError as error:
        raise UsageError(f"{os.fspath(path)} is nested deeper than anything of isograde's is") from error
    except ValueError as error:
        raise UsageError(f"{os.fspath(path)} is no JSON: {error}") from error


def schema_of(value: Any, source: str) -> str:
    """What the object says that it is. source: what to call it, a file's path or a word. Raises UsageError."""
    schema = value.get("schema") if isinstance(value, dict) else None
    if not isinstance(schema, str):
        raise UsageError(f"{source} is nothing that isograde wrote: it has no `schema`")
    return schema


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


@functools.lru_cache(maxsize=None)
def _fields(record: Any) -> "Mapping[str, dataclasses.Field[Any]]":
    return {field.name: field for field in dataclasses.fields(record) if field.name != "more"}


@functools.lru_cache(maxsize=None)
def _hints(record: Any) -> Mapping[str, Any]:
    return get_type_hints(record)


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING


def _written(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_json()
    return [_written(one) for one in value] if isinstance(value, tuple) else value


def _read(wanted: Any, value: Any, place: str) -> Any:
    kind, inner = get_origin(wanted), get_args(wanted)
    if kind is Union:  # Optional: what is absent is not written, and so no null
        return _read(inner[0], value, place)
    if kind is tuple:
        if not isinstance(value, list):
            raise Trouble(f"{place} is no list")
        return tuple(_read(inner[0], one, f"{place}[{index}]") for index, one in enumerate(value))
    if kind is Literal:
        if not isinstance(value, str) or value not in inner:
            raise Trouble(f"{place} is {json.dumps(value)[:40]}, and not one of {_listed(inner)}")
        return value
    if issubclass(wanted, Record):
        return read_record(wanted, value, place)
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise Trouble(f"{place} is {json.dumps(value)[:40]}, and not {_WORDS[wanted]}")
    return value


_WORDS = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def _listed(values: Any) -> str:
    words: List[str] = [json.dumps(value) for value in values]
    return ", ".join(words)

"""A package that does the same with its extension module and without it, as simplejson."""

try:
    from ._fast import add
except ImportError:
    from ._slow import add

__all__ = ["add"]

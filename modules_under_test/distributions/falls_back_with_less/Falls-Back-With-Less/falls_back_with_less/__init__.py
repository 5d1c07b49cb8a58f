"""A package that offers more with its extension module than without it, as PyYAML."""

__all__ = ["add"]


def add(left, right):
    return left + right


try:
    from ._fast import add as fast_add
except ImportError:
    pass
else:
    __all__ += ["fast_add"]

"""A package with a library that ctypes opens, as pycryptodome's."""

import ctypes
import os

from ._core import add

__all__ = ["add", "add_there"]

_library = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "_sums.abi3.so"))
_library.Add.argtypes = [ctypes.c_long, ctypes.c_long]
_library.Add.restype = ctypes.c_long


def add_there(left, right):
    return _library.Add(left, right)


del ctypes, os

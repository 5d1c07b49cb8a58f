"""A package whose Python part ends the process in a further interpreter, when no function of its extension module is running."""

import os

from ._count import is_first

__all__ = ["is_first"]

if not is_first():
    os.abort()

del os

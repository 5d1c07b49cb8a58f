"""A package that cannot be imported a second time into an interpreter, though a part of it can."""

from . import _once as _once
from . import _things

__all__ = ["directions"]

directions = _things.directions

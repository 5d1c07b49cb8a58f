"""Keeps: deleted from sys.modules and imported again, a module is another module object.

The name of a submodule is bound to its package when the submodule is loaded, which `import *` relies on here. With the package alone
deleted, its submodules stay, are not loaded again, and the name is missing: in a single interpreter as much as in several. Resembles asyncio.
"""

from .part import *  # noqa: F403

__all__ = part.__all__  # noqa: F405

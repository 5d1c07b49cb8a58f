"""isograde: grades CPython extension modules for isolation between interpreters."""

__version__ = "0.1.0"

"""A package whose import alone loads no extension module, as lxml's."""

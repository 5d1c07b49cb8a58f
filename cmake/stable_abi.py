"""Writes CPython's list of its stable ABI, as the package abi3info has it, as rows of a C++ table.

python3 cmake/stable_abi.py stable_abi.inc
"""

import importlib.metadata
import pathlib
import sys

import abi3info


def main(path):
    symbols = {symbol.name: entry.added for table in (abi3info.FUNCTIONS, abi3info.DATAS) for symbol, entry in table.items()}
    lines = [f"// From abi3info {importlib.metadata.version('abi3info')}: the symbol, and the 3.x that first had it."]
    lines += [f'{{"{name}", {added.minor}}},' for name, added in sorted(symbols.items())]
    text = "\n".join(lines) + "\n"
    file = pathlib.Path(path)
    # Left alone where it would say the same: what includes it is not out of date then.
    if not file.exists() or file.read_text(encoding="ascii") != text:
        file.write_text(text, encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])

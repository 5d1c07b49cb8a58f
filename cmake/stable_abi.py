"""Writes CPython's list of its stable ABI, as the package abi3info has it, as rows of a C++ table.

    python3 cmake/stable_abi.py stable_abi.inc
"""

import importlib.metadata
import sys

import abi3info


def main(path):
    symbols = {symbol.name: entry.added for table in (abi3info.FUNCTIONS, abi3info.DATAS) for symbol, entry in table.items()}
    with open(path, "w", encoding="ascii") as file:
        file.write(f"// From abi3info {importlib.metadata.version('abi3info')}: the symbol, and the 3.x that first had it.\n")
        for name, added in sorted(symbols.items()):
            file.write(f'{{"{name}", {added.minor}}},\n')


if __name__ == "__main__":
    main(sys.argv[1])

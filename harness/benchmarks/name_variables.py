#!/usr/bin/env python3
"""How long naming static variables takes in a library with 100 MB of debug information.

    harness/benchmarks/name_variables.py [ISOGRADE_ELF]     default: that of build/

Builds the library with g++ in a temporary folder: one source file, linked as often as it takes. Asks for a variable outside of functions,
one within a function, and an address at which nothing lies, for which all debug information is gone through.
"""

import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "build" / "python" / "isograde" / "isograde-elf"
WANTED = 100_000_000  # bytes of .debug_info
REPETITIONS = 7
SOURCE = """
#include <algorithm>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <regex>
#include <unordered_map>
static void* outside;
void Use(std::map<std::string, std::regex>& known, const std::string& name) {
  static std::string within = name;
  known.emplace(name, std::regex(name));
  outside = &within;
  std::cout << std::filesystem::path(name);
}
"""


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, **options).stdout


def build(folder):
    """The library, and how many bytes of debug information it has."""
    source, library = folder / "large.cc", folder / "large.so"
    source.write_text(SOURCE)
    run("g++", "-std=c++17", "-g", "-fPIC", "-c", source, "-o", folder / "large.o")
    size = int(re.search(r"\.debug_info +(\d+)", run("size", "-A", folder / "large.o"))[1])
    # The linker takes an object once, however often it is named: each is a file of its own.
    objects = [folder / f"{index}.o" for index in range(WANTED // size + 1)]
    for copy in objects:
        copy.hardlink_to(folder / "large.o")
    run("g++", "-shared", *objects, "-Wl,--allow-multiple-definition", "-o", library)
    return library, int(re.search(r"\.debug_info +(\d+)", run("size", "-A", library))[1])


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else PROGRAM
    with tempfile.TemporaryDirectory(prefix="isograde-benchmark-") as name:
        library, size = build(pathlib.Path(name))
        symbols = [line.split() for line in run("nm", library).splitlines()]
        outside = [int(words[0], 16) for words in symbols if words[-1] == "_ZL7outside"][-1]
        within = next(int(words[0], 16) for words in symbols if re.fullmatch(r"_ZZ3Use.*6within\w*", words[-1]))
        print(f"{size / 1e6:.0f} MB of debug information, {library.stat().st_size / 1e6:.0f} MB in all; median of {REPETITIONS}")
        for what, addresses in (("outside of functions", [outside]), ("within a function", [within]), ("nothing there", [0x1000])):
            places = json.dumps([{"address": address, "is_thread_local": False} for address in addresses])
            times = []
            for _ in range(REPETITIONS):
                start = time.perf_counter()
                answer = json.loads(run(program, "variables", library, input=places))
                times.append(time.perf_counter() - start)
            (variable,) = answer["variables"]
            place = f"{variable['name']} at line {variable['line']}" if variable["line"] else "no variable"
            print(f"{what:22} {statistics.median(times):.2f} s  {place}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Compares what ``isograde bench`` measures with a plain C loop that embeds the same CPython (bare_loop.c).

    python3 harness/benchmarks/compare_with_bare_loop.py PYTHON [--module MODULE] [--runs N] [--rounds N]

PYTHON has headers and a shared libpython. A run is so many rounds; in each, each step is measured once with isograde, with the loop
right before and right after it. Prints the medians of both, and the median of the ratios of what isograde says to the mean of the two
loops beside it: what slows a machine down for seconds hits neighbours alike, and moves the median of one side by more than the few per
cent that are asked about. Exits 1 when a ratio is further from 1 than ``--tolerance`` in most of the runs.
"""

import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = ("create", "import", "end")


def asked(python, expression):
    return subprocess.run([python, "-c", "import sys, sysconfig; print(%s)" % expression], check=True, capture_output=True, text=True).stdout.strip()


def build(python, folder):
    """Compiles the loop against that CPython; the program and the environment that it runs in."""
    library = asked(python, "sysconfig.get_config_var('LDLIBRARY')")
    if ".so" not in library:
        sys.exit("%s has no shared libpython" % python)
    libraries = asked(python, "sysconfig.get_config_var('LIBDIR')")
    name = library[len("lib") : library.index(".so")]
    program = os.path.join(folder, "bare_loop")
    command = ["gcc", "-O2", "-I", asked(python, "sysconfig.get_path('include')"), "-o", program, str(ROOT / "harness/benchmarks/bare_loop.c")]
    subprocess.run(command + ["-L" + libraries, "-Wl,-rpath," + libraries, "-l" + name], check=True)
    return program, dict(os.environ, PYTHONHOME=asked(python, "sys.prefix"), PYTHONDONTWRITEBYTECODE="1")


def loop(program, environment, config, count, module):
    """Milliseconds of each step, as the loop has them."""
    out = subprocess.run([program, config, str(count), module], check=True, capture_output=True, text=True, env=environment).stdout
    return {step: float(value) for step, value in (line.split() for line in out.splitlines())}


def bench(python, config, module, step, seconds):
    """Milliseconds of a step, as ``isograde bench`` has them, of as many as take so many seconds."""
    name = {"create": "create/nothing", "import": "import/" + module, "end": "end/" + module}[step] + "/" + config
    command = [str(ROOT / "build/bin/isograde"), "--python", python, "bench", "--config", config, "--repetitions", "1", "--no-peers", module]
    command += ["--benchmark_format=json", "--benchmark_min_time=%g" % seconds, "--benchmark_filter=^%s/" % name]
    # isograde's own code is compiled beforehand, as where pip installed it: compiling leaves objects behind, and up to 3.8 ending an
    # interpreter goes through all objects of the process.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)["benchmarks"]
    failed = [row["error_message"] for row in rows if row.get("error_occurred")]
    if failed:
        sys.exit(failed[0])
    (row,) = [row for row in rows if row["name"] == name and row["run_type"] == "iteration"]
    return row["real_time"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("python")
    parser.add_argument("--module", default="_csv")
    parser.add_argument("--config", default=None, help="default: isolated where there is one, else legacy")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--count", type=int, default=30, help="interpreters a round")
    parser.add_argument("--tolerance", type=float, default=0.05)
    arguments = parser.parse_args()
    config = arguments.config or asked(arguments.python, "'isolated' if sys.version_info >= (3, 12) else 'legacy'")
    far = dict.fromkeys(STEPS, 0)
    print("$ %s" % shlex.join(["python3", os.path.relpath(__file__), *sys.argv[1:]]))
    print("%-4s %-8s %12s %12s %8s" % ("run", config, "bare loop", "bench", "ratio"))
    with tempfile.TemporaryDirectory() as folder:
        program, environment = build(arguments.python, folder)
        for run in range(1, arguments.runs + 1):
            seen = {step: ([], [], []) for step in STEPS}
            before = loop(program, environment, config, arguments.count, arguments.module)
            for step in STEPS * arguments.rounds:
                ours = bench(arguments.python, config, arguments.module, step, before[step] * arguments.count / 1e3)
                after = loop(program, environment, config, arguments.count, arguments.module)
                bare = (before[step] + after[step]) / 2
                for values, value in zip(seen[step], (bare, ours, ours / bare)):
                    values.append(value)
                before = after
            for step in STEPS:
                bare, ours, ratio = (statistics.median(values) for values in seen[step])
                far[step] += abs(ratio - 1) > arguments.tolerance
                print("%-4d %-8s %9.3f ms %9.3f ms %8.3f" % (run, step, bare, ours, ratio), flush=True)
    sys.exit(any(count > arguments.runs / 2 for count in far.values()))


if __name__ == "__main__":
    main()

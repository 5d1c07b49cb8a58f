#!/usr/bin/env python3
"""Compares what ``isograde bench`` measures with a plain C loop that embeds the same CPython (bare_loop.c).

    python3 harness/benchmarks/compare_with_bare_loop.py PYTHON [--module MODULE] [--runs N] [--rounds N]

PYTHON has headers and a shared libpython; isograde is built in build/. A run is so many rounds; in each, each step is measured once with
isograde, with the loop right before and right after it, over as many interpreters: what an ended one leaves behind, the next ones meet.
Both do isograde's reference work after each step that they time. Prints the medians of both; of what isograde says to the mean of the two
loops beside it, the median of the ratios; and the same with each ratio divided by that of the reference work beside it, since what slows
a machine down for seconds moves single ratios by more than the few per cent that are asked about. The reference work is the same code at
another address, and finds other caches after one step than after another, which makes some per cent without any slowing down: its median
ratio over the run's rounds of that step, the column ``reference``, is taken out again. Exits 1 when such a ratio is further from 1 than
``--tolerance`` in most of the runs.
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
    reference = list((ROOT / "build").glob("**/reference_work.cc.o"))
    if not reference:
        sys.exit("isograde is not built: there is no reference_work.cc.o in %s" % (ROOT / "build"))
    libraries = asked(python, "sysconfig.get_config_var('LIBDIR')")
    name = library[len("lib") : library.index(".so")]
    loop = os.path.join(folder, "bare_loop")
    source = str(ROOT / "harness/benchmarks/bare_loop.c")
    subprocess.run(["gcc", "-O2", "-c", "-I", asked(python, "sysconfig.get_path('include')"), "-o", loop + ".o", source], check=True)
    subprocess.run(["g++", "-o", loop, loop + ".o", str(reference[0]), "-L" + libraries, "-Wl,-rpath," + libraries, "-l" + name], check=True)
    return loop, dict(os.environ, PYTHONHOME=asked(python, "sys.prefix"), PYTHONDONTWRITEBYTECODE="1")


class Sides:
    """The loop and isograde, for one CPython and configuration: milliseconds of a step, and of the reference work beside it."""

    def __init__(self, arguments, folder):
        self.python, self.module, self.config = arguments.python, arguments.module, arguments.config
        self.count, self.counts = arguments.count, dict.fromkeys(STEPS, arguments.count)
        self.program, self.environment = build(self.python, folder)
        for step in STEPS:
            self.bench(step, self.loop(step)[0])

    def loop(self, step):
        command = [self.program, step, self.config, str(self.counts[step])] + ([] if step == "create" else [self.module])
        out = subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment).stdout
        return tuple(map(float, out.split()))

    def bench(self, step, taken):
        """Where one takes so many milliseconds. The loop's next is of as many interpreters."""
        name = "%s/%s/%s" % (step, "nothing" if step == "create" else self.module, self.config)
        command = [str(ROOT / "build/bin/isograde"), "--python", self.python, "bench", "--config", self.config, "--repetitions", "1", "--no-peers"]
        command += [self.module, "--benchmark_format=json", "--benchmark_min_time=%g" % (taken * self.count / 1e3), "--benchmark_filter=^%s$" % name]
        # isograde's own code is compiled beforehand, as where pip installed it: compiling leaves objects behind, and up to 3.8 ending an
        # interpreter goes through all objects of the process.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)["benchmarks"]
        failed = [row["error_message"] for row in rows if row.get("error_occurred")]
        if failed:
            sys.exit(failed[0])
        (row,) = [row for row in rows if row["name"] == name and row["run_type"] == "iteration"]
        self.counts[step] = row["iterations"]
        return row["real_time"], row["reference_s"] * 1e3


class Ratios:
    """Of one step, round by round."""

    def __init__(self):
        self.bare, self.bench, self.ratios, self.reference = [], [], [], []

    def measure(self, sides, step):
        before = sides.loop(step)
        taken, reference = sides.bench(step, before[0])
        bare, bare_reference = (statistics.mean(both) for both in zip(before, sides.loop(step)))
        self.bare.append(bare)
        self.bench.append(taken)
        self.ratios.append(taken / bare)
        self.reference.append(reference / bare_reference)

    def corrected(self):
        usual = statistics.median(self.reference)
        return [ratio / reference * usual for ratio, reference in zip(self.ratios, self.reference)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("python")
    parser.add_argument("--module", default="_csv")
    parser.add_argument("--config", default=None, help="default: isolated where there is one, else legacy")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--count", type=int, default=30, help="interpreters a round, of a step that isograde times for as long as it is told")
    parser.add_argument("--tolerance", type=float, default=0.05)
    arguments = parser.parse_args()
    arguments.config = arguments.config or asked(arguments.python, "'isolated' if sys.version_info >= (3, 12) else 'legacy'")
    far = dict.fromkeys(STEPS, 0)
    print("$ %s" % shlex.join(["python3", os.path.relpath(__file__), *sys.argv[1:]]))
    print(
        "%-4s %-8s %12s %12s %10s %12s %10s  %s"
        % ("run", arguments.config, "bare loop", "bench", "reference", "as measured", "corrected", "quartiles")
    )
    with tempfile.TemporaryDirectory() as folder:
        sides = Sides(arguments, folder)
        for run in range(1, arguments.runs + 1):
            steps = {step: Ratios() for step in STEPS}
            for step in STEPS * arguments.rounds:
                steps[step].measure(sides, step)
            for step, seen in steps.items():
                low, ratio, high = statistics.quantiles(seen.corrected(), n=4)
                far[step] += abs(ratio - 1) > arguments.tolerance
                medians = tuple(statistics.median(values) for values in (seen.bare, seen.bench, seen.reference, seen.ratios))
                print("%-4d %-8s %9.3f ms %9.3f ms %10.3f %12.3f %10.3f  %.3f to %.3f" % (run, step, *medians, ratio, low, high), flush=True)
    sys.exit(any(count > arguments.runs / 2 for count in far.values()))


if __name__ == "__main__":
    main()

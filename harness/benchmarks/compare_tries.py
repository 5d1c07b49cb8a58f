#!/usr/bin/env python3
"""How often ``isograde bench --compare`` is right: about two runs of the same Python, and about one that creates interpreters slower.

    python3 harness/benchmarks/compare_tries.py PYTHON [--tries N] [--percent P] [--config CONFIG] [--all] [--keep FOLDER]
    python3 harness/benchmarks/compare_tries.py --again FOLDER

Each try is three runs in turn: two of PYTHON as it is, and one with slow_create.c in front of it, which spins for P percent of what
creating takes. Prints a line for each try and the counts. PYTHON has a shared libpython. With --all the rows are those that a user has
who asks for nothing in particular: climbs, memory, threads and peers as well, in every config. --keep keeps the runs of each try, and
--again compares those without measuring, with an isograde whose rule of comparison has changed.
"""

import argparse
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILTER = "--benchmark_filter=^(create|end|import|cycle|switch|call)/"


def isograde(*arguments, **how):
    return subprocess.run([ROOT / "build/bin/isograde", *arguments], capture_output=True, text=True, **how)


def bench(python, rows, file, **changes):
    run = isograde("--python", python, "bench", "_csv", *rows, "--output", file, env=dict(os.environ, **changes))
    if run.returncode:
        sys.exit(run.stderr)


def compare(before, after):
    run = isograde("bench", "--compare", before, after)
    told = [" ".join(line.split()[:2]) for line in run.stdout.splitlines() if line.startswith(("dearer", "cheaper"))]
    return run.returncode, told


def measure(arguments, folder):
    """Yields the files of each try: two runs of the same, and one with the spin."""
    rows = () if arguments.all else ("--config", arguments.config, "--no-peers", "--climb", "1", FILTER)
    library = folder / "slow_create.so"
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "harness/benchmarks/slow_create.c", "-ldl"], check=True)
    for one in range(arguments.tries):
        before, again, slow = files = [folder / f"{one:02}{run}.json" for run in "abs"]
        bench(arguments.python, rows, before)
        bench(arguments.python, rows, again)
        bench(arguments.python, rows, slow, LD_PRELOAD=str(library), SLOW_CREATE_PERCENT=str(arguments.percent))
        yield files


def kept(folder):
    """Yields the files of each try that was kept whole."""
    for slow in sorted(folder.glob("*s.json")):
        yield [slow.with_name(slow.name.replace("s.json", f"{run}.json")) for run in "abs"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("python", nargs="?")
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--percent", type=float, default=20)
    parser.add_argument("--config", default="isolated", help="before 3.12: legacy")
    parser.add_argument("--all", action="store_true", help="the rows of `isograde bench _csv`: some minutes for each run")
    parser.add_argument("--keep", metavar="FOLDER", type=pathlib.Path, help="where the runs stay; default: nowhere")
    parser.add_argument("--again", metavar="FOLDER", type=pathlib.Path, help="compare what was kept there; measure nothing")
    arguments = parser.parse_args()
    if (arguments.python is None) == (arguments.again is None):
        parser.error("name a PYTHON, or a folder with --again")
    print("$ %s" % shlex.join(["python3", os.path.relpath(__file__), *sys.argv[1:]]))
    tries = quiet = found = 0
    with tempfile.TemporaryDirectory() as temporary:
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
        for before, again, slow in kept(arguments.again) if arguments.again else measure(arguments, arguments.keep or pathlib.Path(temporary)):
            tries += 1
            code, told = compare(before, again)
            quiet += code == 0 and not told
            print("%2d  the same: exit %d %s" % (tries, code, "; ".join(told)))
            code, told = compare(again, slow)
            found += code == 1 and any("create/" in line for line in told)
            print("    slower:   exit %d %s" % (code, "; ".join(told)), flush=True)
    added = "what was added" if arguments.again else "%g %% added" % arguments.percent
    print("the same: no change in %d of %d; %s to create: found in %d of %d" % (quiet, tries, added, found, tries))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What exploring finds of packages, and what it costs.

    results/explore_packages.py [--isograde PROGRAM] PYTHON NAME...   > results/packages_explored.md

PYTHON is of an environment that has the distributions NAME installed. For each of them: how many of its public callables answered
(returned, or raised anything but TypeError, AttributeError and what confinement denied), how many of its own exceptions came up, how long
the first grading took, with the looking, and which calls ended their process; and the CPU time of grading with the calls that were found,
by that of grading by import only. Looking itself is done once, and not in it.

Compares the machine before and after: exits with 1 where a process, a listening socket or a file outside of isograde's own is left.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from tests.machine import Machine, processes  # noqa: E402

OURS = ("isograde",)  # what this and isograde make in folders that all share


class Grading:
    def __init__(self, options, environment):
        self.options = options
        self.environment = environment

    def run(self, name, folder, *more):
        """(report, seconds)."""
        file = folder / "report.json"
        begin = time.monotonic()
        subprocess.run(
            [self.options.isograde, "--python", self.options.python, "grade", name, "--seed", "1", "--tries", "0", "--format", f"json={file}", *more],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return json.loads(file.read_text()), time.monotonic() - begin

    def row(self, name):
        with tempfile.TemporaryDirectory(prefix="isograde-explore-") as place:
            folder = pathlib.Path(place)
            store = ("--store", str(folder / "store"))
            report, seconds = self.run(name, folder, *store, "--explore", "600")
            # Four interpreters, of which nothing is known yet; the calls are.
            with_calls, _ = self.run(name, folder, *store, "--interpreters", "4")
            without, _ = self.run(name, folder, "--no-store", "--explore", "0", "--interpreters", "4")
        target = report["targets"][0]
        return {
            "name": name,
            "version": target.get("version", ""),
            "grade": target["grade"],
            "by_import": without["targets"][0]["grade"],
            "called": target.get("called"),
            "seconds": seconds,
            "cost": with_calls["timings"]["cpu_s"] / without["timings"]["cpu_s"],
            "version_of_python": report["python"]["version"],
        }


def share(row):
    return row["called"]["answered"] / row["called"]["callables"]


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def line(row):
    called = row["called"]
    begin = f"| {row['name']} {row['version']} | {row['grade']} | {row['by_import']}"
    if not called or not called["callables"]:
        return f"{begin} | nothing to call | | {row['seconds']:.1f} | | {row['cost']:.2f} |"
    broke = "; ".join(f"`{cell(one['call'][:60])}` ({one['how']})" for one in called["broke"])
    return (
        f"{begin} | {called['answered']} of {called['callables']} ({100 * share(row):.0f} %)"
        f" | {len(called['exceptions'])} of {called['own_exceptions']} | {row['seconds']:.1f} | {broke} | {row['cost']:.2f} |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", metavar="PYTHON")
    parser.add_argument("names", metavar="NAME", nargs="+")
    parser.add_argument("--isograde", default=str(CHECKOUT / "build" / "bin" / "isograde"))
    options = parser.parse_args()
    mark = f"ISOGRADE_MARK={uuid.uuid4()}"
    environment = {**os.environ, **dict([mark.split("=")])}
    find = "import sysconfig; print(sysconfig.get_path('platlib'))"
    installed = subprocess.run([options.python, "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    before = Machine([installed], ours=OURS)
    grading = Grading(options, environment)
    rows = []
    for number, name in enumerate(options.names, 1):
        print(f"{number} of {len(options.names)}: {name}", file=sys.stderr, flush=True)
        rows.append(grading.row(name))
        print(line(rows[-1]), file=sys.stderr, flush=True)
    called = [row for row in rows if row["called"] and row["called"]["callables"]]
    print("# What exploring finds of packages\n")
    print(f"CPython {rows[0]['version_of_python']}, made by `results/explore_packages.py`, which says what each column tells.\n")
    print(f"- {len(rows)} packages; of {len(called)} there is something to call: median {100 * statistics.median(map(share, called)):.0f} % answered")
    with_own = [row["called"] for row in called if row["called"]["own_exceptions"]]
    print(f"- own exceptions: {sum(len(one['exceptions']) for one in with_own)} of {sum(one['own_exceptions'] for one in with_own)} came up")
    print(f"- the first grading, with the looking: median {statistics.median(row['seconds'] for row in rows):.1f} s")
    print(f"- CPU of grading with the calls, by that of grading by import: median {statistics.median(row['cost'] for row in called):.2f}")
    left = [f"a process: {words}" for words in processes(mark).values()] + before.changed()
    print(f"- left on the machine: {'; '.join(left) or 'nothing'}\n")
    print("| package | grade | by import | answered | own exceptions | seconds | ended their process | cost |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(line(row))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

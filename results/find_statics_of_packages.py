#!/usr/bin/env python3
"""Shows that the static variables which isograde names exist in the source of third-party packages.

    results/find_statics_of_packages.py --python PY [--isograde PROGRAM] [PACKAGE...] > TABLE.md

Each package's source is downloaded and built with debug information in an environment of its own, and its extension modules are graded by
the check state/no-objects-in-static-storage alone. Every variable that a finding names is looked up in the source, at the file and line
that the finding names. Exits with 1 where one is not there, or a package has none.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
CHECK = "state/no-objects-in-static-storage"
# Distributions that keep objects in static variables, and what is imported of them.
PACKAGES = {"regex": "regex", "bitarray": "bitarray", "greenlet": "greenlet", "zstandard": "zstandard", "psutil": "psutil", "msgpack": "msgpack"}


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def unpack_source(pip, package, folder):
    """The folder of its source, and its version."""
    run(*pip, "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", folder, package)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (source,) = [entry for entry in folder.iterdir() if entry.is_dir()]
    run(*pip, "install", "--quiet", "--no-deps", archive, env={**os.environ, "CFLAGS": "-g"})
    return source, archive.name.removesuffix(".tar.gz").rpartition("-")[2]


def variables(isograde, python, module, folder):
    """Of the findings, by name: (file, line, what it says)."""
    report = folder / "report.json"
    # 77: it refuses further interpreters, and this part of the checks alone gives no grade. The report is there all the same.
    status = subprocess.run(
        [isograde, "--python", python, "grade", module, "--check", CHECK, "--output", report], stdout=subprocess.DEVNULL
    ).returncode
    if status not in (0, 77):
        sys.exit(f"isograde grade {module} ended with status {status}")
    found = {}
    for target in json.loads(report.read_text())["targets"]:
        for check in target["checks"]:
            if check["verdict"] != "fail":
                continue
            for one in check["evidence"]:
                found.setdefault(one.get("variable", ""), (one.get("file", ""), one.get("line", 0), one["text"]))
    return found


def declared_at(source, file, line):
    """The source line that a finding names; None where there is no such file or line."""
    for candidate in sorted(source.rglob(os.path.basename(file))):
        if not file.endswith(str(candidate.relative_to(source))):
            continue
        lines = candidate.read_text(errors="replace").splitlines()
        if 0 < line <= len(lines):
            return lines[line - 1].strip()
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", default=list(PACKAGES), metavar="PACKAGE")
    parser.add_argument("--python", required=True)
    parser.add_argument("--isograde", default=FOLDER.parent / "build" / "bin" / "isograde")
    options = parser.parse_args()
    problems = 0
    rows = []
    with tempfile.TemporaryDirectory(prefix="isograde-statics-") as name:
        folder = pathlib.Path(name)
        run(options.python, "-m", "venv", folder / "venv")
        python = folder / "venv" / "bin" / "python"
        version = run(python, "-c", "import platform; print(platform.python_version())").strip()
        for package in options.packages:
            (folder / package).mkdir()
            source, release = unpack_source([python, "-m", "pip"], package, folder / package)
            found = variables(options.isograde, python, PACKAGES.get(package, package), folder / package)
            problems += not found
            for variable, (file, line, _) in sorted(found.items(), key=lambda item: (item[1][0], item[1][1])):
                text = declared_at(source, file, line)
                last = variable.rpartition("::")[2]
                is_there = bool(text and last and last in text)
                problems += not is_there
                rows.append((f"{package} {release}", variable, f"{os.path.basename(file)}:{line}", text or "", "yes" if is_there else "**no**"))
    print(f"# Static variables of third-party packages that hold objects of one interpreter, on CPython {version}\n")
    print(f"    results/find_statics_of_packages.py --python PY {' '.join(options.packages)}\n")
    print("| package | variable | declared at | that line of its source | found there |")
    print("|---|---|---|---|---|")
    for package, variable, place, text, is_there in rows:
        shown = text.replace("|", "\\|")
        print(f"| {package} | `{variable}` | {place} | `{shown}` | {is_there} |")
    print(f"\n{len(rows)} variables, {problems} problems.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

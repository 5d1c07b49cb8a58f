"""Puts a distribution into a folder as pip would: its files and, unless it is vendored, metadata with a RECORD of them.

install.py DIST-NAME FOLDER SOURCE BUILT [--installed wheel|editable|vendored] [--requires DIST-NAME...]

SOURCE has its Python files, BUILT its libraries. An editable one stays outside, in FOLDER/project; installed are a finder that knows
where, and a .pth file that loads it, as setuptools writes them. Python looks at .pth files in site-packages only: a sitecustomize
beside them stands in for that.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import shutil

VERSION = "1.0"
FINDER = '''"""Finds an editable installation's packages in its project."""

import importlib.machinery
import importlib.util
import sys

MAPPING = {mapping!r}


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in MAPPING:
            return None
        file = MAPPING[name] + "/__init__.py"
        return importlib.util.spec_from_file_location(name, file, submodule_search_locations=[MAPPING[name]])


def install():
    if Finder not in sys.meta_path:
        sys.meta_path.append(Finder)
'''
SITE_CUSTOMIZE = '''"""What a site-packages folder has from Python itself: its .pth files are read."""

import os
import site

site.addsitedir(os.path.dirname(os.path.abspath(__file__)))
'''


def copied(sources, folder):
    """Copies the files of some folders into one, and says which these are, within it."""
    files = []
    for source in sources:
        for file in sorted(source.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                place = folder / file.relative_to(source)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, place)
                files.append(place)
    return files


def written(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def packages_of(files, folder):
    """The top-level names of files in a folder."""
    return sorted({re.sub(r"\..*", "", file.relative_to(folder).parts[0]) for file in files})


def install_editable(distribution, folder, sources):
    """What is recorded: the finder and what loads it."""
    project = folder / "project"
    packages = packages_of(copied(sources, project), project)
    finder = "__editable___{}_finder".format(re.sub(r"\W", "_", f"{distribution}_{VERSION}"))
    written(folder / "sitecustomize.py", SITE_CUSTOMIZE)
    return packages, [
        written(folder / f"__editable__.{distribution}-{VERSION}.pth", f"import {finder}; {finder}.install()\n"),
        written(folder / f"{finder}.py", FINDER.format(mapping={name: str(project / name) for name in packages})),
    ]


def write_metadata(distribution, folder, packages, files, requires, project):
    place = folder / "{}-{}.dist-info".format(re.sub(r"[^\w.]+", "_", distribution), VERSION)
    lines = ["Metadata-Version: 2.1", f"Name: {distribution}", f"Version: {VERSION}", *(f"Requires-Dist: {name}" for name in requires)]
    files = [
        *files,
        written(place / "INSTALLER", "pip\n"),
        written(place / "METADATA", "\n".join(lines) + "\n"),
        written(place / "WHEEL", "Wheel-Version: 1.0\nGenerator: isograde\nRoot-Is-Purelib: false\nTag: py3-none-any\n"),
        written(place / "top_level.txt", "".join(name + "\n" for name in packages)),
    ]
    if project:
        files.append(written(place / "direct_url.json", json.dumps({"url": project.as_uri(), "dir_info": {"editable": True}})))
    record = place / "RECORD"
    written(record, "".join(recorded(file, folder) for file in files) + f"{record.relative_to(folder).as_posix()},,\n")


def recorded(file, folder):
    content = file.read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"{file.relative_to(folder).as_posix()},sha256={digest},{len(content)}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("distribution")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("sources", type=pathlib.Path, nargs=2)
    parser.add_argument("--installed", choices=["wheel", "editable", "vendored"], default="wheel")
    parser.add_argument("--requires", nargs="*", default=[])
    options = parser.parse_args()
    if options.installed == "editable":
        packages, files = install_editable(options.distribution, options.folder, options.sources)
    else:
        files = copied(options.sources, options.folder)
        packages = packages_of(files, options.folder)
    if options.installed != "vendored":
        project = options.folder / "project" if options.installed == "editable" else None
        write_metadata(options.distribution, options.folder, packages, files, options.requires, project)


main()

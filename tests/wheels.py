"""Wheels and installed distributions made by hand, of modules under test."""

import hashlib
import zipfile

from tests import support

CORE = "isolated_with_state"  # the extension module that they have


def core():
    """Its file, as built for the Python under test."""
    return next(support.MODULES.glob(f"{CORE}.*"))


def files_with_core(package):
    """Of a package whose import loads the extension module."""
    return {f"{package}/__init__.py": f"from . import {CORE}\n".encode(), f"{package}/{core().name}": core().read_bytes()}


def _with_metadata(name, version, files, requires=(), tag="py3-none-any", **replaced):
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    files = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}".encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(),
    }
    record = "".join(f"{file},,\n" for file in [*files, f"{info}/RECORD"])
    return {**files, f"{info}/RECORD": record.encode(), **{f"{info}/{file}": content for file, content in replaced.items()}}


def write(folder, name, files, version="1.0", tag="py3-none-any", **how):
    """A wheel; its path."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name.replace('-', '_')}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in _with_metadata(name, version, files, tag=tag, **how).items():
            archive.writestr(file, content)
    return path


def install(folder, name, files, version="1.0", **replaced):
    """As pip would have unpacked it; ``replaced``: other content of files of its metadata."""
    for file, content in _with_metadata(name, version, files, **replaced).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()

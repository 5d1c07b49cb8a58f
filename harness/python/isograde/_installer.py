"""Installs wheels into an environment: by uv where it is there, otherwise by pip."""

import os
import re
import shutil
import subprocess
import sys

# uv knows nothing of how pip was told where packages come from.
_FOR_PIP = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX")
_UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError|ConnectionResetError"
    r"|error sending request|dns error|tcp connect error|Connection refused|Could not connect"
)
_WHY = re.compile(r"\[Errno -?\d+\] ([^'\")\n]+)|(Connection refused|timed out|Temporary failure in name resolution)")
_NEWEST_THAT_CANNOT = (22, 2)  # pip: install into another Python's environment


class Failure:
    """Why something was not installed, in what pip or uv said."""

    def __init__(self, said):
        self.said = said
        self.is_unreachable = _UNREACHABLE.search(said) is not None
        self.is_absent = re.search(r"No matching distribution found|is not a supported wheel|No solution found|is not compatible", said) is not None

    def why_unreachable(self):
        found = _WHY.search(self.said)
        return (found.group(1) or found.group(2)).strip() if found else "no connection"

    def sentence(self, item):
        """Of the one item that was to be installed."""
        missing = re.search(r"No matching distribution found for (.+)", self.said)
        if missing:
            wanted = re.sub(r" \(from .*", "", missing.group(1)).strip()
            others = re.search(r"\(from versions: (?!none)([^)]+)\)", self.said)
            known = "; there are wheels of %s" % _shortened(others.group(1)) if others else ""
            needs = "" if _same(wanted, item.name) else "it needs %s, and " % wanted
            return "%s: %sthere is no wheel of %s for this Python%s" % (item.text, needs, "that" if needs else "it", known)
        if "is not a supported wheel" in self.said or "is not compatible with the current" in self.said:
            return "%s is a wheel for another Python or platform than this (CPython %d.%d, %s)" % (
                (item.text,) + sys.version_info[:2] + (os.uname().sysname + " " + os.uname().machine,)
            )
        return "%s cannot be installed: %s" % (item.text, self.own_words())

    def own_words(self):
        """What pip or uv says is wrong, in one line."""
        because = re.search(r"(?s)\b(Because .+?)(?:\n\s*\n|$(?!\n))", self.said)  # uv's reasoning, over several lines
        if because:
            return " ".join(re.sub(r"[^\x20-\x7e]", " ", because.group(1)).split()).rstrip(".")
        errors = re.findall(r"(?m)^\s*(?:ERROR|error): (.+)", self.said)
        if errors:
            return errors[0].rstrip(".")
        lines = re.sub(r"[^\x20-\x7e\n]", " ", self.said).splitlines()[-6:]  # without the frame that uv draws
        return " ".join(" ".join(lines).split()).rstrip(".") or "it says nothing"


def _shortened(versions):
    parts = versions.split(", ")
    return versions if len(parts) <= 4 else "%s, ..., %s" % (parts[0], parts[-1])


def _same(requirement, name):
    from isograde._distributions import normalized

    return normalized(re.split(r"[^\w.-]", requirement)[0]) == normalized(name)


def _pip_that_installs_elsewhere():
    try:
        told = subprocess.run([sys.executable, "-m", "pip", "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    version = re.match(rb"pip (\d+)\.(\d+)", told.stdout)
    return version is not None and tuple(map(int, version.groups())) > _NEWEST_THAT_CANNOT


class Installer:
    """Into the environment of a folder. What it is to run is run by ``run(command, environment)``: an exit code and what it printed."""

    def __init__(self, folder, run):
        self._python = os.path.join(folder, "bin", "python")
        self._folder = folder
        self._run = run
        uv = None if any(os.environ.get(name) for name in _FOR_PIP) else shutil.which("uv")
        # Without a pip of its own, which takes seconds, where something else can install there.
        if uv:
            self.tool = "uv"
            self._command = [uv, "pip", "install", "--python", self._python, "--no-build"]
        else:
            self.tool = "pip"
            elsewhere = _pip_that_installs_elsewhere()
            self.needs_own_pip = not elsewhere
            pip = [sys.executable, "-m", "pip", "--python", self._python] if elsewhere else [self._python, "-m", "pip"]
            self._command = pip + ["install", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check", "--retries", "1", "--quiet"]

    needs_own_pip = False

    def install(self, items, options, arguments=()):
        """None, or the Failure of them all."""
        file = os.path.join(self._folder, "requirements.txt")
        with open(file, "w", encoding="utf-8") as written:
            written.writelines(line + "\n" for line in options + [item.line for item in items])
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
        code, said = self._run(self._command + list(arguments) + ["-r", file], environment)
        return Failure(said) if code != 0 else None

"""Targets that are not installed yet: wheels, requirements files, lock files. A temporary environment gets them, and grades them.

Runs before the process that grades, which is started as that environment's Python and has nothing of this in it.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from isograde import _installer, _processes, _requirements

# Set for the process that grades: what could not be installed, as isograde._targets reads it: a line each, of what, "absent" or "unknown", why.
NOT_INSTALLED = "ISOGRADE_NOT_INSTALLED"
_REQUIREMENT = ("-r", "--requirement")


class _Source:
    """One word of the command line that names what is to be installed."""

    def __init__(self, word, items, options):
        self.word = word
        self.items = items
        self.options = options
        self.problem = ""  # of the file as a whole


def _read(word):
    try:
        if _requirements.is_wheel(word):
            return _Source(word, [_requirements.of_wheel(word)], [])
        items, options = _requirements.of_file(word)
        source = _Source(word, items, options)
        source.problem = "" if items else "%s asks for nothing" % word
        return source
    except _requirements.Unreadable as error:
        source = _Source(word, [], [])
        source.problem = str(error)
        return source


def _sources(words):
    """The words, with a _Source where one names what is to be installed."""
    words = list(words)
    found = []
    while words and words[0] != "--":
        word = words.pop(0)
        option, _, value = word.partition("=")
        if word in _REQUIREMENT:
            found.append(_read(words.pop(0)) if words else word)
        elif option == "--requirement":
            found.append(_read(value))
        elif word.startswith("-r") and not word.startswith("--"):
            found.append(_read(word[2:]))
        elif not word.startswith("-") and (_requirements.is_wheel(word) or _requirements.is_lock(word)):
            found.append(_read(word))
        else:
            found.append(word)
    return found + words


class _Telling:
    """On a terminal: what is being done, while it takes its time."""

    def __init__(self):
        self._shows = sys.stderr.isatty()

    def show(self, text):
        if self._shows:
            sys.stderr.write("\r\x1b[K" + text)
            sys.stderr.flush()


class _Environment:
    """A temporary one. ``failed``: the sentences of what could not be installed, by its text, and whether there just is no wheel of it."""

    def __init__(self, folder, signals):
        self.folder = folder
        self.python = os.path.join(folder, "bin", "python")
        self.failed = {}
        self._signals = signals
        self._telling = _Telling()
        self._unreachable = None
        self._installer = _installer.Installer(folder, self._run)
        self._done = []

    def make(self):
        """Empty; a sentence where that does not work."""
        self._telling.show("making an environment")
        how = [] if self._installer.needs_own_pip else ["--without-pip"]
        code, said = self._run([sys.executable, "-m", "venv"] + how + [self.folder], None)
        if code == 0:
            return ""
        lines = said.strip().splitlines() or ["it says nothing"]
        return "no temporary environment can be made with %s -m venv: %s" % (sys.executable, lines[-1])

    def install(self, sources):
        # pip wants a hash of all that is in one file, or of nothing; what has hashes is whole.
        hashed = [source for source in sources if any(item.is_hashed for item in source.items)]
        plain = [source for source in sources if source not in hashed]
        for together, arguments in [(plain, [])] + [([source], ["--no-deps"]) for source in hashed]:
            items = [item for source in together for item in source.items if not item.problem]
            options = [line for source in together for line in source.options]
            self._done = []
            self._install(items, options, arguments)
        self._telling.show("")

    def _install(self, items, options, arguments):
        """As many of them as can be: where not all together, half of them, and then the other half with what is installed."""
        if not items:
            return
        self._telling.show("%s installs %d distribution%s" % (self._installer.tool, len(items), "" if len(items) == 1 else "s"))
        offline = ["--no-index"] if self._unreachable else []
        failure = self._installer.install(self._done + items, options, arguments + offline)
        if failure is None:
            self._done += items
            return
        if failure.is_unreachable and not self._unreachable:
            self._unreachable = failure.why_unreachable()  # the next try is without
            self._install(items, options, arguments)
        elif len(items) == 1:
            self._note(items[0], failure)
        else:
            middle = len(items) // 2
            self._install(items[:middle], options, arguments)
            self._install(items[middle:], options, arguments)

    def _note(self, item, failure):
        if self._unreachable and "No matching distribution" in failure.said + "No solution found":
            why = "%s cannot be installed: %s reaches no package index (%s)" % (item.text, self._installer.tool, self._unreachable)
            self.failed[item.text] = (why, False)
        else:
            self.failed[item.text] = (failure.sentence(item), failure.is_absent)

    def _run(self, command, environment):
        with tempfile.TemporaryFile() as said:
            code = self._signals.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            self._signals.require_none()
            said.seek(0)
            return code, said.read().decode(errors="replace")

    def names(self):
        """Of the distributions that it has, as pip compares them."""
        from isograde._distributions import normalized

        site = os.path.join(self.folder, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
        return {normalized(name.partition("-")[0]) for name in os.listdir(site) if name.endswith(".dist-info")}


def _words_for(sources, environment):
    """The command line in terms of what is installed, and what is not: sentences by what they are about."""
    from isograde._distributions import normalized

    installed = environment.names()
    words, failed = [], {}
    for source in sources:
        if not isinstance(source, _Source):
            words.append(source)
            continue
        before = len(words)
        for item in source.items:
            problem = (item.problem, not item.is_mistake) if item.problem else environment.failed.get(item.text)
            if problem:
                failed[item.text] = problem
                words.append(item.text)
            elif normalized(item.name) in installed:
                words.append(item.name)
        if len(words) == before:  # else its markers say that none of it is for this Python
            failed[source.word] = (source.problem or "%s asks for nothing that is for this Python" % source.word, not source.problem)
            words.append(source.word)
    return words, failed


def _grade(words, signals, folder):
    sources = _sources(words)
    environment = _Environment(folder, signals)
    problem = environment.make()
    if problem:
        sys.stderr.write("isograde: %s\n" % problem)
        return 99
    environment.install([source for source in sources if isinstance(source, _Source)])
    words, failed = _words_for(sources, environment)
    told = dict(os.environ)
    told[NOT_INSTALLED] = "\n".join(
        "\t".join((name, "absent" if is_absent else "unknown", " ".join(problem.split()))) for name, (problem, is_absent) in failed.items()
    )
    sys.stdout.flush()
    main = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")
    return signals.run([environment.python, main] + words, env=told)


def run(words):
    """isograde with this command line, in a temporary environment that has what it names. The exit code."""
    with _processes.Signals() as signals:
        folder = tempfile.mkdtemp(prefix="isograde-environment-")
        try:
            return _grade(words, signals, folder)
        except _processes.Interrupted as interrupted:
            sys.stderr.write("isograde: interrupted\n")
            return 128 + interrupted.signal
        finally:
            shutil.rmtree(folder, ignore_errors=True)

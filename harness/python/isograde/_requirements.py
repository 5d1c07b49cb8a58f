"""What a wheel, a requirements file or a lock file asks for, as lines that pip and uv read."""

import os
import re
import select
import stat
import time

_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(@\s*(?P<url>\S+)|(?=[<>=!~;(\s]|$))")
_NOT_BUILT = "%s is no wheel: only wheels are installed, nothing is built"
_LONGEST = 16 << 20  # bytes of a file
_LONGEST_LINE = 16 << 10  # characters: a requirement with the hashes of all its files
_LOOKS_FOR_A_WRITER, _BETWEEN_LOOKS = 60, 0.05  # times, seconds
_LOCK = re.compile(r"pylock(\.[^.]+)?\.toml$")  # PEP 751, "File Name"


class Unreadable(Exception):
    """Why nothing of a file is known, in a sentence."""


class Item:
    """One that is to be installed, or why it cannot be."""

    def __init__(self, text, name="", line="", problem="", is_mistake=False):
        self.text = text  # as its user knows it; one that is no target of another kind
        self.name = name  # of the distribution
        self.line = line  # what pip is told; empty: there is a problem
        self.problem = problem
        self.is_mistake = is_mistake  # the problem is its user's, not that there is no wheel

    @property
    def is_hashed(self):
        return "--hash" in self.line


def is_wheel(word):
    return word.endswith(".whl")


def is_lock(word):
    return _LOCK.match(os.path.basename(word)) is not None


def of_wheel(path):
    """The one item of a wheel."""
    if not os.path.exists(path):
        return Item(path, problem="no file at %s" % path, is_mistake=True)
    file = os.path.basename(path)
    if not os.path.isfile(path) or file.count("-") not in (4, 5):
        problem = "%s is no wheel: a wheel is a file called NAME-VERSION-PYTHON-ABI-PLATFORM.whl" % path
        return Item(path, problem=problem, is_mistake=True)
    return Item(path, file.partition("-")[0], os.path.abspath(path))


def of_file(path):
    """The items of a requirements file, or of a lock file, and lines of options that hold for all."""
    if is_lock(path):
        from isograde import _pylock

        return _pylock.read(path)
    items, options = [], []
    _add_file(path, items, options, set())
    return items, options


def _read_all(descriptor, path):
    """Of a file of requirements, or of a pipe or device, which may never begin or never end."""
    is_pipe, waited, data = stat.S_ISFIFO(os.fstat(descriptor).st_mode), 0, bytearray()
    while len(data) <= _LONGEST:
        try:
            block = os.read(descriptor, 1 << 16)
        except BlockingIOError:  # somebody will write
            select.select([descriptor], [], [])
            continue
        data += block
        if block:
            continue
        if data or not is_pipe:
            return data
        if waited == _LOOKS_FOR_A_WRITER:
            raise Unreadable("cannot read %s: nobody writes to it" % path)
        waited += 1
        time.sleep(_BETWEEN_LOOKS)
    raise Unreadable("cannot read %s: it does not end within %d MiB" % (path, _LONGEST >> 20))


def read_text(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            return _read_all(descriptor, path).decode("utf-8-sig").replace("\r\n", "\n")
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unreadable("cannot read %s: %s" % (path, error.strerror)) from None
    except UnicodeDecodeError:
        raise Unreadable("cannot read %s: it is no text in UTF-8" % path) from None


def _add_file(path, items, options, seen):
    if os.path.realpath(path) in seen:
        return
    seen.add(os.path.realpath(path))
    folder = os.path.dirname(os.path.abspath(path))
    for line in re.sub(r"\\\r?\n", " ", read_text(path)).splitlines():
        said = re.sub(r"(^|\s)#.*", "", line).strip()
        if said.startswith("-"):
            _add_option(said, folder, items, options, seen)
        elif said:
            items.append(_item(said, folder))


def _add_option(line, folder, items, options, seen):
    option, value = (re.match(r"(-[a-zA-Z]|--[\w-]+)[\s=]*(.*)", line) or re.match(r"()(.*)", line)).groups()
    there = os.path.join(folder, value)
    if option in ("-r", "--requirement"):
        _add_file(there, items, options, seen)
    elif option in ("-e", "--editable"):
        items.append(Item("./" if value == "." else value, problem=_NOT_BUILT % line))
    elif option in ("-c", "--constraint", "-f", "--find-links") and os.path.exists(there):
        options.append("%s %s" % (option, there))
    else:
        options.append(line)


def _is_path(text):
    return is_wheel(text) or text.startswith((".", os.sep))


def _item(line, folder):
    if len(line) > _LONGEST_LINE:
        return Item(line[:60] + "...", problem="a line of %d characters is no requirement" % len(line), is_mistake=True)
    first = line.split()[0]
    if _is_path(first) and "://" not in first:
        path = first if os.path.exists(first) else os.path.join(folder, first)
        item = of_wheel(path) if is_wheel(path) else Item(first, problem=_NOT_BUILT % first)
        if item.line:
            item.line += line[len(first) :]
        return item
    named = _NAME.match(line)
    url = named.group("url") if named else first if "://" in first else None
    text = re.split(r"\s*(?:;|\s--)", line)[0].strip()
    if url is not None:
        file = url.partition("#")[0].partition("?")[0].rpartition("/")[2]
        if not is_wheel(file):
            return Item(text, named.group(1) if named else "", problem=_NOT_BUILT % text)
        return Item(text, named.group(1) if named else file.partition("-")[0], line)
    if not named:
        return Item(text, problem="%s is no requirement" % text, is_mistake=True)
    return Item(text, named.group(1), line)

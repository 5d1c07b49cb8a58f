"""What the ``site`` module makes every interpreter run when it starts.

Imports nothing that ``site`` has not imported: this may run in a process that is measured.
"""

import os
import sys


def _has_code(path):
    """Whether a ``.pth`` file has a line that `site` executes; Lib/site.py tells by its first word."""
    try:
        with open(path, "rb") as file:
            return any(line.startswith((b"import ", b"import\t")) for line in file.read().splitlines())
    except OSError:
        return False


def _customizing(folders):
    """The modules of the machine and of the user that ``site`` imports last: by name in a site-packages folder, elsewhere by path."""
    for name in ("sitecustomize", "usercustomize"):
        file = getattr(sys.modules.get(name), "__file__", None)
        if file:
            yield os.path.basename(file) if os.path.dirname(file) in folders else file


def startup_files():
    """The files whose code every interpreter runs, as part of its creation.

    That is, in the site-packages folders, ``.pth`` files with a line of code and, from 3.15 on, ``.start`` files (PEP 829); and
    ``sitecustomize`` and ``usercustomize``, wherever they are.

    :return: their names, joined by commas; none where ``site`` is not imported
    """
    site = sys.modules.get("site")
    if site is None:
        return ""
    names = []
    folders = list(dict.fromkeys(site.getsitepackages() + ([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])))
    for folder in folders:
        try:
            entries = sorted(name for name in os.listdir(folder) if not name.startswith("."))
        except OSError:
            continue
        names += [name for name in entries if name.endswith(".pth") and _has_code(os.path.join(folder, name))]
        names += [name for name in entries if name.endswith(".start") and sys.version_info >= (3, 15)]
    return ",".join(names + list(_customizing(folders)))

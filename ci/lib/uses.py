"""What importing a distribution gives in further interpreters, as uses_probe.py tells it from within a Python: one word for each kind."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile

PROBE = pathlib.Path(__file__).resolve().parent / "uses_probe.py"
KINDS = ("legacy", "strict", "isolated")
TIME_LIMIT = 60
CANNOT = 77


def missing(main, others, key):
    """What some further interpreter lacks of what main has, in main's order."""
    return [one for one in main[key] if any(one not in other[key] for other in others)]


def missing_names(main, others):
    return [
        f"{root}.{name}"
        for root, names in main["names"].items()
        for name in names
        if any(root in other["names"] and name not in other["names"][root] for other in others)
    ]


def judge(lines, status):
    """The word for one kind of interpreter, and what it rests on."""
    told = {"use": "untold", "missing_modules": [], "missing_names": [], "exception": "", "roots_that_refuse": []}
    if status == CANNOT:
        return told
    main, *others = lines or [None]
    if not main or main["raised"]:
        exception = next(iter(main["raised"].values())) if main else f"status {status}"
        return told | {"use": "no import", "exception": exception}
    raised = {root: text for other in others for root, text in other["raised"].items()}
    told |= {
        "missing_modules": missing(main, others, "loaded"),
        "missing_names": missing_names(main, others),
        "exception": next(iter(raised.values()), ""),
        "roots_that_refuse": [root for root in main["names"] if root in raised],
    }
    if status != 0 or len(others) != 2:
        how = "no end" if status is None else signal.Signals(-status).name if status < 0 else f"status {status}"
        return told | {"use": "crashes", "exception": how}
    if raised:
        return told | {"use": "refuses"}
    return told | {"use": "falls back" if told["missing_modules"] or told["missing_names"] else "works"}


def probe(python, kind, distribution, imports, environment=None):
    """The lines that the probe wrote, and how it ended: None if it did not."""
    with tempfile.TemporaryFile() as file:
        command = [python, PROBE, str(file.fileno()), kind, distribution, *imports]
        how = {"pass_fds": [file.fileno()], "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, start_new_session=True, env=environment, **how)
        try:
            status = process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            status = None
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        file.seek(0)
        return [json.loads(line) for line in file], status


def version_of(python, distribution, environment=None):
    code = "import importlib.metadata as m, sys\ntry: print(m.version(sys.argv[1]))\nexcept m.PackageNotFoundError: print()"
    return subprocess.run([python, "-c", code, distribution], env=environment, capture_output=True, text=True).stdout.strip()


def told(python, distribution, imports, environment=None):
    """What `ci/uses --json` writes of one distribution."""
    uses = {kind: judge(*probe(python, kind, distribution, imports, environment)) for kind in KINDS}
    return {"distribution": distribution, "version": version_of(python, distribution, environment), "roots": imports, "uses": uses}

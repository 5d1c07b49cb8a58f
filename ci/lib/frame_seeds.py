"""Writes what children sent, as `isograde grade --observations` keeps it, in the form that frame-fuzzer reads.

frame_seeds.py OBSERVATIONS FOLDER [PREFIX]
"""

import json
import pathlib
import sys

# Of each kind one experiment shows enough: libFuzzer is slow with what is long.
LONGEST = 60_000
LONGEST_LINE = 4_000


def lines(observations):
    """The records of one target in one config; long observations left out."""
    for experiment, record in observations["records"].items():
        yield f"={experiment} {record['ending']}"
        for frame in record["observations"]:
            line = json.dumps(frame, separators=(",", ":"))
            if len(line) <= LONGEST_LINE:
                yield line


def shortened(observations):
    """As many lines as fit, those of each kind by turns."""
    text, seen = "", {}
    for line in lines(observations):
        kind = line[:40]
        seen[kind] = seen.get(kind, 0) + 1
        if (line[0] == "=" or seen[kind] <= 3) and len(text) + len(line) < LONGEST:
            text += line + "\n"
    return text


def main(file, folder, prefix=""):
    stored = json.loads(pathlib.Path(file).read_text())
    for target in stored["targets"]:
        for config, observations in target.get("observations", {}).items():
            name = f"{prefix}{target['target']['name']}-{config}"
            (pathlib.Path(folder) / name).write_text(shortened(observations))


if __name__ == "__main__":
    main(*sys.argv[1:])

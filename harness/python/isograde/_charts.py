"""Charts of what ``isograde bench`` measured: SVG and PNG, drawn with matplotlib (extra ``report``).

Imports what it needs when it draws: what is loaded before is loaded in every process that is measured.
"""

import os

_SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
# Okabe and Ito's palette, which the colour-blind can tell apart; markers and hatches say the same.
_COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#000000", "#f0e442"]
_MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]
_HATCHES = ["", "//", "..", "xx", "\\\\", "oo"]
_LINES = ["-", "--", ":", "-."]


_NO_MATPLOTLIB = "charts want matplotlib, which `pip install 'isograde[report]'` brings"


def require_charts(folder):
    """Raises what write_charts would, before anything is measured, and without importing matplotlib.

    :param folder: where the charts are to go; made where it is not there
    :raise RuntimeError: where matplotlib is missing
    :raise OSError: where the folder cannot be written to
    """
    import sys

    # None there keeps it from being imported.
    found = sys.modules["matplotlib"] if "matplotlib" in sys.modules else any(finder.find_spec("matplotlib", None) for finder in sys.meta_path)
    if not found:
        raise RuntimeError(_NO_MATPLOTLIB)
    os.makedirs(folder, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise PermissionError(13, "Permission denied", folder)


def _pyplot():
    try:
        import matplotlib
    except ImportError:
        raise RuntimeError(_NO_MATPLOTLIB) from None
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "isograde", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False})
    from matplotlib import pyplot

    return pyplot


def _median(values):
    from statistics import median

    return median(values)


class _Run:
    """One run: medians by name, in milliseconds; counters in their own unit."""

    def __init__(self, results):
        context = results["context"]
        self.python = context.get("cpython", "?") + (" debug" if context.get("python_debug") == "true" else "")
        self.configs = context.get("configs", "").split(",")
        self.loads = ["nothing"] + [name for name in context.get("targets", "").split(",") if name]
        self._times, self._counters = {}, {}
        for row in results["benchmarks"]:
            if row.get("run_type") != "iteration" or row.get("error_occurred"):
                continue
            milliseconds = row["real_time"] * _SECONDS[row["time_unit"]] * 1e3
            self._times.setdefault(row["name"], []).append(milliseconds)
            for key in ("pss_bytes", "private_dirty_bytes", "python_heap_bytes"):
                if key in row:
                    self._counters.setdefault((row["name"], key), []).append(row[key])

    def time(self, name):
        return _median(self._times[name]) if name in self._times else None

    def spread(self, name):
        """The lower and the upper quartile's distance from the median."""
        values = self._times[name]
        if len(values) < 2:
            return 0, 0
        from statistics import quantiles

        low, middle, high = quantiles(values, n=4, method="inclusive")
        return middle - low, high - middle

    def megabytes(self, name, counter="pss_bytes"):
        values = self._counters.get((name, counter))
        return _median(values) / 1e6 if values else None

    def climb(self, load, config):
        prefix = "climb/%s/%s/interpreters:" % (load, config)
        places = sorted(int(name[len(prefix) :]) for name in self._times if name.startswith(prefix))
        return places, [self.time(prefix + str(place)) for place in places]

    def peers(self):
        return {name[5:]: self.time(name) for name in self._times if name.startswith("peer/")}


def _words(load):
    return "nothing loaded" if load == "nothing" else load


def _configs_of(runs):
    return [config for config in ("legacy", "strict", "isolated", "override") if any(config in run.configs for run in runs)]


def _cost_by_n(pyplot, runs):
    """What the Nth interpreter costs, with N - 1 alive: a panel for each CPython; what is loaded by colour and marker, the config by the line."""
    runs = [run for run in runs if any(len(run.climb(load, config)[0]) > 1 for load in run.loads for config in run.configs)]
    if not runs:
        return None
    loads = list(dict.fromkeys(load for run in runs for load in run.loads if any(run.climb(load, config)[0] for config in run.configs)))
    configs = _configs_of(runs)
    columns = min(4, len(runs))
    rows = -(-len(runs) // columns)
    size = (8, 4.5) if len(runs) == 1 else (2.4 * columns + 1, 2.4 * rows + 1)
    figure, panels = pyplot.subplots(rows, columns, figsize=size, sharex=True, sharey=True, squeeze=False, layout="constrained")
    for axes, run in zip(panels.flat, runs):
        for config in run.configs:
            for load in filter(loads.__contains__, run.loads):
                index = loads.index(load) % 8
                style = {"color": _COLOURS[index], "marker": _MARKERS[index], "linestyle": _LINES[configs.index(config)]}
                axes.plot(*run.climb(load, config), linewidth=1.2, markersize=3.5, **style)
        axes.set_xscale("log", base=2)
        axes.xaxis.set_major_formatter(pyplot.FuncFormatter(lambda value, _: "%d" % value))
        axes.set_title(run.python if len(runs) > 1 else "What the Nth interpreter costs, CPython " + run.python)
    panels[0, 0].set_ylim(0, 1.05 * panels[0, 0].get_ylim()[1])
    for axes in panels.flat[len(runs) :]:
        axes.set_axis_off()
    for axes in panels[-1]:
        axes.set_xlabel("interpreters alive")
    for axes in panels[:, 0]:
        axes.set_ylabel("create, import, first use (ms)")
    if len(runs) > 1:
        figure.suptitle("What the Nth interpreter costs")
    handles = [pyplot.Line2D([], [], color=_COLOURS[i % 8], marker=_MARKERS[i % 8], markersize=4, label=_words(load)) for i, load in enumerate(loads)]
    handles += [pyplot.Line2D([], [], color="#555555", linestyle=_LINES[i], label=config) for i, config in enumerate(configs)]
    figure.legend(handles=handles, loc="outside lower center", ncol=min(6, len(handles)), frameon=False)
    return figure


def _steps(run, load, config):
    def of(what, loaded=load):
        return run.time("%s/%s/%s" % (what, loaded, config)) or 0

    if load == "nothing":
        return [("create", of("create")), ("end", of("end"))]
    end = max(0, of("end") - of("end", "nothing"))
    return [("create", of("create", "nothing")), ("import", of("import")), ("first use", of("first_use")), ("end", of("end", "nothing") + end)]


def _newest(runs):
    """The run of the newest CPython; of several, the last. Pre-releases come before what they lead to."""
    import re

    def version(run):
        number, stage, serial = re.match(r"([\d.]*)([a-z]*)(\d*)", run.python).groups()
        return [int(part) for part in number.split(".") if part], {"a": 0, "b": 1, "rc": 2}.get(stage, 3), int(serial or 0)

    return max(reversed(runs), key=version)


def _cost_by_config(pyplot, runs):
    """What one interpreter costs from its creation to its end, and its memory, by config and load; the newest CPython."""
    run = _newest(runs)
    bars = [(config, load) for config in run.configs for load in run.loads if run.time("end/%s/%s" % (load, config)) is not None]
    if not bars:
        return None
    figure, (time_axes, memory_axes) = pyplot.subplots(1, 2, figsize=(9.5, 0.45 * len(bars) + 1.8), sharey=True)
    labels = ["%s\n%s" % (config, _words(load)) for config, load in bars]
    order = ["create", "import", "first use", "end"]
    for row, (config, load) in enumerate(bars):
        left = 0
        for step, milliseconds in _steps(run, load, config):
            place = order.index(step)
            time_axes.barh(row, milliseconds, left=left, color=_COLOURS[place], hatch=_HATCHES[place], edgecolor="white", height=0.7)
            left += milliseconds
        name = "memory/%s/%s" % (load, config)
        total, heap = run.megabytes(name) or 0, run.megabytes(name, "python_heap_bytes")
        memory_axes.barh(row, total, color=_COLOURS[5], edgecolor="white", height=0.7)
        if heap is not None:
            memory_axes.plot([heap] * 2, [row - 0.35, row + 0.35], color="black", linewidth=1.5)
    time_axes.set_yticks(range(len(bars)), labels)
    time_axes.invert_yaxis()
    time_axes.set_xlabel("ms")
    time_axes.set_title("Time, CPython " + run.python)
    memory_axes.set_xlabel("MB (PSS); the line: Python's heap")
    memory_axes.set_title("Memory while it lives")
    handles = [pyplot.Rectangle((0, 0), 1, 1, color=_COLOURS[i], hatch=_HATCHES[i]) for i in range(len(order))]
    figure.legend(handles, order, loc="lower center", ncol=4, frameon=False, bbox_to_anchor=(0.5, -0.06))
    return figure


def _cost_by_cpython(pyplot, runs):
    """Create and end, by CPython and config, with what else a program can start in the same run."""
    if len(runs) < 2:
        return None
    configs = _configs_of(runs)
    figure, axes = pyplot.subplots(figsize=(9, 4.5))
    width = 0.8 / len(configs)
    for index, config in enumerate(configs):
        for place, run in enumerate(runs):
            create, end = run.time("create/nothing/" + config), run.time("end/nothing/" + config)
            if create is None:
                continue
            low, high = run.spread("create/nothing/" + config)
            left = place + (index - (len(configs) - 1) / 2) * width
            label = config if place == max(i for i, other in enumerate(runs) if other.time("create/nothing/" + config) is not None) else None
            axes.bar(left, create, width * 0.92, color=_COLOURS[index], hatch=_HATCHES[index], edgecolor="white", label=label)
            axes.errorbar(left, create, yerr=[[low], [high]], color="black", linewidth=1)
            if end is not None:
                axes.bar(left, end, width * 0.92, bottom=create, color="#bbbbbb", edgecolor="white", label="end" if label and index == 0 else None)
    # Side by side: a thread and a fork cost so little that one would hide the other.
    for index, (peer, words, aside) in enumerate((("spawn", "python -c pass", 0), ("thread", "a thread", -0.15), ("fork", "a fork", 0.15))):
        costs = [run.peers().get(peer) for run in runs]
        if any(cost is not None for cost in costs):
            places = [place + aside for place in range(len(runs))]
            style = {"marker": _MARKERS[index + 1], "color": "black", "markeredgecolor": "white", "markersize": 7}
            axes.plot(places, [float("nan") if cost is None else cost for cost in costs], linestyle="none", zorder=3, label=words, **style)
    axes.set_xticks(range(len(runs)), [run.python for run in runs])
    axes.set_ylabel("ms")
    axes.set_title("One more interpreter, created and ended, nothing loaded")
    handles, labels = axes.get_legend_handles_labels()
    order = configs + ["end"]
    shown = sorted(zip(labels, handles), key=lambda entry: order.index(entry[0]) if entry[0] in order else len(order))
    axes.legend([handle for _, handle in shown], [label for label, _ in shown], loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return figure


_CHARTS = {"cost_by_n": _cost_by_n, "cost_by_config": _cost_by_config, "cost_by_cpython": _cost_by_cpython}


def write_charts(text, folder):
    """Draws every chart that the runs have data for.

    :param text: JSON, a list of runs as Google Benchmark writes them, in the order in which they are shown
    :param folder: where the charts go; made where it is not there
    :return: the paths that were written
    :raise RuntimeError: where matplotlib is missing
    :raise OSError: where the folder cannot be written to
    """
    import json

    pyplot = _pyplot()
    runs = [_Run(results) for results in json.loads(text)]
    os.makedirs(folder, exist_ok=True)
    written = []
    for name, draw in _CHARTS.items():
        figure = draw(pyplot, runs)
        if figure is None:
            continue
        for kind in ("svg", "png"):
            path = os.path.join(folder, name + "." + kind)
            figure.savefig(path + ".new", format=kind, bbox_inches="tight", dpi=144, metadata={"Date": None} if kind == "svg" else None)
            os.replace(path + ".new", path)
            written.append(path)
        pyplot.close(figure)
    return written

"""The pages of ``isograde report``: a matrix of targets and CPythons, a page for each target, a page for each check.

Reports come from anywhere. What they say is text, which the templates escape; none of it becomes part of a path, and a link only
where it leads to the web.
"""

import json
import os
import re

from .findings import CONFIGS, EVIDENCE_OPEN, LONGEST_TEXT, REMARKS_SHOWN, section_of, state_heading, use_summary
from .matrix import check_file_name, checks_of, columns_of, count_grades, days_of, failures_of, file_name, grade_meanings, is_web_link, rows_of

__all__ = ["file_name", "write_pages"]

_TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
_ASSETS = ("style.css", "script.js")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def _environment():
    try:
        import jinja2
        from markupsafe import Markup, escape
    except ImportError as error:
        raise RuntimeError("isograde report needs Jinja2: pip install 'isograde[report]'") from error

    def clipped(text, length=LONGEST_TEXT):
        return text if len(text) <= length else text[:length] + " ..."

    def prose(text):
        """Text with what stands in backticks as code."""
        parts = clipped(text).split("`")
        if len(parts) % 2 == 0:  # one is left open: it is no markup
            return escape(clipped(text))
        return Markup("").join(Markup("<code>%s</code>") % part if number % 2 else escape(part) for number, part in enumerate(parts))

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(clipped=clipped, prose=prose, check_file_name=check_file_name, state_heading=state_heading, use_summary=use_summary)
    environment.tests.update(web_link=is_web_link)
    environment.globals.update(configs=CONFIGS, remarks_shown=REMARKS_SHOWN, evidence_open=EVIDENCE_OPEN)
    return environment


def _write(path, text):
    """Writes beside the path and renames, so that a whole page is never replaced by half of one."""
    text = _CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)
    beside = "%s.%d.partial" % (path, os.getpid())
    try:
        with open(beside, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def write_pages(data, directory):
    """Writes the pages over some reports into a directory, which is made if it is missing.

    ``data`` is JSON: {"isograde": version, "reports": [those of report.schema.json], "checks": [the registry's], "grades": [the
    policy's {"grade", "when"}]}. The same data gives the same bytes. Raises RuntimeError without Jinja2, OSError as it comes.
    """
    environment = _environment()
    data = json.loads(data)
    columns = columns_of(data["reports"])
    rows = rows_of(columns)
    checks = checks_of(data["checks"], columns)
    failures = failures_of(columns, rows.values())
    count_grades(rows.values())
    environment.globals.update(version=data["isograde"], columns=columns, days=days_of(columns), rows=rows, checks=checks, failures=failures)

    def write(path, template, **values):
        _write(os.path.join(directory, path), environment.get_template(template).render(**values))

    for folder in ("modules", "checks"):
        os.makedirs(os.path.join(directory, folder), exist_ok=True)
    for asset in _ASSETS:
        with open(os.path.join(_TEMPLATES, asset), encoding="utf-8") as file:
            _write(os.path.join(directory, asset), file.read())
    for row in rows.values():
        sections = [section_of(row, column, target) for column, target in row.cells if target]
        write("modules/" + row.page, "module.html.j2", row=row, sections=sections[::-1])
    for check in checks.values():
        write("checks/" + check_file_name(check["id"]), "check.html.j2", check=check)
    # Last, so that it leads to nothing that is not there yet.
    write("index.html", "index.html.j2", meanings=grade_meanings(data["grades"]))

#!/usr/bin/env python3
"""What a fork of CPython 3.13 may do wrong: ci/fork_gate makes these changes, and says what the gate has to tell of each.

ci/lib/fork_patches.py FOLDER NAME...    patches the source in FOLDER
ci/lib/fork_patches.py --files NAME...   the files that these change
"""

import pathlib
import sys

STATE_IN_A_STATIC = (
    "Modules/_csv.c",
    (
        ("static inline _csvstate*\nget_csv_state(", "static _csvstate csv_state_of_the_process;\n\nstatic inline _csvstate*\nget_csv_state("),
        (
            "    void *state = PyModule_GetState(module);\n    assert(state != NULL);\n    return (_csvstate *)state;\n",
            "    (void)module;\n    return &csv_state_of_the_process;\n",
        ),
    ),
)
ANOTHER_STATIC = (
    "Modules/_csv.c",
    (
        ("static int\ncsv_exec(PyObject *module) {\n", "static PyObject *module_of_the_last_import;\n\nstatic int\ncsv_exec(PyObject *module) {\n"),
        (
            "    /* Set the field limit */\n",  # read as well, or the compiler leaves it out
            "    if (module_of_the_last_import == module) {\n        return 0;\n    }\n    module_of_the_last_import = module;\n"
            "    /* Set the field limit */\n",
        ),
    ),
)
CLASS_IN_A_FUNCTION = (
    "Modules/_json.c",
    (
        (
            "    PyObject *JSONDecodeError =\n         _PyImport_GetModuleAttr(&_Py_STR(json_decoder), &_Py_ID(JSONDecodeError));\n",
            "    static PyObject *JSONDecodeError;\n    if (JSONDecodeError == NULL) {\n        JSONDecodeError =\n"
            "            _PyImport_GetModuleAttr(&_Py_STR(json_decoder), &_Py_ID(JSONDecodeError));\n    }\n",
        ),
        ("    Py_DECREF(JSONDecodeError);\n", ""),
    ),
)
CLASS_NOT_GIVEN_BACK = ("Modules/_struct.c", (("        Py_CLEAR(state->StructError);\n", ""),))
DEFAULT_FOR_ALL = (
    "Modules/_csv.c",
    (
        (
            "static inline _csvstate*\nget_csv_state(",
            "static Py_ssize_t default_field_limit = 128 * 1024;\n\nstatic inline _csvstate*\nget_csv_state(",
        ),
        ("    module_state->field_limit = 128 * 1024;\n", ""),
        ("FT_ATOMIC_LOAD_SSIZE_RELAXED(module_state->field_limit)", "default_field_limit"),
        ("FT_ATOMIC_STORE_SSIZE_RELAXED(module_state->field_limit, new_limit_value)", "default_field_limit = new_limit_value"),
    ),
)
HOOK = (
    "Modules/zlibmodule.c",
    (
        (
            "static int\nzlib_exec(PyObject *mod)\n{\n",
            "static int\nzlib_waits(void)\n{\n    return 0;\n}\n\nstatic int\nzlib_exec(PyObject *mod)\n{\n",
        ),
        (
            "    zlibstate *state = get_zlib_state(mod);\n\n    state->Comptype",
            "    zlibstate *state = get_zlib_state(mod);\n    PyOS_InputHook = zlib_waits;\n\n    state->Comptype",
        ),
    ),
)
PATCHES = {
    "state-in-a-static": STATE_IN_A_STATIC,
    "another-static": ANOTHER_STATIC,
    "class-in-a-function": CLASS_IN_A_FUNCTION,
    "class-not-given-back": CLASS_NOT_GIVEN_BACK,
    "default-for-all": DEFAULT_FOR_ALL,
    "hook": HOOK,
}


def patch(folder, name):
    path, changes = PATCHES[name]
    file = pathlib.Path(folder, path)
    text = file.read_text()
    for was, is_now in changes:
        if was not in text:
            sys.exit(f"{path} is not as {name} expects it: no {was.strip()!r}")
        text = text.replace(was, is_now)
    file.write_text(text)


if __name__ == "__main__":
    if sys.argv[1] == "--files":
        print("\n".join(sorted({PATCHES[name][0] for name in sys.argv[2:] or PATCHES})))
    else:
        for one in sys.argv[2:]:
            patch(sys.argv[1], one)

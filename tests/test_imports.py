"""isograde-elf tells what a module wants of CPython, and of several in a library what each does, on every machine whose code it reads."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from tests import support

SOURCE = """
typedef struct { const char* name; void* function; int flags; const char* doc; } PyMethodDef;
typedef struct { int slot; void* value; } PyModuleDef_Slot;
typedef struct {
  long references; void* type; void* init; long index; void* copy; const char* name; const char* doc; long size;
  PyMethodDef* methods; PyModuleDef_Slot* slots; void* traverse; void* clear; void* free;
} PyModuleDef;
typedef struct { const char* name; int basicsize, itemsize; unsigned flags; PyModuleDef_Slot* slots; } PyType_Spec;

extern void* PyModuleDef_Init(PyModuleDef*);
extern void* PyType_FromSpec(PyType_Spec*);
extern void* PyLong_FromLong(long);
extern void* PyState_FindModule(PyModuleDef*);
extern int PyState_AddModule(void*, PyModuleDef*);
extern int PyState_RemoveModule(PyModuleDef*);
extern int PyErr_Occurred(void);
extern int PyErr_CheckSignals(void);

static PyModuleDef key = {1, .name = "key"};

/* By a static helper. */
__attribute__((noinline)) static int Register(void* module) { return PyState_AddModule(module, &key) + 1; }
static int HelperExec(void* module) { return Register(module) - 1; }
static PyModuleDef_Slot helper_slots[] = {{2, HelperExec}, {0}};
static PyModuleDef helper = {1, .name = "helper", .slots = helper_slots};
void* PyInit_helper(void) { return PyModuleDef_Init(&helper); }

/* By a slot of a type. */
static void* Text(void* self) { return PyState_FindModule(&key); }
static PyModuleDef_Slot type_slots[] = {{70, Text}, {0}};
static PyType_Spec spec = {"slot.Type", 16, 0, 0, type_slots};
static int SlotExec(void* module) { return PyType_FromSpec(&spec) ? 0 : -1; }
static PyModuleDef_Slot slot_slots[] = {{2, SlotExec}, {0}};
static PyModuleDef slot = {1, .name = "slot", .slots = slot_slots};
void* PyInit_slot(void) { return PyModuleDef_Init(&slot); }

/* By a table of methods. */
static void* Forget(void* self) { return PyLong_FromLong(PyState_RemoveModule(&key)); }
static PyMethodDef table_methods[] = {{"forget", Forget, 4, "Forgets."}, {0}};
static PyModuleDef table = {1, .name = "table", .methods = table_methods};
void* PyInit_table(void) { return PyModuleDef_Init(&table); }

/* Not at all. */
static void* Plain(void* self) { return PyLong_FromLong(PyErr_Occurred()); }
static PyMethodDef plain_methods[] = {{"plain", Plain, 4, "Plain."}, {0}};
static PyModuleDef plain = {1, .name = "plain", .methods = plain_methods};
void* PyInit_plain(void) { return PyModuleDef_Init(&plain); }

/* Where no table of CPython's is, all of the data that no symbol parts from it is reached. */
static struct { long number; void* call; } other = {7, PyErr_CheckSignals};
void* PyModExport_unknown(void) { return &other; }
"""

LOOKUPS = {
    "helper": {"PyState_AddModule"},
    "slot": {"PyState_FindModule"},
    "table": {"PyState_RemoveModule"},
    "plain": set(),
    "unknown": set(),
}
ALL = set().union(*LOOKUPS.values())
CALLERS = {"PyState_AddModule": ["Register"], "PyState_FindModule": ["Text"], "PyState_RemoveModule": ["Forget"]}


class Imports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def library(self, machine, optimized, stripped):
        """Path of the library with these modules for a machine, or a skipped test where it cannot be made."""
        source, built, library = self.folder / "modules.c", self.folder / "modules.o", self.folder / "modules.so"
        source.write_text(SOURCE)
        if machine == "x86_64" and shutil.which("cc"):
            compile_it, link_it = ["cc"], ["cc", "-shared", "-nostdlib"]
        elif shutil.which("clang") and shutil.which("ld.lld"):
            compile_it, link_it = ["clang", f"--target={machine}-linux-gnu"], ["ld.lld", "-shared", "--eh-frame-hdr"]
        else:
            self.skipTest(f"no compiler for {machine}")
        self.run_it(*compile_it, "-w", "-fPIC", "-fasynchronous-unwind-tables", optimized, "-c", source, "-o", built)
        self.run_it(*link_it, *(["-s"] if stripped else []), built, "-o", library)
        return library

    def run_it(self, *words):
        subprocess.run([str(word) for word in words], check=True, capture_output=True)

    def imports(self, library, *functions):
        program = support.BUILD / "python" / "isograde" / "isograde-elf"
        return json.loads(subprocess.run([program, "imports", library, *functions], check=True, capture_output=True).stdout)

    def lookups(self, library, module):
        told = self.imports(library, f"PyInit_{module}", f"PyModExport_{module}")
        self.assertEqual("", told["whole_because"])
        return {one["name"]: one["callers"] for one in told["imports"] if one["name"].startswith("PyState_")}

    def test_are_those_of_one_module(self):
        for machine in ("x86_64", "aarch64"):
            for optimized in ("-O0", "-O2"):
                library = self.library(machine, optimized, stripped=False)
                for module, wanted in LOOKUPS.items():
                    with self.subTest(machine=machine, optimized=optimized, module=module):
                        self.assertEqual({name: CALLERS[name] for name in wanted}, self.lookups(library, module))

    def test_are_those_of_one_module_of_a_stripped_library_or_more(self):
        for machine in ("x86_64", "aarch64"):
            library = self.library(machine, "-O2", stripped=True)
            for module, wanted in LOOKUPS.items():
                with self.subTest(machine=machine, module=module):
                    self.assertEqual(wanted if module != "unknown" else ALL, set(self.lookups(library, module)))

    def test_are_all_where_the_code_is_not_read(self):
        told = self.imports(self.library("riscv64", "-O2", stripped=False), "PyInit_plain")
        self.assertLess(ALL, {one["name"] for one in told["imports"]})
        self.assertEqual("the code of this machine is not read", told["whole_because"])

    def test_are_all_where_no_module_begins_like_that(self):
        told = self.imports(self.library("x86_64", "-O2", stripped=False), "PyInit_nobody")
        self.assertLess(ALL, {one["name"] for one in told["imports"]})
        self.assertEqual("none of them begins with PyInit_nobody", told["whole_because"])


if __name__ == "__main__":
    unittest.main()

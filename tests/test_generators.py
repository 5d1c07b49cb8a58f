"""What wrote a module's C is told by what that leaves in it, with the generator's own remedy, and its own variables in one line."""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import unittest

from tests import support

PROGRAM = support.BUILD / "python" / "isograde" / "isograde-elf"

# Strings that each of them leaves in every module, and what is told of the version.
LEFT = {
    "Cython": (["cython_runtime", "_cython_3_1_4"], "3.1.4"),
    "pybind11": (["__pybind11_internals_v11_system_libstdcpp_gxx_abi_1xxx__", "pybind11_builtins"], "internals 11"),
    "nanobind": (["nanobind.nb_func", "nanobind.nb_meta"], ""),
    "PyO3": (["pyo3_runtime.PanicException", "/r/pyo3-0.22.3/src/lib.rsPyO3 is resuming a panic after fetching a PanicException"], "0.22.3"),
    "mypyc": (["0a1b__mypyc", "0a1b__mypyc.init_some"], ""),
    "cffi": (["_cffi_backend", "_init_cffi_1_0_external_module"], ""),
    "SWIG": (["swig_runtime_data4", "SwigPyObject"], "runtime 4"),
    "Boost.Python": (["Boost.Python.function", "libboost_python313.so.1.90.0"], "1.90.0"),
}

# For names that double: S1_ is pair<a, a>, and each that follows is a pair of two of those before it.
DIGITS = "123456789ABCDEFGHIJKLMNOPQRSTUVW"
NAME = "bomb_{:02}".format

# Begins modules with what each generator left; `MARKS`: as C strings.
BEGINS = """
extern int PyErr_Occurred(void);
extern void* PyImport_ImportModule(const char*);
%(functions)s
"""
FUNCTION = "void* PyInit_%s(void) { const char* const left[] = {%s}; for (int i = 0; i < %d; ++i) PyImport_ImportModule(left[i]); return 0; }"

# As Cython would: two variables of its own that hold an object, and one of the author's.
MADE = """
#include <Python.h>
static PyObject *__pyx_n_s_first, *__pyx_n_s_second%(more)s;
static int Exec(PyObject* module) {
  if (PyModule_AddStringConstant(module, "left", "%(left)s") < 0) return -1;
  %(keep)s
  return 0;
}
static PyModuleDef_Slot slots[] = {{Py_mod_exec, Exec}, {0, NULL}};
static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "%(name)s", .m_slots = slots};
PyMODINIT_FUNC PyInit_%(name)s(void) {
  static const char* volatile marks[] = {%(marks)s};
  return marks[0] ? PyModuleDef_Init(&definition) : NULL;
}
"""


def strings(texts):
    return ", ".join(json.dumps(text) for text in texts)


def begins(name, texts):
    return FUNCTION % (name, strings(texts), len(texts))


def keep(variable):
    return f"{variable} = PyList_New(1); if (!{variable} || PyList_SetItem({variable}, 0, PyLong_FromLong(70000)) < 0) return -1;"


@unittest.skipUnless(shutil.which("cc"), "no C compiler")
class Generators(support.Case):
    def library(self, source, *options):
        folder = pathlib.Path(self.folder)
        (folder / "library.c").write_text(source)
        library = folder / "library.so"
        subprocess.run(["cc", "-w", "-fPIC", "-shared", "-O1", *options, folder / "library.c", "-o", library], check=True)
        return library

    def told(self, library, *functions):
        answer = subprocess.run([PROGRAM, "generator", library, *functions], check=True, capture_output=True).stdout
        return json.loads(answer)["generator"]

    def test_each_is_told_by_what_it_leaves(self):
        for name, (texts, version) in LEFT.items():
            for options in ([], ["-s"]):
                with self.subTest(name=name, options=options):
                    library = self.library(BEGINS % {"functions": begins("some", texts)}, *options)
                    self.assertEqual({"name": name, "version": version}, self.told(library, "PyInit_some"))

    def test_who_only_mentions_them_wrote_by_hand(self):
        said = ["Unlike Cython's: no cython_runtime, no pybind11_builtins.", "nanobind or PyO3, swig, Boost.Python", "cython_runtime", "SwigPyObject"]
        library = self.library(BEGINS % {"functions": begins("some", said)})
        self.assertEqual({"name": "", "version": ""}, self.told(library, "PyInit_some"))

    def test_the_runtime_of_cffi_is_no_module_of_it(self):
        makes = "extern void* PyModule_Create2(void*, int); void* Make(void* d) { return PyModule_Create2(d, 3); }"
        library = self.library(BEGINS % {"functions": begins("_cffi_backend", LEFT["cffi"][0]) + makes})
        self.assertEqual("", self.told(library, "PyInit__cffi_backend")["name"])

    def test_of_several_it_is_the_one_that_the_module_begins_with(self):
        functions = [begins("first", LEFT["Cython"][0]), begins("second", LEFT["SWIG"][0]), begins("third", LEFT["mypyc"][0])]
        for options in ([], ["-s"]):
            library = self.library(BEGINS % {"functions": "\n".join(functions)}, *options)
            for module, name in (("first", "Cython"), ("second", "SWIG"), ("third", "mypyc")):
                with self.subTest(module=module, options=options):
                    self.assertEqual(name, self.told(library, "PyInit_" + module)["name"])

    def test_linked_code_of_another_is_further_away(self):
        functions = [
            "__attribute__((noinline)) " + begins("linked", LEFT["SWIG"][0]),
            "__attribute__((noinline)) void* Use(void) { return PyInit_linked(); }",
            begins("some", LEFT["Cython"][0]).replace("return 0;", "return Use();"),
        ]
        library = self.library(BEGINS % {"functions": "\n".join(functions)})
        self.assertEqual("Cython", self.told(library, "PyInit_some")["name"])

    def test_names_that_are_gigabytes_when_they_are_demangled(self):
        """A name may refer to its own beginning: with each few letters it doubles."""
        names = [f"_Z{len(name)}{name}1aSt4pairIS_S_E" + "".join(f"S0_IS{digit}_S{digit}_E" for digit in DIGITS) for name in map(NAME, range(40))]
        functions = [f'void* f{i}(void) __asm__("{name}"); void* f{i}(void) {{ return PyImport_ImportModule("x"); }}' for i, name in enumerate(names)]
        library = self.library(BEGINS % {"functions": "\n".join(functions) + begins("some", LEFT["Cython"][0])})
        memory = 500 << 20

        def limit():
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

        process = subprocess.Popen([PROGRAM, "imports", library], stdout=subprocess.PIPE, preexec_fn=limit)
        out = process.stdout.read()
        process.stdout.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(0, process.returncode)
        self.assertLess(used.ru_utime + used.ru_stime, 15, "s")
        self.assertLess(len(out), 1_000_000)
        self.assertIn("PyImport_ImportModule", out.decode())

    def made(self, name, marks, more="", kept=()):
        """Grades a module of that name with these strings in it."""
        code = "import sysconfig; print(sysconfig.get_path('include'), sysconfig.get_config_var('EXT_SUFFIX'))"
        include, suffix = subprocess.run([support.PYTHON, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        if not (pathlib.Path(include) / "Python.h").exists():
            self.skipTest("this Python has no headers here")
        source = MADE % {"name": name, "left": "x", "marks": strings(marks), "more": more, "keep": " ".join(keep(one) for one in kept)}
        self.library(source, "-g", f"-I{include}").rename(pathlib.Path(self.folder) / (name + suffix))
        return support.grade(name, "--fast", env=support.environment(PYTHONPATH=str(self.folder)))

    def test_reports_have_its_remedy_and_its_own_variables_in_one_line(self):
        run = self.made("made", LEFT["Cython"][0], ", *cache", ["__pyx_n_s_first", "__pyx_n_s_second", "cache"])
        self.assertEqual({"name": "Cython", "version": "3.1.4"}, run.target("made")["generator"])
        failed = [result for result in run.results("made", "state/no-objects-in-static-storage") if result["verdict"] == "fail"]
        self.assertTrue(failed, run.out)
        for result in failed:
            self.assertIn("# cython: subinterpreters_compatible=own_gil", result["remedy"])
            self.assertIn("github.com/cython/cython", result["link"])
            self.assertEqual(3, len({one["variable"] for one in result["evidence"]}), "JSON keeps everything")
        self.assertIn("; by Cython 3.1.4", support.one_line(run.out))
        self.assertIn("2 variables of Cython's own", support.one_line(run.out))
        self.assertIn("`cache`", run.out)
        own = ("__pyx_n_s_first", "__pyx_n_s_second")
        self.assertLessEqual(sum(name in run.out for name in own), 1, run.out)

    def test_by_hand_is_told_too(self):
        run = self.made("by_hand", ["no marks"])
        self.assertEqual({"name": "by hand", "version": ""}, run.target("by_hand")["generator"])
        self.assertIn("; by hand", support.one_line(run.out))

    @unittest.skipIf(support.version() < (3, 12), "no own GIL")
    def test_a_b_is_told_how_to_become_an_a(self):
        run = self.made("undeclared", LEFT["Cython"][0])
        self.assertEqual("B", run.grade("undeclared"), run.out)
        self.assertIn("nothing failed. Say `# cython: subinterpreters_compatible=own_gil`", run.target("undeclared")["way_to_a"])
        self.assertIn("to get an A", run.out)

    def test_the_pybind11_modules_under_test_are_of_pybind11(self):
        libraries = sorted(support.MODULES.glob("pybind11_*.so"))
        if not libraries:
            self.skipTest("they were not built for this Python")
        for library in libraries:
            module = library.name.split(".")[0]
            with self.subTest(module=module):
                told = self.told(library, "PyInit_" + module)
                self.assertEqual("pybind11", told["name"])
                self.assertRegex(told["version"], r"\Ainternals \d+\Z")


if __name__ == "__main__":
    unittest.main()

/* bare_loop CONFIG COUNT [MODULE]: what one more interpreter costs, without isograde: a plain C
 * program that embeds CPython and creates, imports and ends in a loop. What `isograde bench` says
 * is compared with this (compare_with_bare_loop.py).
 *
 *   CONFIG   legacy, strict or isolated, as `isograde bench` has them
 *   COUNT    interpreters, one after another, after three that do not count
 *   MODULE   imported in each; none: nothing is
 *
 * Python's paths come from the environment (PYTHONHOME); the current folder stands before them in
 * each interpreter, as it does for a program that Python runs: the import system lists it too.
 * Prints the mean of each step in milliseconds: "create 18.2", "import 4.1", "end 2.3". Exit code
 * 0; 1 when CPython fails; 2 usage. */
#include <Python.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 3 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static PyThreadState* create(const char* config) {
#if PY_VERSION_HEX >= 0x030C0000
  PyInterpreterConfig flags;
  memset(&flags, 0, sizeof flags);
  const int isolated = strcmp(config, "isolated") == 0;
  const int legacy = strcmp(config, "legacy") == 0;
  flags.use_main_obmalloc = !isolated;
  flags.allow_fork = !isolated;
  flags.allow_exec = !isolated;
  flags.allow_threads = 1;
  flags.allow_daemon_threads = !isolated;
  flags.check_multi_interp_extensions = !legacy;
  flags.gil = isolated ? PyInterpreterConfig_OWN_GIL : PyInterpreterConfig_SHARED_GIL;
  PyThreadState* state = NULL;
  const PyStatus status = Py_NewInterpreterFromConfig(&state, &flags);
  return PyStatus_Exception(status) ? NULL : state;
#else
  (void)config;
  return Py_NewInterpreter();
#endif
}

static int search_current_folder(void) {
  char folder[4096];
  PyObject* const path = PySys_GetObject("path");
  PyObject* const entry = getcwd(folder, sizeof folder) ? PyUnicode_DecodeFSDefault(folder) : NULL;
  const int done = path && entry && PyList_Insert(path, 0, entry) == 0;
  Py_XDECREF(entry);
  return done;
}

/* As isograde does: what an interpreter takes is there, whatever the host of the machine does. */
static void warm_memory(size_t interpreters) {
  const size_t size = interpreters * 3 * 1024 * 1024;
  volatile char* const pages =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return;
  for (size_t at = 0; at < size; at += 4096) pages[at] = 1;
  munmap((void*)pages, size);
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: bare_loop CONFIG COUNT [MODULE]\n");
    return 2;
  }
  const int count = atoi(argv[2]);
  double create_s = 0, import_s = 0, end_s = 0;
  warm_memory((size_t)(WARM_UP + count));
  Py_InitializeEx(0);
  PyThreadState* const main_state = PyThreadState_Get();
  for (int i = 0; i < WARM_UP + count; ++i) {
    const double begin = seconds();
    PyThreadState* const state = create(argv[1]);
    const double created = seconds();
    if (state == NULL) {
      fprintf(stderr, "bare_loop: no interpreter\n");
      return 1;
    }
    if (!search_current_folder()) {
      PyErr_Print();
      return 1;
    }
    const double importing = seconds();
    if (argc > 3) {
      PyObject* const module = PyImport_ImportModule(argv[3]);
      if (module == NULL) {
        PyErr_Print();
        return 1;
      }
      Py_DECREF(module);
    }
    const double imported = seconds();
    Py_EndInterpreter(state);
    const double ended = seconds();
    PyThreadState_Swap(main_state);
    if (i >= WARM_UP) {
      create_s += created - begin;
      import_s += imported - importing;
      end_s += ended - imported;
    }
  }
  printf("create %.6f\n", create_s / count * 1e3);
  if (argc > 3) printf("import %.6f\n", import_s / count * 1e3);
  printf("end %.6f\n", end_s / count * 1e3);
  fflush(stdout);
  _Exit(0);
}

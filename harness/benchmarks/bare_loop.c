/* bare_loop STEP CONFIG COUNT [MODULE]: what one more interpreter costs, without isograde: a plain
 * C program that embeds CPython and creates, imports and ends in a loop. What `isograde bench` says
 * is compared with this (compare_with_bare_loop.py).
 *
 *   STEP     create, import or end: what is timed
 *   CONFIG   legacy, strict or isolated, as `isograde bench` has them
 *   COUNT    interpreters, one after another, after three that do not count
 *   MODULE   imported in each; none: nothing is
 *
 * Python's paths come from the environment (PYTHONHOME); the current folder stands before them in
 * each interpreter, as it does for a program that Python runs: the import system lists it too.
 * After each step that is timed isograde's reference work is done for a tenth of its time: it says
 * how fast the machine was meanwhile, and leaves the caches as it leaves them in isograde.
 * Prints two means in milliseconds: of the step and of the reference work, "18.2 0.7". Exit code 0;
 * 1 when CPython fails; 2 usage. */
#include <Python.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 3 };
#define REFERENCE_SHARE 0.1

/* suites/bench/reference_work.h, as the compiler names it. */
extern void do_reference_work(void) __asm__("_ZN8isograde15DoReferenceWorkEv");

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

static double step_s = 0, reference_s = 0;
static int references = 0;

/* Since `begin`, if that step is the one that is timed and this interpreter counts. */
static void time_step(const char* step, const char* timed, int counts, double begin) {
  const double end = seconds();
  if (strcmp(step, timed) != 0) return;
  double done_s, begun;
  /* As Stopwatch::Refer does: a second time in a row finds warm caches. */
  do {
    begun = seconds();
    do_reference_work();
    reference_s += counts ? seconds() - begun : 0;
    references += counts;
    done_s = seconds() - end;
  } while (done_s < REFERENCE_SHARE * (end - begin));
  if (counts) step_s += end - begin;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: bare_loop STEP CONFIG COUNT [MODULE]\n");
    return 2;
  }
  const char* const timed = argv[1];
  const int count = atoi(argv[3]);
  warm_memory((size_t)(WARM_UP + count));
  do_reference_work();
  Py_InitializeEx(0);
  PyThreadState* const main_state = PyThreadState_Get();
  for (int i = 0; i < WARM_UP + count; ++i) {
    const int counts = i >= WARM_UP;
    double begin = seconds();
    PyThreadState* const state = create(argv[2]);
    time_step("create", timed, counts, begin);
    if (state == NULL) {
      fprintf(stderr, "bare_loop: no interpreter\n");
      return 1;
    }
    if (!search_current_folder()) {
      PyErr_Print();
      return 1;
    }
    if (argc > 4) {
      begin = seconds();
      PyObject* const module = PyImport_ImportModule(argv[4]);
      time_step("import", timed, counts, begin);
      if (module == NULL) {
        PyErr_Print();
        return 1;
      }
      Py_DECREF(module);
    }
    begin = seconds();
    Py_EndInterpreter(state);
    time_step("end", timed, counts, begin);
    PyThreadState_Swap(main_state);
  }
  printf("%.6f %.6f\n", step_s / count * 1e3, reference_s / references * 1e3);
  fflush(stdout);
  _Exit(0);
}

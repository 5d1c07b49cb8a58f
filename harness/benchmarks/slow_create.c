/* Preloaded (LD_PRELOAD) into a Python with a shared libpython: creating an interpreter takes
 * SLOW_CREATE_PERCENT longer, which it spends spinning. Shows that `isograde bench --compare` finds
 * what a slower CPython would do: see compare_tries.py. What runs right after a spin is dearer too:
 * on 3.13.0, with 0, 20 and 100 %, importing _csv took 0.28, 0.31 and 0.34 ms, also where the spin
 * asks no clock. So a `dearer import/_csv` beside `dearer create/nothing` is true of that run. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void spin(double took) {
  const char* const percent = getenv("SLOW_CREATE_PERCENT");
  const double until = seconds() + took * (percent ? atof(percent) : 0) / 100;
  while (seconds() < until) {
  }
}

/* As CPython declares them, but for the types. */
typedef struct {
  int type;
  const char* func;
  const char* err_msg;
  int exitcode;
} status_t;

status_t Py_NewInterpreterFromConfig(void** state, const void* config) {
  status_t (*const create)(void**, const void*) =
      (status_t(*)(void**, const void*))dlsym(RTLD_NEXT, "Py_NewInterpreterFromConfig");
  const double begin = seconds();
  const status_t status = create(state, config);
  spin(seconds() - begin);
  return status;
}

void* Py_NewInterpreter(void) {
  void* (*const create)(void) = (void* (*)(void))dlsym(RTLD_NEXT, "Py_NewInterpreter");
  const double begin = seconds();
  void* const state = create();
  spin(seconds() - begin);
  return state;
}

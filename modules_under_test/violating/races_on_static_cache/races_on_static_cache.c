// Breaks: interpreters with a GIL of their own import the module at the same time.
// The first import fills a static cache that all others use. It shows the cache first and fills it
// then, under nothing but its own GIL; an import that comes in between reads through a null
// pointer. Resembles lazy initialisation of the kind `if (!cache) cache = Make();`.
#include <Python.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/slots.h"

enum { kMicrosecondsToFill = 50 * 1000 };

typedef struct {
  const int* primes;
} Cache;

static Cache* volatile cache = NULL;
static atomic_int users;  // Modules, of all interpreters. The last one frees the cache.

typedef struct {
  int is_user;
} State;

static const int primes[] = {2, 3, 5, 7, 11, 13};

static Cache* FindCache(void) {
  if (cache == NULL) {
    cache = calloc(1, sizeof(Cache));
    if (cache != NULL) {
      usleep(kMicrosecondsToFill);
      cache->primes = primes;
    }
  }
  return cache;
}

static __attribute__((noinline)) int FirstPrimeInCache(const Cache* found) {
  return found->primes[0];
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  atomic_fetch_add(&users, 1);
  state->is_user = 1;
  const Cache* found = FindCache();
  if (found == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  return PyModule_AddIntConstant(module, "first_prime", FirstPrimeInCache(found));
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL && state->is_user && atomic_fetch_sub(&users, 1) == 1) {
    free(cache);
    cache = NULL;
  }
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "races_on_static_cache",
    .m_size = sizeof(State), .m_slots = slots,
    .m_free = Free,
};

PyMODINIT_FUNC PyInit_races_on_static_cache(void) { return PyModuleDef_Init(&definition); }

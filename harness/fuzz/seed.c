// A library like an extension module's, without Python: variables of every kind, and functions that
// call into CPython.
#include <stddef.h>

extern void* PyState_FindModule(void*);
extern int _Py_private(void*);

struct table {
  const char* name;
  void* (*function)(void*);
  union {
    long number;
    struct {
      void *first, *second;
    } pair;
  } value[3];
};

static void* cache;
static __thread void* current;
int counter = 7;
static struct table tables[4] = {{"first", PyState_FindModule, {{1}, {2}, {3}}}};
static void* (*const functions[])(void*) = {PyState_FindModule, NULL};

void* Lookup(void* key) {
  static void* found[2];
  if (found[0] == NULL) {
    found[0] = PyState_FindModule(key);
    current = found[0];
  }
  counter += _Py_private(key);
  return functions[0](cache ? cache : tables[counter & 3].value[1].pair.first);
}

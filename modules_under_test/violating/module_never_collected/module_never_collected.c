// Breaks: deleted everywhere, a module object is gone after gc.collect(), and its state with it.
// The state holds a reference to the module that it belongs to, and m_traverse does not tell the
// garbage collector: to it somebody outside uses the module. Only the end of the interpreter, which
// empties modules by force, lets it go. Resembles states that were filled with everything that used
// to be a C static, the module itself included.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  PyObject* module;  // A reference, and not visited. It would have to be borrowed, or visited.
  PyObject* cache;
} State;

static PyObject* Remember(PyObject* module, PyObject* args) {
  State* state = PyModule_GetState(module);
  PyObject *key, *value;
  if (!PyArg_ParseTuple(args, "OO:remember", &key, &value) ||
      PyDict_SetItem(state->cache, key, value) < 0) {
    return NULL;
  }
  return PyLong_FromSsize_t(PyDict_Size(state->cache));
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->cache);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->cache);
  }
  return 0;
}

static void Free(void* module) { Clear(module); }

// Called when the module's namespace is emptied.
static void LetGoAtEnd(PyObject* capsule) {
  State* state = PyCapsule_GetPointer(capsule, NULL);
  Py_CLEAR(state->module);
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->cache = PyDict_New();
  if (state->cache == NULL) {
    return -1;
  }
  Py_INCREF(module);
  state->module = module;
  return AddNewObject(module, "_keeper", PyCapsule_New(state, NULL, LetGoAtEnd));
}

static PyMethodDef functions[] = {
    {"remember", Remember, METH_VARARGS, "Keeps a value in this module's cache; returns its size."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "module_never_collected",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_module_never_collected(void) { return PyModuleDef_Init(&definition); }

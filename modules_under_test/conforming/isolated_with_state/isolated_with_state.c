// Conforming: everything that the module makes hangs on its state, which the garbage collector can
// see, and its functions and methods find it by the module or the class that they belong to.
// As the modules of the standard library do from 3.12 on.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  PyObject* error;
  PyObject* enum_class;
  PyObject* cache;
  PyTypeObject* tally_type;
} State;

typedef struct {
  PyObject_HEAD long total;
} Tally;

// ---- the type

static int TallyTraverse(PyObject* self, visitproc visit, void* arg) {
#if PY_VERSION_HEX >= 0x03090000
  Py_VISIT(Py_TYPE(self));
#else  // CPython 3.8 visits the type by itself.
  (void)self, (void)visit, (void)arg;
#endif
  return 0;
}

static void TallyDealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyObject* AddToTally(PyObject* self, PyObject* number, PyObject* error) {
  long amount = PyLong_AsLong(number);
  if (amount == -1 && PyErr_Occurred()) {
    return NULL;
  }
  if (amount < 0) {
    PyErr_SetString(error, "a tally only grows");
    return NULL;
  }
  return PyLong_FromLong(((Tally*)self)->total += amount);
}

#if PY_VERSION_HEX >= 0x03090000
static PyObject* TallyAdd(PyObject* self, PyTypeObject* defining_class, PyObject* const* args,
                          Py_ssize_t count, PyObject* Py_UNUSED(keywords)) {
  State* state = PyType_GetModuleState(defining_class);
  if (count != 1) {
    PyErr_SetString(PyExc_TypeError, "add() takes one argument");
    return NULL;
  }
  return AddToTally(self, args[0], state->error);
}
#define TALLY_ADD (PyCFunction)(void (*)(void)) TallyAdd
#define TALLY_ADD_FLAGS METH_METHOD | METH_FASTCALL | METH_KEYWORDS
#else  // No way from a method to its module: the class has the exception as an attribute.
static PyObject* TallyAdd(PyObject* self, PyObject* number) {
  PyObject* error = PyObject_GetAttrString((PyObject*)Py_TYPE(self), "Error");
  PyObject* result = error == NULL ? NULL : AddToTally(self, number, error);
  Py_XDECREF(error);
  return result;
}
#define TALLY_ADD TallyAdd
#define TALLY_ADD_FLAGS METH_O
#endif

static PyMethodDef tally_methods[] = {
    {"add", TALLY_ADD, TALLY_ADD_FLAGS, "Adds a number and returns the total."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot tally_slots[] = {
    {Py_tp_dealloc, TallyDealloc},
    {Py_tp_traverse, TallyTraverse},
    {Py_tp_methods, tally_methods},
    {0, NULL},
};

static PyType_Spec tally_spec = {
    .name = "isolated_with_state.Tally",
    .basicsize = sizeof(Tally),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = tally_slots,
};

static PyTypeObject* MakeTallyType(PyObject* module, PyObject* error) {
#if PY_VERSION_HEX >= 0x03090000
  PyObject* type = PyType_FromModuleAndSpec(module, &tally_spec, NULL);
#else
  (void)module;
  PyObject* type = PyType_FromSpec(&tally_spec);
#endif
  if (type != NULL && PyObject_SetAttrString(type, "Error", error) < 0) {
    Py_CLEAR(type);
  }
  return (PyTypeObject*)type;
}

// ---- the functions

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyObject* Fail(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  PyErr_SetString(state->error, "asked to fail");
  return NULL;
}

static PyObject* ValueOf(PyObject* module, PyObject* member) {
  State* state = PyModule_GetState(module);
  int is_member = PyObject_IsInstance(member, state->enum_class);
  if (is_member < 0) {
    return NULL;
  }
  if (!is_member) {
    PyErr_Format(PyExc_TypeError, "expected a member of an enum, not %R", member);
    return NULL;
  }
  return PyObject_GetAttrString(member, "value");
}

static PyObject* Remember(PyObject* module, PyObject* args) {
  State* state = PyModule_GetState(module);
  PyObject *key, *value;
  if (!PyArg_ParseTuple(args, "OO:remember", &key, &value) ||
      PyDict_SetItem(state->cache, key, value) < 0) {
    return NULL;
  }
  return PyLong_FromSsize_t(PyDict_Size(state->cache));
}

// ---- the module

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return 0;  // Before 3.9 this is called on modules that have no state yet.
  }
  Py_VISIT(state->error);
  Py_VISIT(state->enum_class);
  Py_VISIT(state->cache);
  Py_VISIT(state->tally_type);
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return 0;  // Before 3.9 this is called on modules that have no state yet.
  }
  Py_CLEAR(state->error);
  Py_CLEAR(state->enum_class);
  Py_CLEAR(state->cache);
  Py_CLEAR(state->tally_type);
  return 0;
}

static void Free(void* module) { Clear(module); }

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  PyObject* enum_module = PyImport_ImportModule("enum");
  if (enum_module == NULL) {
    return -1;
  }
  state->enum_class = PyObject_GetAttrString(enum_module, "Enum");
  Py_DECREF(enum_module);
  state->cache = PyDict_New();
  state->error = PyErr_NewException("isolated_with_state.Error", NULL, NULL);
  if (state->enum_class == NULL || state->cache == NULL || state->error == NULL) {
    return -1;
  }
  state->tally_type = MakeTallyType(module, state->error);
  if (AddObjectRef(module, "Error", state->error) < 0) {
    return -1;
  }
  return AddObjectRef(module, "Tally", (PyObject*)state->tally_type);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {"fail", Fail, METH_NOARGS, "Raises this module's Error."},
    {"value_of", ValueOf, METH_O, "The value of a member of an enum."},
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
    PyModuleDef_HEAD_INIT,   .m_name = "isolated_with_state",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_isolated_with_state(void) { return PyModuleDef_Init(&definition); }

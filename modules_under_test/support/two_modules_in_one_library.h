// Two modules in one library, one of which looks itself up by interpreter, in three ways: a static
// helper of its exec function, a slot of its type, and its method table. The library is found under
// the name of either. LOOKS_UP and CONFORMS are their names.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

#define JOINED(first, second) first##second
#define INIT_OF(name) JOINED(PyInit_, name)
#define TEXT_OF(name) #name
#define NAME_OF(name) TEXT_OF(name)

static PyModuleDef lookup_key = {
    PyModuleDef_HEAD_INIT,
    .m_name = NAME_OF(LOOKS_UP),
};

__attribute__((noinline)) static int Register(PyObject* module) {
  if (PyModuleDef_Init(&lookup_key) == NULL) {
    return -1;
  }
  return PyState_AddModule(module, &lookup_key);
}

static PyObject* IsKnown(PyObject* Py_UNUSED(self)) {
  return PyUnicode_FromString(PyState_FindModule(&lookup_key) == NULL ? "unknown" : "known");
}

static PyObject* Forget(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (PyState_RemoveModule(&lookup_key) < 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return Py_BuildValue("(ll)", 0L, 0L);
}

static PyType_Slot witness_slots[] = {
    {Py_tp_str, IsKnown},
    {0, NULL},
};

static PyType_Spec witness_spec = {
    .name = NAME_OF(LOOKS_UP) ".Witness",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = witness_slots,
};

static int Exec(PyObject* module) {
  return Register(module) < 0 ? -1
                              : AddNewObject(module, "Witness", PyType_FromSpec(&witness_spec));
}

static PyMethodDef looking_functions[] = {
    {"origin", Origin, METH_NOARGS, "A pair of zeros."},
    {"forget", Forget, METH_NOARGS, "Not to be found any more."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot looking_slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef looking_definition = {
    PyModuleDef_HEAD_INIT,          .m_name = NAME_OF(LOOKS_UP), .m_size = 0,
    .m_methods = looking_functions, .m_slots = looking_slots,
};

static PyMethodDef conforming_functions[] = {
    {"origin", Origin, METH_NOARGS, "A pair of zeros."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot conforming_slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef conforming_definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = NAME_OF(CONFORMS),
    .m_size = 0,
    .m_methods = conforming_functions,
    .m_slots = conforming_slots,
};

PyMODINIT_FUNC INIT_OF(LOOKS_UP)(void) { return PyModuleDef_Init(&looking_definition); }
PyMODINIT_FUNC INIT_OF(CONFORMS)(void) { return PyModuleDef_Init(&conforming_definition); }

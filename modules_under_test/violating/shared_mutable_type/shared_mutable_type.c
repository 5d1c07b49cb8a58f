// Breaks: an attribute set on a type of the module in one interpreter is not seen in another.
// A heap type is mutable unless it says otherwise, and this one, made by the first import, is the
// type of every interpreter. Resembles classes of PyO3 extensions, which live in statics.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* settings_type = NULL;

static PyType_Slot settings_slots[] = {
    {Py_tp_doc, "One mutable type object for the whole process."},
    {0, NULL},
};

static PyType_Spec settings_spec = {
    .name = "shared_mutable_type.Settings",
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = settings_slots,
};

// With many attributes from the start: the type's dict has room for those that interpreters add.
// One that has to grow is freed by the wrong interpreter's allocator, and the process dies of that.
static PyObject* MakeSettingsType(void) {
  PyObject* type = PyType_FromSpec(&settings_spec);
  for (int number = 0; type != NULL && number < 24; ++number) {
    char name[16];
    PyOS_snprintf(name, sizeof(name), "option_%d", number);
    if (PyObject_SetAttrString(type, name, Py_None) < 0) {
      Py_CLEAR(type);
    }
  }
  return type;
}

static int Exec(PyObject* module) {
  if (settings_type == NULL) {
    settings_type = MakeSettingsType();
  }
  return AddObjectRef(module, "Settings", settings_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_mutable_type",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_mutable_type(void) { return PyModuleDef_Init(&definition); }

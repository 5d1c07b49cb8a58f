// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// The first call of its init function makes a table for all. From 3.13 on that call is in the main
// interpreter, whichever one imports it: the table is main's, and outlives nobody.
#include <Python.h>

static PyObject* table = NULL;

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "table_made_by_first_init",
    .m_size = 0,
};

PyMODINIT_FUNC PyInit_table_made_by_first_init(void) {
  if (table == NULL) {
    table = PyDict_New();
    // So that the collector knows it: up to 3.13 not before there is a container in it.
    PyObject* rows = table == NULL ? NULL : PyList_New(0);
    if (rows == NULL || PyDict_SetItemString(table, "rows", rows) < 0) {
      Py_XDECREF(rows);
      return NULL;
    }
    Py_DECREF(rows);
  }
  return PyModule_Create(&definition);
}

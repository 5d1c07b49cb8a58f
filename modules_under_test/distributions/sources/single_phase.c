// Its init function makes the module itself, and would do so for each interpreter (m_size 0). It
// keeps nothing that interpreters could share. As what SWIG and mypyc write.
#include <Python.h>

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = MODULE_NAME,
    .m_size = 0,
    .m_methods = functions,
};

PyMODINIT_FUNC INIT_FUNCTION(void) { return PyModule_Create(&definition); }

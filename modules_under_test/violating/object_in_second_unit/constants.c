// What object_in_second_unit.c shares with nobody but all interpreters.
#include <Python.h>

PyObject* origin_of_all = NULL;

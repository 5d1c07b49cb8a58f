// Breaks: a module that refuses an interpreter leaves no process state changed by the attempt.
// Its guard comes last: by then the environment, the umask and the handling of SIGUSR1 are no
// longer the host's. Resembles readline, whose init has installed its hooks by the time that
// CPython turns it away.
#include <Python.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "support/interpreter.h"
#include "support/slots.h"

static void Ignore(int signal_number) { (void)signal_number; }

static void InitialiseTheLibraryBeneath(void) {
  setenv("REFUSAL_WITH_SIDE_EFFECT", "initialised", 1);
  umask(0077);
  struct sigaction action = {.sa_handler = Ignore};
  sigaction(SIGUSR1, &action, NULL);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (RunsInFirstInterpreter()) {
    return 0;
  }
  InitialiseTheLibraryBeneath();
  PyErr_SetString(PyExc_ImportError,
                  "refusal_with_side_effect can be loaded into one interpreter per process");
  return -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "refusal_with_side_effect",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refusal_with_side_effect(void) { return PyModuleDef_Init(&definition); }

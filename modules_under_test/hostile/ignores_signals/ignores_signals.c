// Hostile: never returns from its import and cannot be asked to: each signal that can be is
// blocked and ignored. SIGTERM and SIGALRM pass it by; SIGKILL is what is left.
#include <Python.h>

#include <signal.h>
#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  for (int number = 1; number < NSIG; ++number) {
    sigaction(number, &ignore, NULL);  // Fails for SIGKILL and SIGSTOP.
  }
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (;;) {
    sleep(1);
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "ignores_signals",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_ignores_signals(void) { return PyModuleDef_Init(&definition); }

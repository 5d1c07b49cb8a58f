// Breaks: work in several interpreters at once takes about as long as in as many processes; and,
// which is why, no mortal object is reachable from the module in two interpreters at once.
// All interpreters use the same few type objects, and whoever uses one counts that in it: numbers
// in memory over which all processors quarrel. Resembles modules that declare support for an own
// GIL and go on sharing their types.
#include <Python.h>

#include <pthread.h>

#include "support/interpreter.h"
#include "support/slots.h"

#if PY_VERSION_HEX >= 0x030a0000
#define IMMUTABLE_TYPE Py_TPFLAGS_IMMUTABLETYPE
#else
#define IMMUTABLE_TYPE 0
#endif

enum {
  kKinds = 8,  // With a single one, much would happen in the processors' store buffers, unseen.
  // The counts are not atomic and lose steps, both ways. With that many to spare none gets down to
  // 0, nor up to where CPython takes an object for immortal.
  kReferencesToSpare = 1 << 29,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static PyObject* particle_types[kKinds] = {NULL};

static PyType_Slot particle_slots[] = {
    {Py_tp_doc, "A type object for the whole process."},
    {0, NULL},
};

static PyType_Spec particle_spec = {
    .name = "contended_shared_type.Particle",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | IMMUTABLE_TYPE,
    .slots = particle_slots,
};

static PyObject* MakeParticleType(void) {
  PyObject* type = PyType_FromSpec(&particle_spec);
  if (type != NULL) {
#if PY_VERSION_HEX >= 0x03090000
    Py_SET_REFCNT(type, Py_REFCNT(type) + kReferencesToSpare);
#else
    Py_REFCNT(type) += kReferencesToSpare;
#endif
  }
  return type;
}

static int MakeMissingTypes(void) {
  for (int kind = 0; kind < kKinds; kind++) {
    if (particle_types[kind] == NULL) {
      particle_types[kind] = MakeParticleType();
    }
    if (particle_types[kind] == NULL) {
      return -1;
    }
  }
  return 0;
}

static int Exec(PyObject* module) {
  pthread_mutex_lock(&lock);
  int failed = MakeMissingTypes();
  pthread_mutex_unlock(&lock);
  PyObject* kinds = failed ? NULL : PyTuple_New(kKinds);
  if (kinds == NULL) {
    return -1;
  }
  for (int kind = 0; kind < kKinds; kind++) {
    Py_INCREF(particle_types[kind]);
    PyTuple_SET_ITEM(kinds, kind, particle_types[kind]);
  }
  return AddNewObject(module, "kinds", kinds);
}

static PyObject* TakeAndDrop(PyObject* Py_UNUSED(module), PyObject* number) {
  long times = PyLong_AsLong(number);
  if (times == -1 && PyErr_Occurred()) {
    return NULL;
  }
  for (long i = 0; i < times; i++) {
    for (int kind = 0; kind < kKinds; kind++) {
      Py_INCREF(particle_types[kind]);
    }
    for (int kind = 0; kind < kKinds; kind++) {
      Py_DECREF(particle_types[kind]);
    }
  }
  return PyLong_FromLong(times);
}

static PyMethodDef functions[] = {
    {"take_and_drop", TakeAndDrop, METH_O, "Uses each type so many times, as instances would."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "contended_shared_type", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_contended_shared_type(void) { return PyModuleDef_Init(&definition); }

// Python frames of a process that has crashed or hangs.

#include <cstdio>

#include "interpreter/cpython_api.h"
#include "interpreter/cpython_api_symbol.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde::cpython {
namespace {

struct FrameDump {
  const char* (*all_threads)(int, PyInterpreterState*, PyThreadState*) =
      Symbol<const char*(int, PyInterpreterState*, PyThreadState*)>(
          AtLeast(3, 15) ? "PyUnstable_DumpTracebackThreads" : "_Py_DumpTracebackThreads");
  PyInterpreterState* (*first)() = Symbol<PyInterpreterState*()>("PyInterpreterState_Head");
  PyInterpreterState* (*next)(PyInterpreterState*) =
      Symbol<PyInterpreterState*(PyInterpreterState*)>("PyInterpreterState_Next");
  PyThreadState* (*attached)() = [] {
    auto* found = Symbol<PyThreadState*()>("PyThreadState_GetUnchecked");
    return found ? found : Symbol<PyThreadState*()>("_PyThreadState_UncheckedGet");
  }();
  PyObject* (*frame_of)(PyThreadState*) =
      Symbol<PyObject*(PyThreadState*)>("PyThreadState_GetFrame");
  PyObject* (*back)(PyObject*) = Symbol<PyObject*(PyObject*)>("PyFrame_GetBack");
  PyObject* (*code)(PyObject*) = Symbol<PyObject*(PyObject*)>("PyFrame_GetCode");
  int (*line)(PyObject*) = Symbol<int(PyObject*)>("PyFrame_GetLineNumber");
};

const FrameDump& Dump() {
  static const FrameDump dump;
  return dump;
}

std::string AttributeText(PyObject* object, const char* name) {
  const Reference value = Reference::Steal(PyObject_GetAttrString(object, name));
  return value ? TextOf(value.get()) : "?";
}

void DumpOwnThread(int descriptor) {
  const FrameDump& dump = Dump();
  PyThreadState* const state = dump.attached ? dump.attached() : nullptr;
  if (!state || !dump.frame_of || !dump.back || !dump.code || !dump.line) return;
  for (PyObject* frame = dump.frame_of(state); frame; frame = dump.back(frame)) {
    PyObject* const code = dump.code(frame);
    dprintf(descriptor, "  File \"%s\", line %d in %s\n",
            AttributeText(code, "co_filename").c_str(), dump.line(frame),
            AttributeText(code, "co_name").c_str());
  }
}

}  // namespace

void PrepareFrameDump() { Dump(); }

void DumpPythonFrames(int descriptor) {
  const FrameDump& dump = Dump();
  if (!dump.all_threads || !dump.first || !dump.next) return DumpOwnThread(descriptor);
  int index = 0;
  for (PyInterpreterState* one = dump.first(); one && index < 64; one = dump.next(one), ++index)
    dump.all_threads(descriptor, one, nullptr);
}

}  // namespace isograde::cpython

#include "repeated_experiment.h"

#include <Python.h>

#include "checklist/experiment.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

constexpr int kTimes = 5;

void RunRepeated(const Subject& subject, InterpreterConfig, const Effort&, Channel& channel) {
  if (subject.is_control) return;
  const char* const name = subject.target.name.c_str();
  Repeated result;
  while (result.imports < kTimes && !result.raised) {
    channel.Begin(stages::kRepeat, 0);
    ++result.imports;
    const Reference module = Reference::Steal(PyImport_ImportModule(name));
    result.raised = TakeRaised();
    PyDict_DelItemString(PyImport_GetModuleDict(), name);
    PyErr_Clear();
  }
  channel.Observe(result);
  channel.Finish(stages::kRepeat);
}

ISOGRADE_EXPERIMENT({.id = experiments::kRepeated,
                     .words = "main imports it anew, five times",
                     .stages = {stages::kRepeat},
                     .run = RunRepeated,
                     .config_independent = true});

}  // namespace
}  // namespace isograde

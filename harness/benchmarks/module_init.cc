#include <Python.h>
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "interpreter/reference.h"

namespace {

// main(flags: list[str]) -> int
PyObject* RunBenchmarks(PyObject*, PyObject* flags) {
  std::vector<std::string> words = {"isograde-benchmarks"};
  for (Py_ssize_t i = 0; i < PySequence_Size(flags); ++i) {
    auto flag = isograde::Reference::Steal(PySequence_GetItem(flags, i));
    auto bytes = isograde::Reference::Steal(flag ? PyUnicode_EncodeFSDefault(flag.get()) : nullptr);
    if (!bytes) return nullptr;
    words.emplace_back(PyBytes_AsString(bytes.get()));
  }
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int count = static_cast<int>(words.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return PyLong_FromLong(2);
  benchmark::RunSpecifiedBenchmarks();
  return PyLong_FromLong(0);
}

PyMethodDef kMethods[] = {
    {"main", RunBenchmarks, METH_O,
     "main(flags) -> exit code\n\nRuns the benchmarks of the harness, with Google Benchmark's "
     "flags."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef_Slot kSlots[] = {{0, nullptr}};

PyModuleDef kDefinition = {PyModuleDef_HEAD_INIT,
                           "_harness_benchmarks",
                           nullptr,
                           0,
                           kMethods,
                           kSlots,
                           nullptr,
                           nullptr,
                           nullptr};

}  // namespace

extern "C" __attribute__((visibility("default"))) PyObject* PyInit__harness_benchmarks() {
  return PyModuleDef_Init(&kDefinition);
}

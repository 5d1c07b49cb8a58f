#include <Python.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "interpreter/reference.h"
#include "testing/sanitizer_reports.h"

namespace {

// main(flags: list[str]) -> int
PyObject* RunTests(PyObject*, PyObject* flags) {
  std::vector<std::string> words = {"isograde-tests"};
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
  testing::InitGoogleTest(&count, pointers.data());
  if (count > 1) {
    std::fprintf(stderr, "isograde-tests: %s is no flag of GoogleTest\n", pointers[1]);
    return PyLong_FromLong(2);
  }
  isograde::FailOnSanitizerReports();
  const int exit_code = RUN_ALL_TESTS();
  std::fflush(stdout);
  return PyLong_FromLong(exit_code);
}

PyMethodDef kMethods[] = {
    {"main", RunTests, METH_O,
     "main(flags) -> exit code\n\nRuns the unit tests of the harness, with GoogleTest's flags."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef_Slot kSlots[] = {{0, nullptr}};

PyModuleDef kDefinition = {PyModuleDef_HEAD_INIT,
                           "_harness_tests",
                           nullptr,
                           0,
                           kMethods,
                           kSlots,
                           nullptr,
                           nullptr,
                           nullptr};

}  // namespace

extern "C" __attribute__((visibility("default"))) PyObject* PyInit__harness_tests() {
  return PyModuleDef_Init(&kDefinition);
}

#include <gtest/gtest.h>

#include <string>

#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "testing/in_child.h"
#include "testing/python.h"

namespace isograde {
namespace {

struct Row {
  const char* module;
  int multi_phase_since;  ///< minor version of 3; 0: never up to 3.13
  int own_gil_since;  ///< minor version of 3 from which it declares per_interpreter_gil; 0: not up
                      ///< to 3.13
};

// CPython's own modules on Linux. `_csv` was converted in 3.10, `_datetime` and `_decimal` in 3.13.
constexpr Row kTable[] = {
    {"math", 9, 12},      {"_struct", 10, 12}, {"_csv", 10, 12},
    {"_sqlite3", 11, 12}, {"_pickle", 12, 12}, {"_socket", 12, 12},
    {"_decimal", 13, 13}, {"_ctypes", 13, 13}, {"readline", 0, 0},
};

struct Read {
  bool there = false;
  std::string init, interpreters, gil, file;
  std::int64_t size = 0;
};

Read DeclarationOf(const std::string& name) {
  const auto answer = AskInChild([&]() -> nlohmann::json {
    Reference module = Reference::Steal(PyImport_ImportModule(name.c_str()));
    if (!module) return nullptr;
    Reference file = Reference::Steal(PyModule_GetFilenameObject(module.get()));
    PyErr_Clear();
    const std::string path = file ? TextOf(file.get()) : "";
    const auto read = cpython::ReadDeclaration(module.get(), name, path);
    return {read.init, read.multiple_interpreters, read.gil, path, read.state_size};
  });
  if (answer.is_null()) return {};
  return {true, answer[0], answer[1], answer[2], answer[3], answer[4]};
}

TEST(DeclarationTest, IsReadFromTheModulesOfTheStandardLibrary) {
  for (const Row& row : kTable) {
    const Read read = DeclarationOf(row.module);
    if (!read.there) continue;
    const bool multi = row.multi_phase_since != 0 && cpython::AtLeast(3, row.multi_phase_since);
    if (row.multi_phase_since == 0 && cpython::AtLeast(3, 14))
      continue;  // not known what came later
    const bool exported = cpython::AtLeast(3, 15) && read.init == "export";
    EXPECT_EQ(read.init, exported ? "export"
                         : multi  ? "multi-phase"
                                  : "single-phase")
        << row.module;
    const bool own = row.own_gil_since != 0 && cpython::AtLeast(3, row.own_gil_since);
    EXPECT_EQ(read.interpreters, own ? "per_interpreter_gil" : "unspecified") << row.module;
    EXPECT_EQ(read.gil, own && cpython::AtLeast(3, 13) ? "not_used" : "unspecified") << row.module;
  }
}

TEST(DeclarationTest, HasTheSizeOfTheModuleState) {
  if (const Read read = DeclarationOf("_csv"); read.there) {
    EXPECT_GT(read.size, 0);
  }
  if (const Read read = DeclarationOf("_testsinglephase"); read.there) {
    EXPECT_EQ(read.size, -1);
  }
}

TEST(DeclarationTest, IsReadFromBuiltinModules) {
  const Read read = DeclarationOf("_sre");
  ASSERT_TRUE(read.there);
  EXPECT_EQ(read.file, "");
  EXPECT_NE(read.init, "");
}

TEST(DeclarationTest, IsEmptyForPureModulesAndOtherObjects) {
  for (const char* name : {"colorsys", "this_is_made"}) {
    Reference module = MakeModule(name, "value = 1");
    EXPECT_EQ(cpython::ReadDeclaration(module.get(), name, "").init, "");
    PyDict_DelItemString(PyImport_GetModuleDict(), name);
  }
  EXPECT_EQ(cpython::ReadDeclaration(Py_None, "none", "").init, "");
  EXPECT_FALSE(PyErr_Occurred());
}

TEST(DeclarationTest, LeavesNoExceptionBehind) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    Reference module = Reference::Steal(PyImport_ImportModule("math"));
    cpython::ReadDeclaration(module.get(), "math", "/no/such/file");
    return PyErr_Occurred() == nullptr;
  });
  EXPECT_EQ(answer, true);
}

}  // namespace
}  // namespace isograde

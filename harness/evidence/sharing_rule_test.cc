#include "evidence/sharing_rule.h"

#include <gtest/gtest.h>

#include <string>

#include "interpreter/cpython_api.h"
#include "interpreter/interpreter.h"
#include "testing/in_child.h"
#include "testing/python.h"

namespace isograde {
namespace {

std::string ObjectionTo(const std::string& expression) { return SharingObjection(Eval(expression).get(), false); }

TEST(SharingRuleTest, AllowsWhatTheRuntimeHasOnce) {
  for (const char* expression : {"None", "True", "...", "NotImplemented", "0", "255", "-5", "()", "b''", "b'x'", "''", "'x'", "int", "ValueError", "type"}) {
    EXPECT_EQ(ObjectionTo(expression), "") << expression;
  }
}

TEST(SharingRuleTest, ObjectsToMortalObjects) {
  for (const char* expression : {"[]", "{}", "set()", "(1, [])", "123456789 * 3", "2.5 * 3", "b'more' + b'bytes'", "object()", "bytearray()", "(lambda: 1)"}) {
    EXPECT_EQ(ObjectionTo(expression), "a mortal object") << expression;
  }
}

TEST(SharingRuleTest, ObjectsToHeapTypes) {
  EXPECT_EQ(ObjectionTo("type('T', (), {})"), "a heap type");
  EXPECT_EQ(ObjectionTo("type('E', (Exception,), {})"), "a heap type");
}

TEST(SharingRuleTest, ObjectsToStringsThatAreNotInterned) {
  EXPECT_EQ(ObjectionTo("'two ' + 'words'[:3]"), "a string of another interpreter");
  EXPECT_EQ(ObjectionTo("__import__('sys').intern('two ' + 'words'[:4])"), "") << "the one that this interpreter interned";
}

TEST(SharingRuleTest, AsksWithoutInterning) {
  Reference text = Eval("'isograde asks ' + 'twice'[:3]");
  EXPECT_NE(SharingObjection(text.get(), false), "");
  EXPECT_NE(SharingObjection(text.get(), false), "");
}

TEST(SharingRuleTest, LeavesNoExceptionBehind) {
  Reference surrogate = Eval("'a\\udc80' * 2");
  SharingObjection(surrogate.get(), false);
  EXPECT_FALSE(PyErr_Occurred());
}

// A builtin module's static types are in the runtime's image as much as `int`; what counts is whether the runtime manages them.
TEST(SharingRuleTest, DoesNotExcuseStaticTypesOfABuiltinTarget) {
  EXPECT_EQ(SharingObjection(reinterpret_cast<PyObject*>(&PyLong_Type), true),
            cpython::AtLeast(3, 12) ? "" : "a static type that the runtime does not keep per interpreter");
}

// Objects of one interpreter, asked about in another. `intern` makes a string that is interned in the first.
nlohmann::json ObjectionsInOther(InterpreterConfig config, const std::string& expression) {
  return AskInChild([&]() -> nlohmann::json {
    auto* const first = new Interpreter(Interpreter::Create(config));
    auto* const second = new Interpreter(Interpreter::Create(config));
    PyObject* const object = first->Run([&] { return Eval(expression).release(); });
    return {first->Run([&] { return SharingObjection(object, false); }), second->Run([&] { return SharingObjection(object, false); })};
  });
}

TEST(SharingRuleTest, AllowsSingletonsInEveryConfig) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    for (const char* expression : {"None", "7", "()", "'x'", "int"}) {
      EXPECT_EQ(ObjectionsInOther(config, expression), nlohmann::json({"", ""})) << Name(config) << " " << expression;
    }
  }
}

TEST(SharingRuleTest, ObjectsToObjectsOfAnotherInterpreterInEveryConfig) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    EXPECT_EQ(ObjectionsInOther(config, "[1]")[1], "a mortal object") << Name(config);
    EXPECT_EQ(ObjectionsInOther(config, "type('T', (), {})")[1], "a heap type") << Name(config);
  }
}

// Whether two interpreters of a config have one string where both intern the same text, as this CPython itself shows.
bool InternInOneTable(InterpreterConfig config) {
  return AskInChild([&]() -> nlohmann::json {
    auto* const first = new Interpreter(Interpreter::Create(config));
    auto* const second = new Interpreter(Interpreter::Create(config));
    const auto intern = [] { return PyUnicode_InternFromString("isograde interned text"); };
    return first->Run(intern) == second->Run(intern);
  }) == true;
}

TEST(SharingRuleTest, AllowsAnInternedStringWhereBothInterpretersHaveOneTable) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = ObjectionsInOther(config, "__import__('sys').intern('isograde ' + 'interned'[:5])");
    EXPECT_EQ(answer[0], "") << Name(config);
    EXPECT_EQ(answer[1], InternInOneTable(config) ? "" : "a string of another interpreter") << Name(config);
  }
}

TEST(SharingRuleTest, NeverHasOneTableAcrossAllocators) {
  if (!cpython::AtLeast(3, 12)) GTEST_SKIP() << "one config only";
  EXPECT_FALSE(InternInOneTable(InterpreterConfig::kIsolated));
}

}  // namespace
}  // namespace isograde

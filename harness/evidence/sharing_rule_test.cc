#include "evidence/sharing_rule.h"

#include <gtest/gtest.h>

#include <string>

#include "interpreter/cpython_api.h"
#include "interpreter/interpreter.h"
#include "testing/in_child.h"
#include "testing/python.h"

namespace isograde {
namespace {

std::string ObjectionTo(const std::string& expression) {
  return SharingObjection(Eval(expression).get(), false);
}

TEST(SharingRuleTest, AllowsWhatTheRuntimeHasOnce) {
  for (const char* expression : {"None", "True", "...", "NotImplemented", "0", "255", "-5", "()",
                                 "b''", "b'x'", "''", "'x'", "int", "ValueError", "type"}) {
    EXPECT_EQ(ObjectionTo(expression), "") << expression;
  }
}

TEST(SharingRuleTest, ObjectsToMortalObjects) {
  for (const char* expression : {"[]", "{}", "set()", "(1, [])", "123456789 * 3", "2.5 * 3",
                                 "b'more' + b'bytes'", "object()", "bytearray()", "(lambda: 1)"}) {
    EXPECT_EQ(ObjectionTo(expression), "a mortal object") << expression;
  }
}

TEST(SharingRuleTest, ObjectsToHeapTypes) {
  EXPECT_EQ(ObjectionTo("type('T', (), {})"), "a heap type");
  EXPECT_EQ(ObjectionTo("type('E', (Exception,), {})"), "a heap type");
}

TEST(SharingRuleTest, ObjectsToStringsThatAreNotInterned) {
  EXPECT_EQ(ObjectionTo("'two ' + 'words'[:3]"), "a string of another interpreter");
  EXPECT_EQ(ObjectionTo("__import__('sys').intern('two ' + 'words'[:4])"), "")
      << "the one that this interpreter interned";
}

TEST(SharingRuleTest, AsksWithoutInterning) {
  Reference text = Eval("'isograde asks ' + 'twice'[:3]");
  EXPECT_NE(SharingObjection(text.get(), false), "");
  EXPECT_NE(SharingObjection(text.get(), false), "");
}

TEST(SharingRuleTest, KnowsConstantsAllTheWayDown) {
  for (const char* expression :
       {"None", "...", "True", "12345 * 6", "1.5 * 3", "2j * 3", "'a' * 40", "b'a' * 40",
        "(1, ('a', (b'b', frozenset({'c'}))))", "()", "frozenset()"}) {
    EXPECT_TRUE(IsConstant(Eval(expression).get())) << expression;
  }
  for (const char* expression :
       {"[]", "{}", "{1}", "bytearray()", "(1, ([],))", "frozenset({len})", "len", "int",
        "type('S', (str,), {})('a')", "type('T', (tuple,), {})()", "object()", "(lambda: 1)",
        "compile('1', '', 'eval')", "slice(1)", "__import__('sys')"}) {
    EXPECT_FALSE(IsConstant(Eval(expression).get())) << expression;
  }
}

TEST(SharingRuleTest, FindsNoConstantInATupleThatHoldsItself) {
  PyObject* const tuple = PyTuple_New(1);
  EXPECT_FALSE(IsConstant(tuple)) << "it is not finished";
  ASSERT_EQ(PyTuple_SetItem(tuple, 0, tuple), 0);  // steals; never freed
  EXPECT_FALSE(IsConstant(tuple));
}

TEST(SharingRuleTest, LeavesNoExceptionBehind) {
  Reference surrogate = Eval("'a\\udc80' * 2");
  SharingObjection(surrogate.get(), false);
  EXPECT_FALSE(PyErr_Occurred());
}

// A builtin module's static types are in the runtime's image as much as `int`; what counts is
// whether the runtime manages them.
TEST(SharingRuleTest, DoesNotExcuseStaticTypesOfABuiltinTarget) {
  EXPECT_EQ(SharingObjection(reinterpret_cast<PyObject*>(&PyLong_Type), true),
            cpython::AtLeast(3, 12)
                ? ""
                : "a static type that the runtime does not keep per interpreter");
}

// An interned string that is made at run time.
constexpr const char* kInterned = "__import__('sys').intern('isograde ' + 'interned'[:5])";

// Objections to an object of one interpreter: by itself, and by another of the same config.
nlohmann::json ObjectionsInOther(InterpreterConfig config, const std::string& expression) {
  return AskInChild([&]() -> nlohmann::json {
    auto* const first = new Interpreter(Interpreter::Create(config));
    auto* const second = new Interpreter(Interpreter::Create(config));
    PyObject* const object = first->Run([&] { return Eval(expression).release(); });
    return {first->Run([&] { return SharingObjection(object, false); }),
            second->Run([&] { return SharingObjection(object, false); })};
  });
}

// Whether two interpreters of a config have one and the same object as the value of an expression,
// as this CPython itself shows.
bool IsOneObject(InterpreterConfig config, const std::string& expression) {
  return AskInChild([&]() -> nlohmann::json {
           auto* const first = new Interpreter(Interpreter::Create(config));
           auto* const second = new Interpreter(Interpreter::Create(config));
           const auto evaluate = [&] { return Eval(expression).release(); };
           return first->Run(evaluate) == second->Run(evaluate);
         }) == true;
}

TEST(SharingRuleTest, AllowsSingletonsOfTheProcess) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    for (const char* expression : {"None", "True", "int", "ValueError", "7", "()", "b''", "'x'"}) {
      if (!IsOneObject(config, expression))
        continue;  // 3.9 and 3.10 have small integers, 3.10 `()`, for each interpreter
      EXPECT_EQ(ObjectionsInOther(config, expression), nlohmann::json({"", ""}))
          << Name(config) << " " << expression;
    }
  }
}

TEST(SharingRuleTest, ObjectsToSingletonsOfAnotherInterpreter) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    for (const char* expression : {"7", "()", "b''", "b'x'"}) {
      if (IsOneObject(config, expression)) continue;
      EXPECT_EQ(ObjectionsInOther(config, expression), nlohmann::json({"", "a mortal object"}))
          << Name(config) << " " << expression;
    }
  }
}

TEST(SharingRuleTest, ObjectsToObjectsOfAnotherInterpreterInEveryConfig) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    EXPECT_EQ(ObjectionsInOther(config, "[1]")[1], "a mortal object") << Name(config);
    EXPECT_EQ(ObjectionsInOther(config, "type('T', (), {})")[1], "a heap type") << Name(config);
  }
}

TEST(SharingRuleTest, AllowsAnInternedStringWhereBothInterpretersHaveOneTable) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = ObjectionsInOther(config, kInterned);
    EXPECT_EQ(answer[0], "") << Name(config);
    EXPECT_EQ(answer[1], IsOneObject(config, kInterned) ? "" : "a string of another interpreter")
        << Name(config);
  }
}

TEST(SharingRuleTest, NeverHasOneTableAcrossAllocators) {
  if (!cpython::AtLeast(3, 12)) GTEST_SKIP() << "one config only";
  EXPECT_FALSE(IsOneObject(InterpreterConfig::kIsolated, kInterned));
}

}  // namespace
}  // namespace isograde

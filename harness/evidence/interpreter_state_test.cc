#include "evidence/interpreter_state.h"

#include <Python.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "interpreter/evaluate.h"
#include "testing/in_child.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

// The differences that statements make, in a process of its own.
std::vector<std::string> DifferencesBy(const std::string& statements) {
  const auto answer = AskInChild([&]() -> nlohmann::json {
    const Namespace names;
    names.Execute("import sys, builtins, codecs, contextvars, warnings");
    const CodecRegistry codecs = FindCodecRegistry();
    const InterpreterState before = CaptureInterpreterState(codecs);
    if (const RaisedException raised = names.Execute(statements)) return {Text(raised)};
    return Texts(Differences(before, CaptureInterpreterState(codecs)));
  });
  return answer.is_array() ? answer.get<std::vector<std::string>>() : std::vector<std::string>();
}

struct Case {
  std::string statements, told;
};

TEST(InterpreterStateTest, StaysTheSameWhenNothingIsDone) {
  EXPECT_EQ(DifferencesBy("pass"), std::vector<std::string>());
}

TEST(InterpreterStateTest, TellsWhatChanged) {
  for (const Case& one : std::vector<Case>{
           {"sys.modules['isograde_x'] = None",
            "interpreter: sys.modules['isograde_x'] is new: None"},
           {"sys.isograde = 7", "interpreter: sys['isograde'] is new: 7"},
           {"sys.path.append('/isograde')", "is new: '/isograde'"},
           {"del builtins.abs", "interpreter: builtins['abs'] is gone; it was a builtin"},
           {"sys.displayhook = 8", "interpreter: sys['displayhook'] was "},
           {"codecs.register(len)", "interpreter: codec search functions[1] is new: a builtin"},
           {"codecs.register_error('isograde', len)",
            "interpreter: codec error handlers['isograde'] is new: a builtin"},
           {"warnings.simplefilter('ignore')", "interpreter: "},
           {"sys.setprofile(lambda *_: None)", "thread: this thread[profile function] was None"},
           {"v = contextvars.ContextVar('isograde'); v.set(9)", "context: context variables["}}) {
    const std::vector<std::string> found = DifferencesBy(one.statements);
    bool told = false;
    for (const std::string& text : found) told |= Mentions(text, one.told);
    EXPECT_TRUE(told) << one.statements << ": " << nlohmann::json(found);
  }
}

TEST(InterpreterStateTest, TellsAtMostTwelve) {
  EXPECT_EQ(DifferencesBy("sys.modules.update({str(i): None for i in range(100)})").size(), 12U);
}

}  // namespace
}  // namespace isograde

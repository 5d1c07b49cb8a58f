#include "interpreter/interpreter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>

#include "base/error.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "testing/in_child.h"
#include "testing/mentions.h"
#include "testing/python.h"

namespace isograde {
namespace {

// Every test works in a child: this process must never have a second interpreter.

std::string NameOf(InterpreterConfig config) { return std::string(Name(config)); }

TEST(InterpreterTest, IsCreatedAndEndedInEverySupportedConfig) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = AskInChild([config]() -> nlohmann::json {
      Interpreter created = Interpreter::Create(config);
      const auto sum = created.Run([] { return PyLong_AsLong(Eval("sum(range(5))").get()); });
      created.End();
      return sum;
    });
    EXPECT_EQ(answer, 10) << Name(config);
  }
}

TEST(InterpreterTest, HasAnIdOfItsOwnWhileOthersLive) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = AskInChild([config]() -> nlohmann::json {
      std::deque<Interpreter> alive;
      std::set<std::int64_t> ids = {Interpreter::Main().id()};
      for (int i = 0; i < 4; ++i) {
        alive.push_back(Interpreter::Create(config));
        ids.insert(alive.back().id());
        if (alive.back().Run(cpython::CurrentInterpreterId) != alive.back().id())
          return "Run entered another interpreter";
      }
      return ids.size();
    });
    EXPECT_EQ(answer, 5) << Name(config);
  }
}

TEST(InterpreterTest, LeavesMainCurrentAtEachStep) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = AskInChild([config]() -> nlohmann::json {
      PyThreadState* const before = PyThreadState_Get();
      Interpreter created = Interpreter::Create(config);
      const bool after_create = PyThreadState_Get() == before;
      created.Run([] {});
      const bool after_run = PyThreadState_Get() == before;
      created.End();
      return {after_create, after_run, PyThreadState_Get() == before,
              cpython::CurrentInterpreterId()};
    });
    EXPECT_EQ(answer, nlohmann::json({true, true, true, 0})) << Name(config);
  }
}

TEST(InterpreterTest, IsLeftWhenWhatRunsInItThrows) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    const Interpreter created = Interpreter::Create(InterpreterConfig::kLegacy);
    try {
      created.Run([] { throw HarnessError("thrown"); });
    } catch (const HarnessError&) {
    }
    return cpython::CurrentInterpreterId();
  });
  EXPECT_EQ(answer, 0);
}

TEST(InterpreterTest, HasModulesOfItsOwn) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = AskInChild([config]() -> nlohmann::json {
      const Interpreter created = Interpreter::Create(config);
      created.Run([] { MakeModule("isograde_made_here", "value = 1"); });
      const auto has = [] {
        return PyDict_GetItemString(PyImport_GetModuleDict(), "isograde_made_here") != nullptr;
      };
      return {created.Run(has), has()};
    });
    EXPECT_EQ(answer, nlohmann::json({true, false})) << Name(config);
  }
}

TEST(InterpreterTest, EndsOnceThoughItIsMoved) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    Interpreter first = Interpreter::Create(InterpreterConfig::kLegacy);
    const auto id = first.id();
    Interpreter second = std::move(first);
    second.End();
    second.End();
    return second.id() == id;
  });
  EXPECT_EQ(answer, true);
}

TEST(InterpreterTest, NeverEndsMain) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    Interpreter::Main().End();
    return PyLong_AsLong(Eval("6 * 7").get());
  });
  EXPECT_EQ(answer, 42);
}

TEST(InterpreterTest, IsRefusedInAConfigThatThisCPythonHasNot) {
  const auto supported = cpython::SupportedConfigs();
  for (const InterpreterConfig config : kAllConfigs) {
    if (std::find(supported.begin(), supported.end(), config) != supported.end()) continue;
    const auto answer = AskInChild([config]() -> nlohmann::json {
      try {
        Interpreter::Create(config);
      } catch (const HarnessError& error) {
        return {error.what(), cpython::CurrentInterpreterId()};
      }
      return "was created";
    });
    ASSERT_TRUE(answer.is_array()) << NameOf(config) << answer;
    EXPECT_TRUE(Mentions(answer[0].get<std::string>(), "has no interpreter configs"));
    EXPECT_EQ(answer[1], 0);
  }
}

// What the configs mean, by a single-phase module: CPython's own test module for it where there is
// one, else readline.
TEST(InterpreterTest, ChecksExtensionsAsItsConfigSays) {
  if (!cpython::AtLeast(3, 12)) GTEST_SKIP() << "one config only";
  std::string loads, refuses;
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto answer = AskInChild([config]() -> nlohmann::json {
      const Interpreter created = Interpreter::Create(config);
      return created.Run([] {
        RaisedException raised;
        for (const char* name : {"_testsinglephase", "readline", "_curses"}) {
          Reference module = Reference::Steal(PyImport_ImportModule(name));
          raised = TakeRaised();
          if (raised.type != "ModuleNotFoundError") break;
        }
        return raised.type;
      });
    });
    if (answer == "ModuleNotFoundError")
      GTEST_SKIP() << "this CPython has no single-phase module to try";
    (answer.get<std::string>().empty() ? loads : refuses) += NameOf(config) + " ";
  }
  EXPECT_EQ(loads, "legacy override ");
  EXPECT_EQ(refuses, "strict isolated ");
}

}  // namespace
}  // namespace isograde

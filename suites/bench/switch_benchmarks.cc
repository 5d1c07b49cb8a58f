#include <Python.h>

#include <algorithm>

#include "bench/benchmark.h"
#include "checklist/import_outcome.h"
#include "interpreter/evaluate.h"
#include "interpreter/interpreter.h"
#include "interpreter/reference.h"
#include "suites/bench/stopwatch.h"
#include "suites/exceptions/call_recorders.h"

namespace isograde {
namespace {

// So many at a time, some milliseconds: between them it is seen how fast the machine is.
constexpr std::int64_t kAtATime = 50'000;

// Runs piece(count) until there were so many iterations.
template <typename Function>
Stopwatch TimeBatches(std::int64_t iterations, Function&& piece) {
  Stopwatch watch;
  for (std::int64_t done = 0; done < iterations; done += kAtATime) {
    watch.Time([&] { piece(std::min(kAtATime, iterations - done)); });
    watch.Refer();
  }
  return watch;
}

// Stays alive: one that crashes while it ends takes nothing with it that was measured. The child
// leaves by _exit.
const Interpreter& New(InterpreterConfig config, Channel& channel, int number) {
  channel.Begin(stages::kCreate, number);
  return *new Interpreter(Interpreter::Create(config));
}

// From one interpreter to another on the same thread.
Measurement MeasureSwitch(InterpreterConfig config, std::int64_t iterations, Channel& channel) {
  const Interpreter main = Interpreter::Main();
  const Interpreter &first = New(config, channel, 1), &second = New(config, channel, 2);
  channel.Begin(stages::kUse, 2, "switching");
  const std::int64_t pairs = (iterations + 1) / 2;
  const Stopwatch watch = TimeBatches(pairs, [&](std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      PyThreadState_Swap(first.state());
      PyThreadState_Swap(second.state());
    }
  });
  PyThreadState_Swap(main.state());
  return watch.Over(2 * pairs);
}

// From main: there, one call of a Python function that does nothing, and back.
Measurement MeasureCall(InterpreterConfig config, std::int64_t iterations, Channel& channel) {
  const Interpreter& other = New(config, channel, 1);
  channel.Begin(stages::kUse, 1, "calling");
  PyObject* const function = other.Run([] {
    Namespace names;
    return names.Evaluate("lambda: None").release();
  });
  if (!function) throw CannotMeasure("the function to be called could not be made");
  const Stopwatch watch = TimeBatches(iterations, [&](std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      other.Run([&] { Py_DecRef(PyObject_CallObject(function, nullptr)); });
    }
  });
  return watch.Over(iterations);
}

void AddSwitchBenchmarks(InterpreterConfig config, const BenchmarkPlan&,
                         std::vector<Benchmark>& all) {
  const Load nothing{.name = "nothing"};
  const auto add = [&](const char* what, auto measure) {
    all.push_back({.name = BenchmarkName(what, nothing, config),
                   .unit = Benchmark::Unit::kMicroseconds,
                   .measure = [config, measure](std::int64_t iterations, Channel& channel) {
                     return measure(config, iterations, channel);
                   }});
  };
  add("switch", MeasureSwitch);
  add("call", MeasureCall);
}

const BenchmarkRegistration kRegistration({.place = 70, .in_config = AddSwitchBenchmarks});

}  // namespace
}  // namespace isograde

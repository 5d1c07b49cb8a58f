#include "suites/concurrency/parallel_experiments.h"

#include <Python.h>
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "checklist/experiment.h"
#include "checklist/observations.h"
#include "checklist/situation.h"
#include "interpreter/interpreter.h"
#include "suites/concurrency/crew.h"
#include "suites/concurrency/throughput.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/seat.h"
#include "suites/identity/call_results.h"
#include "suites/identity/share_recorder.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ParallelImport, interpreter, round, imports, raised);
ISOGRADE_JSON_FIELDS(ParallelUse, interpreter, call, serial, times, differing, different, trouble,
                     import_raised, setup_raised, was_found);
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kImportsPerRound = 6;
constexpr int kMostStaggerMicroseconds = 2000;
constexpr std::chrono::milliseconds kUseAtOnce{30};  // shared by all calls
constexpr int kMostTimes = 400;
constexpr std::size_t kLongestValue = 4000;

// A GIL must not be held while a lock is waited for.
std::unique_lock<std::mutex> LockDetached(std::mutex& mutex) {
  const Detached waiting;
  return std::unique_lock<std::mutex>(mutex);
}

// Sleeps with no interpreter current.
void Stagger(std::minstd_rand& random) {
  std::uniform_int_distribution<int> microseconds(0, kMostStaggerMicroseconds);
  const Detached sleeping;
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds(random)));
}

// The seat of the interpreter that one thread creates for itself.
struct OwnSeat {
  OwnSeat(InterpreterConfig config, int index, const std::vector<std::string>& path)
      : interpreter(Interpreter::Create(config)) {
    seat.index = index;
    seat.interpreter = &interpreter;
    interpreter.Run([&] { SetSearchPath(path); });
  }

  Interpreter interpreter;
  Seat seat;
};

std::string ResultOf(const Seat& seat, const std::string& call) {
  const Reference value = seat.names->Evaluate(call);
  return value ? ReprOf(value.get(), kLongestValue) : "raised " + Text(TakeRaised());
}

// Interpreters, each on a thread of its own, are created, import, use and end at
// the same time, staggered at random by the seed; within each round the target is imported again
// and again, if it can be.
void RunParallelImport(const Subject& subject, InterpreterConfig config, const Effort& effort,
                       Channel& channel) {
  const ImportRecorder import(subject, false, channel);
  const std::vector<std::string> path = SearchPath();
  for (int round = 1; round <= effort.stress; ++round) {
    Gate gate(effort.interpreters);
    RunOnThreads(effort.interpreters, [&](int index) {
      std::minstd_rand random(effort.seed + static_cast<std::uint32_t>(round * 1000 + index));
      channel.Begin(stages::kParallelImport, index + 1, "round " + std::to_string(round));
      OwnSeat own(config, index + 1, path);
      ParallelImport result{.interpreter = index + 1, .round = round};
      gate.Pass();
      own.interpreter.Run([&] {
        const int imports = subject.imports_again ? kImportsPerRound : 1;
        for (; result.imports < imports && !result.raised; ++result.imports) {
          if (result.imports > 1) Stagger(random);  // the first two come as close as can be
          DropFromModules(subject.target);
          const ImportRecorder::Imported imported = import.ImportAndTell();
          Py_XDECREF(imported.module);
          result.raised = imported.raised;
        }
      });
      channel.Observe(result);
      gate.Pass();
      own.interpreter.End();
    });
  }
}

// The calls that were found, in all interpreters at once: the whole sequence again and again, which
// each begins somewhere else.
std::vector<ParallelUse> UseFound(const Recipe& recipe, Seat& seat, const Effort& effort,
                                  Gate& gate, std::mutex& one_at_a_time) {
  const std::size_t count = recipe.found.size();
  std::vector<ParallelUse> results(count);
  const std::size_t first =
      count * static_cast<std::size_t>(seat.index) / static_cast<std::size_t>(effort.interpreters);
  const auto place = [&](std::size_t step) { return (first + step) % count; };
  std::vector<std::string> calls;
  for (const Recipe::Found& found : recipe.found)
    calls.push_back(WithOwnValues(found.call, seat.index));
  {
    const std::unique_lock<std::mutex> alone = LockDetached(one_at_a_time);
    seat.interpreter->Run([&] {
      // Twice, for what gives another result once it was called.
      for (int lap = 0; lap < 2; ++lap) {
        for (std::size_t step = 0; step < count; ++step) {
          const std::size_t i = place(step);
          results[i] = {.interpreter = seat.index, .call = calls[i], .was_found = true};
          results[i].serial = FoundValue(recipe.found[i], calls[i], seat);
        }
      }
    });
  }
  gate.Pass();
  seat.interpreter->Run([&] {
    const auto end = Clock::now() + kUseAtOnce * effort.stress;
    for (int times = 0; count > 0 && (times == 0 || Clock::now() < end); ++times) {
      for (std::size_t step = 0; step < count; ++step) {
        ParallelUse& result = results[place(step)];
        const std::string value = FoundValue(recipe.found[place(step)], result.call, seat);
        ++result.times;
        if (value != result.serial && result.differing++ == 0) result.different = value;
      }
    }
  });
  return results;
}

// The recipe's calls in all interpreters at once, compared with what they gave one
// after another; then the exercise for its throughput.
void RunParallelUse(const Subject& subject, InterpreterConfig config, const Effort& effort,
                    Channel& channel) {
  const std::vector<std::string> calls = subject.recipe.uses();
  if (calls.empty() && subject.recipe.found.empty() && !subject.is_control) return;
  const ImportRecorder import(subject, false, channel);
  const std::vector<std::string> path = SearchPath();
  std::optional<ThroughputClock> clock;
  if (!effort.fast && !subject.is_control) clock.emplace(subject, effort, import);
  Gate gate(effort.interpreters);
  std::mutex one_at_a_time;
  RunOnThreads(effort.interpreters, [&](int index) {
    const int interpreter = index + 1;
    channel.Begin(stages::kUseInTurn, interpreter, "one after another");
    std::unique_ptr<OwnSeat> own;
    RaisedException raised;
    {
      const std::unique_lock<std::mutex> alone = LockDetached(one_at_a_time);
      own = std::make_unique<OwnSeat>(config, interpreter, path);
      own->interpreter.Run([&] {
        own->seat.module = import.ImportAnew();
        raised = TakeRaised();
      });
      PrepareCalls(subject, own->seat);
    }
    Seat& seat = own->seat;
    std::vector<ParallelUse> results;
    const bool usable = seat.loaded() && !seat.setup_raised;
    for (const std::string& call : calls) {
      ParallelUse& result = results.emplace_back(ParallelUse{interpreter, call});
      result.import_raised = raised;
      if (!usable) {
        result.setup_raised = seat.loaded();
        result.trouble = seat.loaded() ? "the recipe's setup raised " + Text(seat.setup_raised)
                                       : "importing it raised " + Text(raised);
        continue;
      }
      const std::unique_lock<std::mutex> alone = LockDetached(one_at_a_time);
      seat.interpreter->Run([&] { result.serial = ResultOf(seat, call); });
    }
    channel.Begin(stages::kParallelUse, interpreter, "all at once");
    for (ParallelUse& result : results) {
      gate.Pass();
      if (!usable) continue;
      seat.interpreter->Run([&] {
        const auto end = Clock::now() + kUseAtOnce * effort.stress / static_cast<int>(calls.size());
        while (result.times == 0 ||
               (Clock::now() < end && result.times < kMostTimes * effort.stress)) {
          ++result.times;
          std::string value = ResultOf(seat, result.call);
          if (value != result.serial && result.differing++ == 0) result.different = value;
        }
      });
    }
    for (const ParallelUse& result : results) channel.Observe(result);
    if (usable) {
      for (const ParallelUse& result : UseFound(subject.recipe, seat, effort, gate, one_at_a_time))
        channel.Observe(result);
    } else {
      gate.Pass();  // as the others do
    }
    gate.Pass();
    if (clock) clock->Run(index, seat, usable, gate);
    gate.Pass();
    Leave(seat);
    own->interpreter.End();
  });
  if (clock) clock->Tell(channel);
}

// Whoever changes one object without a lock in common may be lucky: its count of references, for
// one.
bool SharesWithoutALock(const Observations& seen) {
  const auto all = seen.Across<SharedObjects>();
  return HasOwnGil(seen.config) &&
         std::any_of(all.begin(), all.end(),
                     [](const SharedObjects& shared) { return shared.topmost > shared.constants; });
}

ISOGRADE_EXPERIMENT({.id = experiments::kParallelImport,
                     .words = "N new interpreters, each on a thread of its own, import it at the "
                              "same time, again and again",
                     .stages = {stages::kParallelImport},
                     .run = RunParallelImport,
                     .when = WhereItLoads,
                     .also_without =
                         [](const Record& record, const Record* /*bare*/, const Record& /*alone*/) {
                           const auto all = record.All<ParallelImport>();
                           return std::any_of(all.begin(), all.end(),
                                              [](const ParallelImport& one) {
                                                return static_cast<bool>(one.raised);
                                              });
                         },
                     .place = 90,
                     .by_chance = true});

ISOGRADE_EXPERIMENT({.id = experiments::kParallelUse,
                     .words = "N new interpreters, each on a thread of its own, use it at the same "
                              "time",
                     .stages = {stages::kUseInTurn},
                     .run = RunParallelUse,
                     .when = WhereItLoads,
                     .place = 100,
                     .timed = true,
                     .by_chance = true,
                     .is_likely = SharesWithoutALock});

}  // namespace
}  // namespace isograde

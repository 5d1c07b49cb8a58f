#include "suites/lifecycle/cycle_experiment.h"

#include <Python.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "base/slope.h"
#include "checklist/experiment.h"
#include "checklist/situation.h"
#include "interpreter/cpython_api.h"
#include "interpreter/interpreter.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/seat.h"
#include "suites/identity/call_results.h"
#include "suites/lifecycle/memory_use.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Growth, at_once, rounds, gauges, values);
ISOGRADE_JSON_FIELDS(CycleFailure, interpreter, round, loaded_in, raised);
ISOGRADE_JSON_FIELDS(NoCycles, reason);
namespace {

// The first interpreters of a process fill caches; dicts that only ever grow reach their size. And
// malloc's heap settles: on 3.15, it gives out up to 3 kB more or less in each of the first four.
constexpr int kWarmUp = 4;
constexpr int kFewest = 3;
// In 3.11 all interpreters' classes come and go in one dict, tp_subclasses of the static `object`
// (add_subclass in typeobject.c). When it is full of leavers, dictresize rebuilds it at half its
// size, 18 kB less, and two cycles later at its old one: of 8 readings, two, too many to tell
// 1 KiB per cycle from. Where 8 do not settle it, 16 do (issue 6).
constexpr int kEnough = 8;
constexpr int kMost = 16;
constexpr int kRounds = 4;

bool SeemsToGrow(const Growth& growth) {
  for (std::size_t i = 0; i < growth.gauges.size(); ++i) {
    if (RobustSlope(growth.values[i]).estimate > Gauges()[i].noticeable) return true;
  }
  return false;
}

class Cycles {
 public:
  Cycles(const Subject& subject, InterpreterConfig config, Channel& channel)
      : subject_(subject),
        config_(config),
        channel_(channel),
        import_(subject, false, channel),
        main_(Interpreter::Main()) {
    main_seat_.interpreter = &main_;
  }

  void WarmUp() {
    for (int cycle = 0; cycle < kWarmUp; ++cycle)
      OneCycle(1, HasRounds() || subject_.is_control ? kRounds : 1);
  }

  // Of a distribution, what more imports in one interpreter leave is its Python's too, which
  // registers where nothing unregisters: nobody imports it anew but us.
  bool HasRounds() const {
    return subject_.imports_again && !subject_.is_control &&
           subject_.target.kind != TargetKind::kDistribution;
  }

  bool HasLoaded() const { return loaded_in_ > 0; }
  // By the first import that did not work.
  const RaisedException& raised() const { return raised_; }

  Growth Run(int at_once, int rounds, int stress) {
    const int fewest = kFewest * stress, enough = kEnough * stress, most = kMost * stress;
    Growth growth{.at_once = at_once, .rounds = rounds};
    growth.gauges = Gauges();
    growth.values.resize(growth.gauges.size());
    for (auto& values : growth.values) values.reserve(static_cast<std::size_t>(most) + 1);
    Read(growth);
    for (int cycle = 1; cycle <= most && !failed_; ++cycle) {
      OneCycle(at_once, rounds);
      Read(growth);
      // Steps of malloc's heap go up and down by 1 KiB (3.15). Three that go up by as much as each
      // other come along now and then, and are clear: they are no growth yet (issue 24).
      const bool seems_to_grow = !subject_.is_control && SeemsToGrow(growth);
      if (cycle >= (seems_to_grow ? enough : fewest) && IsClear(growth)) break;
      if (cycle >= enough && !subject_.is_control && !seems_to_grow) break;
    }
    return growth;
  }

 private:
  static void Read(Growth& growth) {
    PyGC_Collect();
    const std::vector<double> now = ReadGauges();
    for (std::size_t i = 0; i < now.size(); ++i) growth.values[i].push_back(now[i]);
  }

  void OneCycle(int at_once, int rounds) {
    std::deque<Interpreter> interpreters;
    std::deque<Seat> seats;
    for (int i = 0; i < at_once; ++i) {
      channel_.Begin(stages::kCycle, ++created_);
      interpreters.push_back(Interpreter::Create(config_));
      Seat& seat = seats.emplace_back();
      seat.index = created_;
      seat.interpreter = &interpreters.back();
      AdoptSearchPath(main_seat_, seat);
    }
    for (int round = 1; round <= rounds; ++round) {
      for (Seat& seat : seats) {
        Import(seat, round);
        PrepareCalls(subject_, seat);
        Use(seat, round);
        Leave(seat);
      }
    }
    for (Interpreter& interpreter : interpreters) interpreter.End();
  }

  // Tells of the first import that raises where one has worked.
  void Import(Seat& seat, int round) {
    const RaisedException raised = seat.interpreter->Run([&] {
      DropFromModules(subject_.target);
      auto [module, by] = import_.ImportAndTell();
      seat.module = module;
      return by;
    });
    if (!raised) {
      if (loaded_in_ == 0) loaded_in_ = seat.index;
      return;
    }
    if (!raised_) raised_ = raised;
    if (loaded_in_ == 0 || std::exchange(told_, true)) return;
    // A control goes on: its modules may well be refused.
    failed_ = !subject_.is_control;
    channel_.Observe(CycleFailure{seat.index, round, loaded_in_, raised});
  }

  void Use(Seat& seat, int round) {
    if (!seat.loaded() || seat.setup_raised) return;
    seat.interpreter->Run([&] {
      for (const Recipe::Raise& raise : subject_.recipe.raises) Evaluate(seat, raise.call);
      for (const std::string& call : subject_.recipe.uses()) Evaluate(seat, call);
      if (round == 1) MakeFound(subject_.recipe, seat);
    });
  }

  static void Evaluate(const Seat& seat, const std::string& call) {
    const Reference value = seat.names->Evaluate(call);
    PyErr_Clear();
  }

  // Every interval is narrower than what is noticed.
  static bool IsClear(const Growth& growth) {
    for (std::size_t i = 0; i < growth.gauges.size(); ++i) {
      const Gauge& gauge = Gauges()[i];
      const Slope slope = RobustSlope(growth.values[i]);
      if (slope.high - slope.low > gauge.noticeable) return false;
    }
    return true;
  }

  const Subject& subject_;
  InterpreterConfig config_;
  Channel& channel_;
  ImportRecorder import_;
  Interpreter main_;
  Seat main_seat_;
  int created_ = 0;
  int loaded_in_ = 0;  // the first interpreter; 0: none yet
  bool told_ = false;
  bool failed_ = false;
  RaisedException raised_;
};

// Create an interpreter, import, use, end, again and again; then the same with several
// rounds of import and use in each interpreter, the module deleted from sys.modules in between.
//
// Two comparisons come out of it. With the control: what an interpreter that loaded the target
// leaves behind. It can be told where the CPython leaves next to nothing itself; 3.12, 3.13.0 and
// own allocators of 3.13.15 never free the names that an interpreter interned (1,500 to 2,800
// blocks each, and those of every module on top), which is no fault of the module. And of several
// rounds with one: what one more import and use leaves behind, in an interpreter that knows all
// its names already. The second holds everywhere, and is exact: 0 for a module that gives back
// what it took.
//
// With a stress above 1 also with two interpreters alive at once. Stops early when it is clear, or
// when an import raises.
void RunCycles(const Subject& subject, InterpreterConfig config, const Effort& effort,
               Channel& channel) {
  // Measured with no extension: from -5 to +15 blocks from one interpreter to the next on 3.8
  // and 3.9, now and then one on 3.10, none from 3.11 on.
  if (!cpython::AtLeast(3, 11)) {
    channel.Observe(NoCycles{
        "before 3.11 what an ended interpreter leaves behind varies with no extension as well"});
    return;
  }
  cpython::CountArenas();
  Cycles cycles(subject, config, channel);
  cycles.WarmUp();
  if (!cycles.HasLoaded() && !subject.is_control) {
    channel.Observe(NoCycles{"it loaded in none of them: " + Text(cycles.raised())});
    return;
  }
  channel.Observe(cycles.Run(1, 1, effort.stress));
  if (cycles.HasRounds()) channel.Observe(cycles.Run(1, kRounds, effort.stress));
  if (effort.stress > 1) channel.Observe(cycles.Run(2, 1, effort.stress));
}

// Beyond what CPython leaves behind with nothing in it, or nearly: where that is not known, at all.
// Nothing is said of a gauge by which CPython itself grows (Gauge::usual).
bool SeemsToGrowBeyond(const Growth& growth, const std::vector<Growth>& bare) {
  const auto same = std::find_if(bare.begin(), bare.end(), [&](const Growth& one) {
    return one.at_once == growth.at_once && one.rounds == growth.rounds;
  });
  if (same == bare.end() || same->values.size() != growth.values.size()) return SeemsToGrow(growth);
  for (std::size_t i = 0; i < growth.gauges.size(); ++i) {
    const double usual = std::max(RobustSlope(same->values[i]).estimate, 0.0);
    if (usual / growth.at_once >= Gauges()[i].usual) continue;
    if (RobustSlope(growth.values[i]).estimate - usual > Gauges()[i].noticeable / 2) return true;
  }
  return false;
}

// It raised, or may have left something behind, which may be what its imports do without it.
bool FailedOrGrew(const Record& record, const Record* bare, const Record& /*alone*/) {
  const std::vector<Growth> all = record.All<Growth>();
  const std::vector<Growth> usual = bare ? bare->All<Growth>() : std::vector<Growth>{};
  return record.First<CycleFailure>() ||
         std::any_of(all.begin(), all.end(), [&](const Growth& growth) {
           return growth.rounds == 1 && SeemsToGrowBeyond(growth, usual);
         });
}

ISOGRADE_EXPERIMENT({.id = experiments::kCycles,
                     .words = "create, import, use, end, again and again, with memory and "
                              "references measured",
                     .stages = {stages::kCycle},
                     .run = RunCycles,
                     .when = InTheMostIsolatedConfig,
                     .also_without = FailedOrGrew,
                     .place = 60,
                     .compared = true});

}  // namespace
}  // namespace isograde

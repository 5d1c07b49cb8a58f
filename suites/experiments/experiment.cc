#include "suites/experiments/experiment.h"

#include <ctime>
#include <deque>
#include <span>

#include "suites/declaration/declare_stage.h"
#include "suites/exceptions/call_stages.h"
#include "suites/identity/probe_stages.h"
#include "suites/identity/reimport_stage.h"
#include "suites/identity/share_stage.h"
#include "suites/loading/import_stage.h"

namespace isograde {
namespace {

double ProcessCpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Interpreters and seats of one experiment. Allocated and never freed: the child leaves by _exit.
class Cast {
 public:
  Cast(const Subject& subject, bool alone, Channel& channel)
      : subject_(subject), channel_(channel), import_(subject, alone, channel) {
    interpreters_.push_back(Interpreter::Main());
    seats_.emplace_back().interpreter = &interpreters_.back();
  }

  Seat& main() { return seats_.front(); }
  std::span<Seat> all() { return seats_; }
  const ImportStage& import() const { return import_; }
  std::span<const InterpreterCost> costs() const { return costs_; }

  void Create(InterpreterConfig config, int count) {
    seats_.reserve(static_cast<std::size_t>(count) +
                   1);  // seats do not move: stages hold on to them
    for (int index = 1; index <= count; ++index) {
      channel_.Begin(Stage::kCreate, index);
      const double before = ProcessCpuSeconds();
      interpreters_.push_back(Interpreter::Create(config));
      costs_.push_back({.create_s = ProcessCpuSeconds() - before});
      Seat& seat = seats_.emplace_back();
      seat.index = index;
      seat.interpreter = &interpreters_.back();
      AdoptSearchPath(main(), seat);
    }
  }

  void Import(Seat& seat) {
    import_.Import(seat);
    PrepareCalls(subject_, seat);
  }

  void EndAll() {
    for (std::size_t i = 1; i < interpreters_.size(); ++i) {
      channel_.Begin(Stage::kEnd, static_cast<int>(i));
      const double before = ProcessCpuSeconds();
      interpreters_[i].End();
      costs_[i - 1].end_s = ProcessCpuSeconds() - before;
    }
  }

 private:
  const Subject& subject_;
  Channel& channel_;
  ImportStage import_;
  std::deque<Interpreter> interpreters_;
  std::vector<Seat> seats_;
  std::vector<InterpreterCost> costs_;
};

}  // namespace

void RunAlone(const Subject& subject, Channel& channel) {
  auto& cast = *new Cast(subject, true, channel);
  cast.Import(cast.main());
  if (!cast.main().loaded()) return;
  RunDeclareStage(subject, cast.main(), channel);
  RunRaiseStage(subject, cast.all(), "alone", channel);
  RunShareStage(subject, cast.all(), channel);
  RunAttributeStage(subject.target.name, cast.all(), channel);
  RunSubclassStage(subject.target.name, cast.all(), channel);
  RunUseStage(subject, cast.all(), "alone", channel);
}

void RunAcross(const Subject& subject, InterpreterConfig config, Order order, int interpreters,
               Channel& channel) {
  auto& cast = *new Cast(subject, false, channel);
  const bool main_first = order == Order::kMainFirst;
  if (main_first) cast.Import(cast.main());
  cast.Create(config, InterpretersCreated(order, interpreters));
  // Not in a control: it has nothing to import.
  if (main_first && !subject.is_control) NoteObjects(subject, cast.all().back());
  for (Seat& seat : cast.all().subspan(1)) cast.Import(seat);
  if (main_first) {
    RunRaiseStage(subject, cast.all(), "main first", channel);
  } else {
    RunRaiseStage(subject, cast.all(), "before main", channel);
    cast.Import(cast.main());
    RunRaiseStage(subject, cast.all(), "main last", channel);
  }
  RunMatchStage(subject, cast.all(), channel);
  RunShareStage(subject, cast.all(), channel);
  if (main_first) {
    RunAttributeStage(subject.target.name, cast.all(), channel);
    RunSubclassStage(subject.target.name, cast.all(), channel);
    Seat& last = cast.all().back();
    if (last.loaded()) RunReimportStage(subject, last, cast.import(), channel);
  }
  // Last, because it is the most that is asked of the module: what breaks here hides nothing else.
  // Where it was imported again it is left out: other modules may hold the old one and find the new
  // one, or the other way round.
  RunUseStage(subject, main_first ? cast.all().first(cast.all().size() - 1) : cast.all(),
              main_first ? "main first" : "main last", channel);
  if (subject.is_control) {
    cast.EndAll();
    for (const InterpreterCost& cost : cast.costs()) channel.Observe(cost);
  }
}

}  // namespace isograde

#include "suites/experiments/cast.h"

#include <ctime>
#include <utility>

#include "base/fault.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"

namespace isograde {

double ProcessCpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Cast::Cast(const Subject& subject, bool alone, Channel& channel)
    : subject_(subject), channel_(channel), import_(subject, alone, channel) {
  interpreters_.push_back(Interpreter::Main());
  seats_.emplace_back().interpreter = &interpreters_.back();
}

void Cast::Create(InterpreterConfig config, int count) {
  seats_.reserve(static_cast<std::size_t>(count) + 1);  // seats do not move: stages hold on to them
  if (ISOGRADE_FAULT("experiment/one-interpreter-less") && count > 1) --count;
  for (int index = 1; index <= count; ++index) {
    channel_.Begin(stages::kCreate, index);
    const double before = ProcessCpuSeconds();
    interpreters_.push_back(Interpreter::Create(config));
    costs_.push_back({.create_s = ProcessCpuSeconds() - before});
    Seat& seat = seats_.emplace_back();
    seat.index = index;
    seat.interpreter = &interpreters_.back();
    AdoptSearchPath(main(), seat);
  }
}

void Cast::Import(Seat& seat) {
  import_.Import(seat);
  if (seat.loaded() && !subject_.recipe.setup.empty()) channel_.Begin(stages::kSetup, seat.index);
  Prepare(seat);
}

void Cast::Prepare(Seat& seat) {
  PrepareCalls(subject_, seat);
  const Recipe& recipe = subject_.recipe;
  if (seat.setup_raised)
    channel_.Observe(
        SetupFailure{seat.index, seat.setup_raised, recipe.file, recipe.LineOf(recipe.setup)});
}

RaisedException Cast::Load(Seat& seat) {
  RaisedException raised = seat.interpreter->Run([&] {
    auto [module, by] = import_.ImportAndTell();
    seat.module = module;
    seat.members = import_.Members();
    return by;
  });
  Prepare(seat);
  return raised;
}

void Cast::End(Seat& seat) {
  const auto index = static_cast<std::size_t>(seat.index);
  channel_.Begin(stages::kEnd, seat.index);
  Leave(seat);
  const double before = ProcessCpuSeconds();
  interpreters_[index].End();
  costs_[index - 1].end_s = ProcessCpuSeconds() - before;
}

}  // namespace isograde

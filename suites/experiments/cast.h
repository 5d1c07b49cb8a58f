#pragma once

#include <deque>
#include <span>
#include <vector>

#include "checklist/interpreter_cost.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

namespace stages {
inline constexpr Stage kEnd{.id = "end", .words = "ending an interpreter"};
}  // namespace stages

/// The interpreters of one experiment and the target's seat in each. To be made and used on the
/// child's main thread, attached to the main interpreter. Never destroyed where interpreters are
/// still alive: the child leaves by _exit.
class Cast {
 public:
  /// `alone`: main stays the only interpreter.
  Cast(const Subject& subject, bool alone, Channel& channel);

  Seat& main() { return seats_.front(); }
  /// Main's and, in order of creation, those of the others; ended ones too.
  std::span<Seat> all() { return seats_; }
  std::span<Seat> others() { return all().subspan(1); }
  const ImportRecorder& import() const { return import_; }
  std::span<const InterpreterCost> costs() const { return costs_; }

  /// Creates `count` interpreters; once in the life of a cast.
  void Create(InterpreterConfig config, int count);
  /// Imports the target in a seat and runs the recipe's setup, in stages::kSetup.
  void Import(Seat& seat);
  /// Imports the target in a seat as a program would, with nothing observed besides what it raised,
  /// and runs the recipe's setup.
  RaisedException Load(Seat& seat);
  /// Gives back what the cast holds of the seat's interpreter, and ends it. Not for main.
  void End(Seat& seat);

 private:
  /// Runs the recipe's setup, and tells where it raises.
  void Prepare(Seat& seat);

  const Subject& subject_;
  Channel& channel_;
  ImportRecorder import_;
  std::deque<Interpreter> interpreters_;
  std::vector<Seat> seats_;
  std::vector<InterpreterCost> costs_;
};

}  // namespace isograde

#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "checklist/subject.h"
#include "evidence/foreign_pointers.h"
#include "evidence/function_tables.h"
#include "evidence/interpreter_state.h"
#include "evidence/process_state.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "suites/state/level_changes.h"

namespace isograde {

namespace stages {
inline constexpr Stage kLevels{
    .id = "levels", .words = "reading the state of other interpreters", .optional = true};
}  // namespace stages

/// Compares, around what one interpreter does with the target, the state of the process, of the
/// runtime, and of every other interpreter. Sends LevelChanges where something differs.
class LevelRecorder {
 public:
  /// `wanted`: false for one that does nothing.
  LevelRecorder(const Subject& subject, bool wanted, Channel& channel);

  /// `seats`: all that live. Called() after each call between the two, for what is put back soon.
  void Before(std::span<const Seat> seats, const Seat& acting);
  void Called(const Seat& acting, const std::string& call);
  /// `acting` as of Before(), which is to be called again before the next time.
  void After(std::span<const Seat> seats, const Seat& acting, StaticPhase phase);

  /// The recipe's state of the current thread and context: set in the last seat that loaded the
  /// target, looked at in those before it. The last that is read.
  void SetCurrent(std::span<const Seat> seats);

  /// The same of what exploring found, of which nobody says what is set and what shows it: the last
  /// seat makes all calls with other values, twice, and whatever takes no arguments is called in
  /// all before and after. What follows the last seat's, both times, is one for all of them.
  void SetFound(std::span<const Seat> seats);

 private:
  InterpreterState StateOf(const Seat& seat);
  void Compare(std::span<const Seat> seats);
  std::vector<StateChange> ProcessChanges(const Seat& acting) const;
  std::vector<std::string> Standing(const Seat& seat) const;
  void Tell(LevelChanges told, std::vector<StateChange> changes);
  void NotePointers(const Seat& acting, StaticPhase phase, const std::string& call);
  void TryExchanged(const Seat& acting, const std::string& call);

  const Recipe& recipe_;
  Channel& channel_;
  bool wanted_;
  std::map<int, CodecRegistry> codecs_;  ///< by seat
  ProcessState process_;
  FunctionTables functions_;
  ForeignPointers pointers_;
  std::set<std::string> told_;            ///< of the process, of a call, since Before()
  std::span<const Seat> seats_;           ///< that live, as of Before()
  std::vector<InterpreterState> others_;  ///< by seat; empty of the one that acts
};

}  // namespace isograde

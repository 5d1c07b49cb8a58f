#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checklist/finding.h"
#include "checklist/observations.h"
#include "checklist/subject.h"
#include "evidence/interpreter_state.h"
#include "evidence/process_state.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "suites/state/static_stage.h"

namespace isograde {

/// Something that became different while one interpreter was at work, on a level that is not its
/// own.
struct LevelChange {
  std::string text;    ///< beginning with the level: "process: umask was 022, is 077"
  std::string reason;  ///< why the module does that on purpose, by its recipe; empty: it does not
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LevelChange, text, reason)

struct LevelChanges {
  static constexpr const char* kName = "level-changes";
  StaticPhase phase = StaticPhase::kImport;
  int interpreter = 0;  ///< that was at work
  int seen_in = -1;     ///< whose state changed; -1: the process's or the runtime's
  std::vector<LevelChange> changes{};
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LevelChanges, phase, interpreter, seen_in, changes)

/// Compares, around what one interpreter does with the target, the state of the process, of the
/// runtime, and of every other interpreter. Sends LevelChanges where something differs.
class LevelStage {
 public:
  /// `wanted`: false for one that does nothing.
  LevelStage(const Subject& subject, bool wanted, Channel& channel);

  /// `seats`: all that live.
  void Before(std::span<const Seat> seats, const Seat& acting);
  /// `acting` as of Before(), which is to be called again before the next time.
  void After(std::span<const Seat> seats, const Seat& acting, StaticPhase phase);

  /// The recipe's state of the current thread and context: set in the last seat that loaded the
  /// target, looked at in those before it.
  void SetCurrent(std::span<const Seat> seats);

 private:
  InterpreterState StateOf(const Seat& seat);
  std::vector<std::string> ProcessChanges(const Seat& acting) const;
  void Tell(StaticPhase phase, int interpreter, int seen_in, std::vector<std::string> texts);

  const Recipe& recipe_;
  Channel& channel_;
  bool wanted_;
  std::map<int, CodecRegistry> codecs_;  ///< by seat
  ProcessState process_;
  std::vector<InterpreterState> others_;  ///< by seat; empty of the one that acts
};

/// What a check of levels finds: changes whose text begins with one of `levels` ("process: ").
Finding JudgeLevels(const Observations& seen, std::initializer_list<std::string_view> levels);

}  // namespace isograde

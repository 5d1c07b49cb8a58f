#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/held.h"
#include "sandbox/observation_kind.h"
#include "sandbox/observation_list.h"
#include "sandbox/position.h"
#include "sandbox/post_mortem.h"

namespace isograde {

/// How a sandboxed child came to its end.
enum class Ending {
  kComplete,        ///< the closing frame arrived: the only ending whose results are whole
  kExited,          ///< left by itself without the closing frame
  kSignalled,       ///< killed by a signal of its own making
  kTimedOut,        ///< killed by us after the time limit: it did not get on
  kTooLong,         ///< killed by us after the limit of time in all, still getting on: no hang
  kTooMuch,         ///< killed by us after the limit of output
  kTooMany,         ///< killed by us after the limit of processes or threads
  kTooManyFiles,    ///< killed by us after the limits of its scratch folder
  kChannelLost,     ///< its result pipe was closed under it
  kChannelSpoiled,  ///< killed by us: its result pipe carried what the harness does not write
  kOutOfMemory,     ///< killed by us after the limit of memory, or out of it in the harness itself
};
// The first is what an unknown word is read as.
NLOHMANN_JSON_SERIALIZE_ENUM(Ending, {{Ending::kExited, "exited"},
                                      {Ending::kComplete, "complete"},
                                      {Ending::kSignalled, "signalled"},
                                      {Ending::kTimedOut, "timed-out"},
                                      {Ending::kTooLong, "too-long"},
                                      {Ending::kTooMuch, "too-much-output"},
                                      {Ending::kTooMany, "too-many-processes"},
                                      {Ending::kTooManyFiles, "too-many-files"},
                                      {Ending::kChannelLost, "channel-lost"},
                                      {Ending::kChannelSpoiled, "channel-spoiled"},
                                      {Ending::kOutOfMemory, "out-of-memory"}})

/// Something that a child may not do, and tried.
struct Attempt {
  std::string what;  ///< "open a socket of UDP"
  Position during;   ///< the first time
};
ISOGRADE_JSON(Attempt);

/// All that came out of one experiment in its sandboxed child: plain data, whole in JSON.
struct Record {
  Ending ending = Ending::kExited;
  int exit_code = 0;
  int signal = 0;
  double limit_s = 0;  ///< the time limit that it reached, of one that was killed for that
  std::vector<Position> stages;
  std::vector<std::string> finished;  ///< ids of the stages that were gone through
  ObservationList observations;
  std::string harness_error;
  std::string output;              ///< the beginning of what it wrote to stdout and stderr
  std::uint64_t output_bytes = 0;  ///< all of it
  PostMortem post_mortem;          ///< of a crash or a time-out
  /// Seen from a part of what it is about: what broke is another part's doing.
  bool broke_elsewhere = false;
  Held held;                      ///< by its confinement
  std::vector<Attempt> attempts;  ///< each once
  int processes_left = 0;         ///< processes found alive after its end, and killed
  double cpu_s = 0;
  double wall_s = 0;

  bool complete() const { return ending == Ending::kComplete && harness_error.empty(); }
  Position last() const { return stages.empty() ? Position{} : stages.back(); }
  /// Whether it got through a stage, and what that was to show is among the observations.
  bool Finished(const Stage& stage) const {
    return complete() || std::find(finished.begin(), finished.end(), stage.id) != finished.end();
  }

  /// Every observation of type T, in order.
  template <typename T>
  std::vector<T> All() const {
    static_cast<void>(internal::kIsRegistered<T>);
    std::vector<T> found;
    for (const auto& entry : observations) {
      if (entry->name == T::kName) found.push_back(entry->data.template get<T>());
    }
    return found;
  }
  template <typename T>
  std::optional<T> First() const {
    static_cast<void>(internal::kIsRegistered<T>);
    for (const auto& entry : observations) {
      if (entry->name == T::kName) return entry->data.template get<T>();
    }
    return std::nullopt;
  }
};
ISOGRADE_JSON(Record);

/// All of it but the observations, which may be megabytes.
Record WithoutObservations(const Record& record);

/// "was killed by SIGSEGV while importing it in interpreter 2"; empty for a complete record.
std::string DescribeEnding(const Record& record);

/// "the main interpreter" or "interpreter 2".
std::string InterpreterName(int interpreter);
/// "main, 1, 2".
std::string InterpreterNames(const std::vector<int>& interpreters);

}  // namespace isograde

#pragma once

#include <string_view>

#include "sandbox/stage.h"

namespace isograde {

/// What is done with a target, each in a sandboxed child of its own. Who imports first, who ends
/// first, and what happens at the same time is what they differ in.
enum class Experiment {
  kAlone,            ///< main imports, and there is no other interpreter
  kMainFirst,        ///< main imports, then N others
  kMainLast,         ///< N - 1 others import, then main
  kFirstLoaderEnds,  ///< N others import; they end in order of creation, the survivors go on
  kLastLoaderEnds,   ///< main and N - 1 others import; they end in reverse; the process leaves
  kCycles,           ///< K times create, import, use, end
  kReinitialize,     ///< K times initialise CPython, import, use, finalise
  kParallelImport,   ///< N others, each on a thread of its own, import at the same time
  kParallelUse,      ///< and use it at the same time
  kCallback,         ///< have it call back from a foreign thread
};

/// "main-first": in keys, reports and help.
constexpr std::string_view Name(Experiment experiment) {
  switch (experiment) {
    case Experiment::kAlone:
      return "alone";
    case Experiment::kMainFirst:
      return "main-first";
    case Experiment::kMainLast:
      return "main-last";
    case Experiment::kFirstLoaderEnds:
      return "first-loader-ends";
    case Experiment::kLastLoaderEnds:
      return "last-loader-ends";
    case Experiment::kCycles:
      return "cycles";
    case Experiment::kReinitialize:
      return "reinitialize";
    case Experiment::kParallelImport:
      return "parallel-import";
    case Experiment::kParallelUse:
      return "parallel-use";
    case Experiment::kCallback:
      return "callback";
  }
  return "?";
}

/// Whether it is demanded of an experiment to have gone through a stage: probes, re-imports and
/// what follows them happen only where main imports first.
constexpr bool GoesThrough(Experiment experiment, Stage stage) {
  return experiment != Experiment::kMainLast || stage < Stage::kAttributes ||
         stage > Stage::kOldRaise;
}

}  // namespace isograde

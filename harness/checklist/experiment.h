#pragma once

#include <array>
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
  kDropped,          ///< main imports and uses it, drops it and collects
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
    case Experiment::kDropped:
      return "dropped";
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

inline constexpr std::array kAllExperiments = {
    Experiment::kAlone,           Experiment::kMainFirst,      Experiment::kMainLast,
    Experiment::kFirstLoaderEnds, Experiment::kLastLoaderEnds, Experiment::kCycles,
    Experiment::kDropped,         Experiment::kReinitialize,   Experiment::kParallelImport,
    Experiment::kParallelUse,     Experiment::kCallback};

/// What is done in it, for `isograde list experiments`.
constexpr std::string_view Words(Experiment experiment) {
  switch (experiment) {
    case Experiment::kAlone:
      return "the target in the main interpreter and no other: what it declares, the recipe's "
             "calls";
    case Experiment::kMainFirst:
      return "main imports, then N new interpreters of one config; walk, attributes, types, "
             "exceptions, re-import";
    case Experiment::kMainLast:
      return "N - 1 new interpreters import, are used without main, then main imports";
    case Experiment::kFirstLoaderEnds:
      return "N new interpreters import and use it, then end in order of creation; the survivors, "
             "and main, go on";
    case Experiment::kLastLoaderEnds:
      return "main and N - 1 new interpreters import and use it; they end in reverse, the process "
             "leaves with one alive";
    case Experiment::kCycles:
      return "create, import, use, end, again and again, with memory and references measured";
    case Experiment::kDropped:
      return "main imports and uses it, drops every reference to it, and collects";
    case Experiment::kReinitialize:
      return "CPython is initialised, the target imported and used, CPython finalised, again and "
             "again (libpython only)";
    case Experiment::kParallelImport:
      return "N new interpreters, each on a thread of its own, import it at the same time, again "
             "and again";
    case Experiment::kParallelUse:
      return "N new interpreters, each on a thread of its own, use it at the same time";
    case Experiment::kCallback:
      return "main and a new interpreter import it; it calls back from a thread of its own";
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

#pragma once

#include <nlohmann/json.hpp>

namespace isograde {

/// What an experiment is doing when something breaks, in the order in which an experiment does it.
/// Each stage is answered for by one check (Check::answers_for).
enum class Stage {
  kNone,
  kCreate,          ///< create an interpreter
  kImport,          ///< import the target
  kRetry,           ///< try a refused import again
  kDeclare,         ///< read its definition
  kCApi,            ///< read which functions of CPython its libraries want
  kRaise,           ///< the recipe's raising calls
  kMatch,           ///< match exception classes against each other
  kWalk,            ///< walk what is reachable from the module
  kAttributes,      ///< set and look for attributes
  kSubclass,        ///< derive from its types
  kReimport,        ///< delete from sys.modules and import again
  kOldRaise,        ///< raising calls of the old module, after a re-import
  kUse,             ///< the recipe's exercise and accepting calls
  kEnd,             ///< end an interpreter
  kSurvive,         ///< import, use and provoke it after another interpreter has ended
  kCollect,         ///< drop the module and collect
  kExit,            ///< finalise and leave the process
  kCycle,           ///< one cycle of create, import, use, end
  kParallelImport,  ///< import it in several interpreters at once
  kParallelUse,     ///< use it in several interpreters at once
  kCallback,        ///< wait for a callback from a foreign thread
  kReinitialize,    ///< one round of initialise, import, use, finalise
  kStatics,         ///< read its static variables
  kLevels,          ///< read the state of the process, the runtime and the other interpreters
};
constexpr int kLastStage = static_cast<int>(Stage::kLevels);

NLOHMANN_JSON_SERIALIZE_ENUM(Stage, {{Stage::kNone, "none"},
                                     {Stage::kCreate, "create"},
                                     {Stage::kImport, "import"},
                                     {Stage::kDeclare, "declare"},
                                     {Stage::kCApi, "c-api"},
                                     {Stage::kRetry, "retry"},
                                     {Stage::kWalk, "walk"},
                                     {Stage::kAttributes, "attributes"},
                                     {Stage::kSubclass, "subclass"},
                                     {Stage::kMatch, "match"},
                                     {Stage::kRaise, "raise"},
                                     {Stage::kUse, "use"},
                                     {Stage::kReimport, "reimport"},
                                     {Stage::kOldRaise, "old-raise"},
                                     {Stage::kEnd, "end"},
                                     {Stage::kSurvive, "survive"},
                                     {Stage::kCollect, "collect"},
                                     {Stage::kExit, "exit"},
                                     {Stage::kCycle, "cycle"},
                                     {Stage::kParallelImport, "parallel-import"},
                                     {Stage::kParallelUse, "parallel-use"},
                                     {Stage::kCallback, "callback"},
                                     {Stage::kReinitialize, "reinitialize"},
                                     {Stage::kStatics, "statics"},
                                     {Stage::kLevels, "levels"}})

/// Whether the recipe's calls are made in it.
constexpr bool IsACall(Stage stage) { return stage == Stage::kRaise || stage == Stage::kUse; }

/// For a sentence: "crashed while {importing it} in interpreter 2".
constexpr const char* Words(Stage stage) {
  switch (stage) {
    case Stage::kNone:
      return "starting";
    case Stage::kCreate:
      return "creating an interpreter";
    case Stage::kImport:
      return "importing it";
    case Stage::kDeclare:
      return "reading its definition";
    case Stage::kRetry:
      return "importing it again after a refusal";
    case Stage::kWalk:
      return "walking its objects";
    case Stage::kAttributes:
      return "setting attributes on it and its types";
    case Stage::kSubclass:
      return "deriving from its types";
    case Stage::kMatch:
      return "comparing its exception classes";
    case Stage::kCApi:
      return "reading which functions of CPython it uses";
    case Stage::kRaise:
      return "making it raise its own exception";
    case Stage::kUse:
      return "using it";
    case Stage::kReimport:
      return "importing it again after deleting it from sys.modules";
    case Stage::kOldRaise:
      return "calling the old module after a re-import";
    case Stage::kEnd:
      return "ending an interpreter";
    case Stage::kSurvive:
      return "using it after another interpreter had ended";
    case Stage::kCollect:
      return "collecting the dropped module";
    case Stage::kExit:
      return "leaving the process";
    case Stage::kCycle:
      return "going through a cycle of create, import, use and end";
    case Stage::kParallelImport:
      return "importing it in several interpreters at once";
    case Stage::kParallelUse:
      return "using it in several interpreters at once";
    case Stage::kCallback:
      return "waiting for a callback from a foreign thread";
    case Stage::kReinitialize:
      return "initialising and finalising CPython again";
    case Stage::kStatics:
      return "reading its static variables";
    case Stage::kLevels:
      return "reading the state of other interpreters";
  }
  return "?";
}

}  // namespace isograde

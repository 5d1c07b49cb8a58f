#pragma once

#include "checklist/import_outcome.h"
#include "sandbox/stage.h"

namespace isograde {

/// Stages that tests of the harness have their experiments go through. Those of the suites are
/// theirs: nothing of them is known here.
namespace test_stages {
inline constexpr Stage kCycle{.id = "cycle", .words = "going through a cycle", .creates = true};
inline constexpr Stage kEnd{.id = "end", .words = "ending an interpreter"};
inline constexpr Stage kOldRaise{
    .id = "old-raise", .words = "calling the old module", .makes_calls = true};
inline constexpr Stage kRaise{
    .id = "raise", .words = "making it raise its own exception", .makes_calls = true};
inline constexpr Stage kReimport{.id = "reimport", .words = "importing it anew"};
inline constexpr Stage kUse{.id = "use", .words = "using it", .makes_calls = true};
inline constexpr Stage kWalk{.id = "walk", .words = "walking its objects"};
}  // namespace test_stages

}  // namespace isograde

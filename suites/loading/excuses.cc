#include <fmt/format.h>

#include "checklist/demonstrated.h"
#include "checklist/judge.h"
#include "suites/declaration/declaration_recorder.h"

namespace isograde {
namespace {

// The target ran in no further interpreter, because a module that it needs does not load there.
std::string DependencyDoesNotLoad(const Observations& seen) {
  if (FurtherInterpretersLoaded(seen) > 0) return {};
  const std::string dependency = FailingDependency(seen);
  return dependency.empty()
             ? ""
             : fmt::format("before that its dependency {} did not load here", dependency);
}

const ExcuseRegistration kDependency(DependencyDoesNotLoad);
const ExcuseRegistration kTurnedAway(TurnedAwayByCPython);

}  // namespace
}  // namespace isograde

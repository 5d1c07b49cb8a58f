#include "checklist/situation.h"

#include "checklist/demonstrated.h"

namespace isograde {

Decision WhereItLoads(const Situation& situation) {
  const Record* const first = situation.seen(*situation.config, experiments::kMainFirst);
  if (!first) return Decision::kWait;
  return IsUsableEverywhere(*first) ? Decision::kRun : Decision::kLeaveOut;
}

Decision InTheMostIsolatedConfig(const Situation& situation) {
  const bool may_be_elsewhere = situation.config == InterpreterConfig::kLegacy &&
                                situation.configs.contains(InterpreterConfig::kIsolated);
  if (!may_be_elsewhere) return WhereItLoads(situation);
  const Record* const isolated =
      situation.seen(InterpreterConfig::kIsolated, experiments::kMainFirst);
  if (!isolated) return Decision::kWait;
  return IsUsableEverywhere(*isolated) ? Decision::kLeaveOut : WhereItLoads(situation);
}

}  // namespace isograde

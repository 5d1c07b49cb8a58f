#include "checklist/demonstrated.h"
#include "checklist/judge.h"

namespace isograde {
namespace {

const ExcuseRegistration kTurnedAway(TurnedAwayByCPython);

}  // namespace
}  // namespace isograde

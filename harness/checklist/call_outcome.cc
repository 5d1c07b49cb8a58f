#include "checklist/call_outcome.h"

#include <fmt/format.h>

#include "sandbox/record.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(CallPhase, when, ended);
ISOGRADE_JSON_FIELDS(SetupFailure, interpreter, raised, file, line);
ISOGRADE_JSON_FIELDS(RaiseOutcome, phase, interpreter, exception, is_elsewhere, call, raised,
                     caught, trouble, is_wrong, documented, declined);
ISOGRADE_JSON_FIELDS(UseOutcome, phase, interpreter, call, value, raised, trouble, is_wrong,
                     documented, declined);
ISOGRADE_JSON_FIELDS(CallsApart, calls);
ISOGRADE_JSON_FIELDS(CurrentOutcome, call, raised);

std::string Words(const CallPhase& phase) {
  switch (phase.when) {
    case CallPhase::kAlone:
      return "alone";
    case CallPhase::kMainFirst:
      return "main first";
    case CallPhase::kBeforeMain:
      return "before main";
    case CallPhase::kMainLast:
      return "main last";
    case CallPhase::kAfterReimport:
      return "after re-import";
    case CallPhase::kBeforeAnyEnd:
      return "before any end";
    case CallPhase::kAfterEnd:
      return fmt::format("after interpreter{} {} ended", phase.ended.size() == 1 ? "" : "s",
                         InterpreterNames(phase.ended));
  }
  return "?";
}

}  // namespace isograde

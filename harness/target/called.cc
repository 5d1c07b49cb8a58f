#include "target/called.h"

#include <fmt/format.h>

namespace isograde {

ISOGRADE_JSON_FIELDS(FoundCall, call, needs, by_value);
ISOGRADE_JSON_FIELDS(SilentCallable, name, raised);
ISOGRADE_JSON_FIELDS(BrokenCall, code, how);
ISOGRADE_JSON_FIELDS(Called, callables, answered, documented, exceptions, own_exceptions,
                     was_capped, main, calls, callback, silent, broke);

std::string Text(const Called& called) {
  std::string text = fmt::format("{} of {} public callables", called.answered, called.callables);
  if (called.documented > 0) text += fmt::format(" ({} from its documentation)", called.documented);
  if (called.own_exceptions > 0)
    text += fmt::format(", {} of its {} exceptions", called.exceptions, called.own_exceptions);
  if (called.was_capped) text += "; the time was up before all was tried";
  return text;
}

}  // namespace isograde

#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// A call that exploring has found: what it gives is compared between interpreters.
struct FoundCall {
  std::string call;                ///< an expression
  std::vector<std::string> needs;  ///< modules without which it cannot be made
  bool by_value = true;            ///< by its repr, else by its class alone
  bool operator==(const FoundCall&) const = default;
};
ISOGRADE_JSON(FoundCall);

/// Something public of which no call with any of the values was taken.
struct SilentCallable {
  std::string name;
  std::vector<std::string> raised;  ///< by all that was tried; empty: it was not tried
  bool operator==(const SilentCallable&) const = default;
};
ISOGRADE_JSON(SilentCallable);

/// A call that its process did not come back from.
struct BrokenCall {
  std::string code;
  std::string how;  ///< "was killed by SIGSEGV ..."
  bool operator==(const BrokenCall&) const = default;
};
ISOGRADE_JSON(BrokenCall);

/// What exploring a target showed of its public callables.
struct Called {
  static constexpr const char* kName = "called";
  int callables = 0;       ///< that are public: functions, classes, methods of what came out
  int answered = 0;        ///< of these: returned, or raised what is not about how they were called
  int documented = 0;      ///< of these: by examples of the target's own documentation
  int exceptions = 0;      ///< classes of its own that came up
  int own_exceptions = 0;  ///< classes of its own that are public
  bool was_capped = false;       ///< it ended for want of time: more could have been found
  std::string main;              ///< the module that `module` is in the calls
  std::vector<FoundCall> calls;  ///< that are made in every experiment, in this order
  std::string callback;  ///< one that has `callback` called from another thread; empty: none did
  std::vector<SilentCallable> silent;
  std::vector<BrokenCall> broke;

  bool operator==(const Called&) const = default;
};
ISOGRADE_JSON(Called);

/// "29 of 32 public callables (12 from its documentation), 3 of its 3 exceptions".
std::string Text(const Called& called);

}  // namespace isograde

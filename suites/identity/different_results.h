#pragma once

#include <vector>

#include "checklist/finding.h"
#include "checklist/observations.h"
#include "sandbox/record.h"

namespace isograde {

/// What calls that were found give in some interpreter, and did not in main alone, where they gave
/// the same in any process.
struct DifferentResults {
  std::vector<Evidence> caused;  ///< something is known that interpreters can have it from
  std::vector<Evidence> unexplained;
  int tried = 0;  ///< results that were compared
};

/// Nothing where an interpreter does without extension modules that main has, or has other names or
/// other kinds of things than main: they are other calls then.
DifferentResults FindDifferentResults(const Observations& seen);

/// Whether some call that was found gave something in main and was declined by every further
/// interpreter.
bool DeclinesSomeFound(const Record& record);

/// Whether its libraries' static variables change while it is used.
bool ChangesItsStatics(const Observations& seen);

}  // namespace isograde

#pragma once

#include <vector>

#include "base/json_fields.h"
#include "checklist/making.h"
#include "sandbox/record.h"

namespace isograde {

/// Those of the members of a distribution.
struct Makings {
  static constexpr const char* kName = "makings";
  std::vector<Making> members;
};
ISOGRADE_JSON(Makings);

/// How a target was made, as its record in main alone has it; of a distribution, where all of its
/// members were made alike. Otherwise it is not known.
Making MakingIn(const Record& alone);

}  // namespace isograde

#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sandbox/stage.h"

namespace isograde {

/// Where an experiment stood.
struct Position {
  Stage stage = Stage::kNone;
  int interpreter = -1;  ///< 0 main, 1.. in order of creation, -1 none in particular
  std::string detail;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Position, stage, interpreter, detail)

}  // namespace isograde

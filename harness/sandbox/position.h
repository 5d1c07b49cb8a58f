#pragma once

#include <string>

#include "base/json_fields.h"
#include "sandbox/stage.h"

namespace isograde {

/// Where an experiment stood: a stage, as it described itself.
struct Position {
  std::string stage = std::string(stages::kNone.id);
  std::string words = std::string(stages::kNone.words);
  bool makes_calls = false;
  bool creates = false;
  int interpreter = -1;  ///< 0 main, 1.. in order of creation, -1 none in particular
  std::string detail;

  static Position At(const Stage& stage, int interpreter = -1, std::string detail = {}) {
    return {std::string(stage.id), std::string(stage.words), stage.makes_calls, stage.creates,
            interpreter,           std::move(detail)};
  }
  bool Is(const Stage& other) const { return stage == other.id; }
};
ISOGRADE_JSON(Position);

}  // namespace isograde

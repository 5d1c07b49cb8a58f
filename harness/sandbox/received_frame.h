#pragma once

#include <nlohmann/json.hpp>

#include "sandbox/record.h"

namespace isograde {

/// Adds what a frame of a child says to its record: an observation, of a kind that there is, or an
/// error of the harness. `closed`: set by the last one. Throws where it is none that the harness
/// writes.
void AddFrame(nlohmann::json&& frame, Record& record, bool& closed);

}  // namespace isograde

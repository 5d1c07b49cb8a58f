#pragma once

#include <optional>
#include <string>

#include "checklist/use.h"
#include "gate/drift.h"

namespace isograde {

/// A turn of what an embedder gets of a distribution in interpreters of one kind.
struct UseTurn {
  Drift drift;
  std::string text;  ///< "own GIL: falls back, where it worked: without yaml._yaml"
};

/// None where nothing turned: what is missing counts, reasons do not.
std::optional<UseTurn> TurnOf(const Use& was, const Use& is);

}  // namespace isograde

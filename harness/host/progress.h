#pragma once

#include <string>

#include "sandbox/child_pool.h"

namespace isograde {

/// A line on stderr that says how far the experiments are, on a terminal only.
struct Progress {
  static void Attach(ChildPool& pool);
  /// Shows this instead.
  static void Show(const std::string& text);
  /// Takes the line away again.
  static void Clear();
};

}  // namespace isograde

#pragma once

#include <string>

namespace isograde {

/// A line on stderr that says how far the work is, on a terminal only.
struct Progress {
  /// "3 of 12 experiments".
  static void ShowExperiments(int done, int queued);
  static void Show(const std::string& text);
  /// Takes the line away again.
  static void Clear();
};

}  // namespace isograde

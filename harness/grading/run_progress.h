#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace isograde {

/// What a grading tells on a terminal while it runs: how far it is, on what, and for how long yet.
class RunProgress {
 public:
  RunProgress() : start_(std::chrono::steady_clock::now()) {}

  /// Of the targets that were asked for.
  void Graded(std::size_t done, std::size_t all);
  /// `running`: keys of experiments, "target/config/experiment".
  void Show(int done, int queued, const std::vector<std::string>& running) const;

  /// "27 of 109 graded: _csv, _json; about 2 min left".
  std::string Text(int done, int queued, const std::vector<std::string>& running,
                   std::chrono::duration<double> spent) const;

 private:
  std::chrono::steady_clock::time_point start_;
  std::size_t graded_ = 0, all_ = 1;
};

}  // namespace isograde

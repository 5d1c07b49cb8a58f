#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/benchmark.h"
#include "sandbox/child_pool.h"

namespace isograde {

/// What the rows of one run know of each other.
struct RowsTogether {
  ChildPool& pool;
  std::map<std::string, std::vector<Measurement>> climbs = {};  ///< by Benchmark::climb
  /// What hung, by what its rows have in common: a hang takes as long as a child may, so that one
  /// is enough.
  std::map<std::string, std::string> hung = {};
};

/// Measures one benchmark, repetition after repetition, each in a sandboxed child of its own; the
/// rows of a climb are read off the same children. What fails once is not tried again, and what
/// loads into the same interpreters as something that hung is not tried. All it is given must
/// outlive it.
class RowRunner {
 public:
  RowRunner(const Benchmark& benchmark, RowsTogether& together)
      : benchmark_(benchmark), together_(together) {}

  /// The next repetition; where there is a `problem`, all later ones have it as well.
  Measurement Next(std::int64_t iterations);

 private:
  void Warm();
  Measurement Measured(std::int64_t iterations);
  Measurement Climbed();
  Measurement InChild(std::int64_t iterations);
  const std::string& CommonName() const;

  const Benchmark& benchmark_;
  RowsTogether& together_;
  std::size_t repetition_ = 0;
  bool warm_ = false;
  std::string problem_;
};

}  // namespace isograde

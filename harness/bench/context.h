#pragma once

#include <map>
#include <string>

#include "bench/benchmark.h"
#include "sandbox/child_pool.h"

namespace isograde {

/// What a run of benchmarks says of its surroundings, by key: "cpython", "build_flags", "configs",
/// "targets" (both with commas), "machine", "startup_files" (with commas; whose code
/// every interpreter runs; absent where there are none) ... A child of the pool is asked for
/// some.
std::map<std::string, std::string> ContextOf(const BenchmarkPlan& plan, ChildPool& pool);

}  // namespace isograde

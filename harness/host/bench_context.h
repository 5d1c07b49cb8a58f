#pragma once

#include <map>
#include <string>

#include "sandbox/child_pool.h"
#include "suites/bench/benchmark.h"

namespace isograde {

/// What a run of benchmarks says of its surroundings, by key: "cpython", "build_flags", "configs",
/// "targets" (both with commas), "machine" ... The flags are asked for in a child of the pool.
std::map<std::string, std::string> ContextOf(const BenchmarkPlan& plan, ChildPool& pool);

}  // namespace isograde

#pragma once

#include <string>
#include <vector>

#include "bench/results.h"
#include "report/style.h"

namespace isograde {

/// "18.2 ms": three digits, in the unit that suits.
std::string TimeText(double seconds);
/// "1.1 MB" (10^6 bytes).
std::string BytesText(double bytes);
/// "a, b, c and 5 more": the first few names of benchmarks.
std::string FirstOf(const std::vector<std::string>& names);

/// What a run says about interpreters, in sentences: what one costs, what each load adds, what the
/// last of many costs, and the peers of the same run. Begins with a warning where the machine was
/// too noisy.
std::string Summary(const BenchResults& results, const Style& style);

/// Tables in Markdown: what an interpreter costs by CPython and config, what loads add, and the
/// peers of the same runs. Medians, with half the distance between the quartiles in percent.
/// `runs`: as AtOneSpeed gives them; what that made of the times is told below.
std::string BenchTables(const std::vector<BenchResults>& runs);

}  // namespace isograde

#pragma once

#include <string>

namespace isograde {

struct Comparison;
struct Report;

/// Whether a comparison can be written in a format: "text", "json", "markdown", "sarif", "junit".
bool IsComparisonFormat(const std::string& format);

/// A comparison in one of these but text. `now`: the new report; `baseline`: the other one's file.
/// json: {"schema": "isograde/comparison/1", ..., "worse": true, "changes": [...]}. junit: a test
/// case for each change, of which those fail that are worse, and those are skipped that are
/// accepted. sarif: a result for each change that is worse, or accepted (suppressed).
std::string Written(const std::string& format, const Comparison& comparison, const Report& now,
                    const std::string& baseline);

}  // namespace isograde

#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {

struct Report;

/// A report from a file that `isograde grade` wrote. Keys that it does not know are passed over.
/// Throws UsageError, one sentence with the path, for what is no JSON, no report, not whole, or of
/// another schema.
Report ReadReport(const std::string& path);

/// The same of any schema that still has the keys of ours: Report::schema and
/// Report::isograde_version tell.
Report ReadReportOfAnySchema(const std::string& path);

/// From JSON that is in memory; `path` is what messages call it.
Report ReportFromJson(const nlohmann::json& json, const std::string& path);

/// The JSON in a file. Throws UsageError.
nlohmann::json ReadJson(const std::string& path);

}  // namespace isograde

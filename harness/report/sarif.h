#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "checklist/finding.h"
#include "report/source_root.h"

namespace isograde {

struct Report;

/// Of a file; in the repository, relative to %SRCROOT%.
nlohmann::json SarifArtifact(const SourceUri& file);

/// "error", "warning", "note".
std::string SarifLevel(Severity severity);

/// SARIF 2.1.0: the checklist as rules, one result for each target and check that fails it in a
/// config that counts. A result stands at the source line of the variable or the function that it
/// names, where that is known, and at the module's file otherwise. `partialFingerprints` stay the
/// same while lines and addresses move.
nlohmann::json ToSarif(const Report& report, const SourceRoot& root);

}  // namespace isograde

#include "report/sarif.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/json_name.h"
#include "base/json_text.h"
#include "checklist/check.h"
#include "report/folded.h"
#include "report/format.h"
#include "report/report.h"
#include "report/words.h"

namespace isograde {
namespace {

using nlohmann::json;

struct SeverityRow {
  Severity severity;
  const char* level;              ///< SARIF's
  const char* security_severity;  ///< OSSF Scorecard's scale for critical, high, medium, low
  const char* problem_severity;   ///< GitHub's
};
constexpr SeverityRow kSeverities[] = {
    {Severity::kBreaks, "error", "9.0", "error"},
    {Severity::kContaminates, "error", "7.0", "error"},
    {Severity::kHygiene, "warning", "4.0", "warning"},
    {Severity::kNote, "note", "1.0", "recommendation"},
};

const SeverityRow& RowOf(Severity severity) {
  return *std::find_if(std::begin(kSeverities), std::end(kSeverities),
                       [&](const SeverityRow& row) { return row.severity == severity; });
}

json Rule(const Check& check) {
  const SeverityRow& row = RowOf(check.severity);
  return {{"id", check.id},
          {"name", check.name()},
          {"shortDescription", {{"text", check.claim}}},
          {"fullDescription", {{"text", fmt::format("{} {}", check.claim, check.remedy)}}},
          {"help",
           {{"text", fmt::format("{}\n\nWhy: {}", check.remedy, check.rationale)},
            {"markdown", fmt::format("{}\n\n[Why]({}). `isograde explain {}` shows a module that "
                                     "fails this and one that does not.",
                                     check.remedy, check.rationale, check.id)}}},
          {"helpUri", check.rationale},
          {"defaultConfiguration", {{"level", row.level}}},
          {"properties",
           {{"tags", {"isolation", check.suite()}},
            {"severity", JsonName(check.severity)},
            {"problem.severity", row.problem_severity},
            {"security-severity", row.security_severity},
            {"precision", "high"}}}};
}

// FNV-1a, 64 bits: names a finding, and guards nothing.
std::string Fingerprint(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

// What tells one finding from another without lines, addresses or counts.
std::string Identity(const TargetReport& target, const CheckResult& result) {
  std::string text = target.target.name + "\n" + result.id;
  for (const Evidence& evidence : result.finding.evidence) {
    for (const std::string* part :
         {&evidence.variable, &evidence.symbol, &evidence.object_path, &evidence.function}) {
      if (!part->empty()) text += "\n" + *part;
    }
  }
  return text;
}

json Location(const Evidence& evidence, const TargetReport& target, const SourceRoot& root) {
  const std::string& what = evidence.variable.empty() ? evidence.function : evidence.variable;
  return {{"physicalLocation",
           {{"artifactLocation", SarifArtifact(root.Uri(evidence.file))},
            {"region", {{"startLine", evidence.line}}}}},
          {"logicalLocations",
           {{{"fullyQualifiedName", target.target.name + (what.empty() ? "" : ":" + what)}}}},
          {"message", {{"text", evidence.text}}}};
}

// Those that can be shown at a line of the repository first, then those at any line: what shows a
// few results shows those that lead somewhere.
int Place(const json& result) {
  const json& place = result["locations"][0]["physicalLocation"];
  if (!place.contains("region")) return 2;
  return place["artifactLocation"].contains("uriBaseId") ? 0 : 1;
}

bool IsInRoot(const json& location) {
  return location["physicalLocation"]["artifactLocation"].contains("uriBaseId");
}

// Where nothing is known of the source: the module itself.
json ModuleLocation(const TargetReport& target, const SourceRoot& root) {
  const std::string& file = target.target.file;
  return {
      {"physicalLocation",
       {{"artifactLocation", SarifArtifact(root.Uri(file.empty() ? target.target.name : file))}}},
      {"logicalLocations", {{{"fullyQualifiedName", target.target.name}, {"kind", "module"}}}}};
}

json Result(const TargetReport& target, const Folded& folded, const SourceRoot& root) {
  const CheckResult& result = *folded.result;
  const Check* const check = FindCheck(result.id);
  json locations = json::array();
  std::string details;
  for (const Evidence& evidence : result.finding.evidence) {
    if (!evidence.file.empty() && evidence.line > 0)
      locations.push_back(Location(evidence, target, root));
    details += "\n- " + evidence.text;
  }
  // One in the repository before others, which who reads the result there cannot open.
  const auto in_root = std::find_if(locations.begin(), locations.end(), IsInRoot);
  if (in_root != locations.end()) std::rotate(locations.begin(), in_root, std::next(in_root));
  const json first = locations.empty() ? ModuleLocation(target, root) : locations.front();
  if (!locations.empty()) locations.erase(0);
  json all = {
      {"ruleId", result.id},
      {"level", RowOf(folded.severity()).level},
      {"message",
       {{"text", fmt::format("{}: {} ({}){}{}", target.target.name, result.finding.message,
                             fmt::join(folded.configs, ", "), details,
                             check ? fmt::format("\n\nRemedy: {}", RemedyOf(*check, result.finding))
                                   : "")}}},
      {"locations", {first}},
      {"partialFingerprints", {{"isogradeFinding/v1", Fingerprint(Identity(target, result))}}},
      {"properties",
       {{"target", target.target.name},
        {"grade", target.grade.letter},
        {"configs", folded.configs},
        {"severity", JsonName(folded.severity())}}}};
  if (!target.target.owner.empty()) all["properties"]["distribution"] = target.target.owner;
  if (!locations.empty()) all["relatedLocations"] = locations;
  return all;
}

// SARIF's place for what is wrong with how a tool was set up.
json Notification(const RecipeFault& fault, const SourceRoot& root) {
  json place = {{"artifactLocation", SarifArtifact(root.Uri(fault.file))}};
  if (fault.line > 0) place["region"] = {{"startLine", fault.line}};
  return {
      {"level", "error"},
      {"message", {{"text", fmt::format("The recipe's fault, not the module's: {}", Text(fault))}}},
      {"locations", {{{"physicalLocation", place}}}}};
}

// What GitHub keeps apart from other runs: a newer patch of a CPython takes the place of the older.
std::string Category(const Report& report) {
  return fmt::format("isograde/{}{}{}/", MinorVersion(report), report.free_threaded ? "t" : "",
                     report.debug ? "-debug" : "");
}

}  // namespace

json SarifArtifact(const SourceUri& file) {
  json artifact = {{"uri", file.uri}};
  if (file.in_root) artifact["uriBaseId"] = "%SRCROOT%";
  return artifact;
}

std::string SarifLevel(Severity severity) { return RowOf(severity).level; }

json ToSarif(const Report& report, const SourceRoot& root) {
  json rules = json::array(), results = json::array(), notifications = json::array(),
       of_recipes = json::array();
  for (const RecipeFault& fault : RecipeFaults(report))
    of_recipes.push_back(Notification(fault, root));
  for (const Check& check : AllChecks()) rules.push_back(Rule(check));
  for (const TargetReport& target : report.targets) {
    for (const Folded& folded : Fold(target, false)) {
      const Finding& finding = folded.result->finding;
      if (finding.verdict == Verdict::kFail && folded.counts && !target.target.is_apart)
        results.push_back(Result(target, folded, root));
      if (finding.verdict == Verdict::kHarnessError)
        notifications.push_back({{"level", "error"},
                                 {"message",
                                  {{"text", fmt::format("{}: {}: {}", target.target.name,
                                                        folded.result->id, finding.message)}}}});
    }
  }
  std::stable_sort(results.begin(), results.end(),
                   [](const json& a, const json& b) { return Place(a) < Place(b); });
  const json driver = {{"name", "isograde"},
                       {"version", report.isograde_version},
                       {"semanticVersion", report.isograde_version},
                       {"rules", rules}};
  const json run = {
      {"tool", {{"driver", driver}}},
      {"automationDetails", {{"id", Category(report)}}},
      {"originalUriBaseIds", {{"%SRCROOT%", {{"description", {{"text", "The repository."}}}}}}},
      {"invocations",
       {{{"executionSuccessful", notifications.empty()},
         {"endTimeUtc", report.date},
         {"toolExecutionNotifications", notifications},
         {"toolConfigurationNotifications", of_recipes}}}},
      {"columnKind", "unicodeCodePoints"},
      {"results", results}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", {run}}};
}

ISOGRADE_FORMAT(sarif, {.name = "sarif",
                        .write =
                            [](const Report& report) {
                              return Indented(ToSarif(
                                  report, SourceRoot(std::filesystem::current_path().string())));
                            },
                        .place = 40});

}  // namespace isograde

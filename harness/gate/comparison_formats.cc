#include "gate/comparison_formats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json_name.h"
#include "base/json_text.h"
#include "base/version.h"
#include "gate/comparison.h"
#include "gate/comparison_text.h"
#include "report/markdown.h"
#include "report/report.h"
#include "report/sarif.h"
#include "report/source_root.h"
#include "report/words.h"
#include "report/xml.h"

namespace isograde {
namespace {

using nlohmann::json;

// "_csv: state/no-objects-in-static-storage (legacy)".
std::string Title(const Change& change) {
  std::string title = change.target;
  if (!change.check.empty()) title += ": " + change.check;
  if (!change.configs.empty()) title += fmt::format(" ({})", fmt::join(change.configs, ", "));
  return title;
}

json ToJson(const Change& change) {
  json all = {{"drift", WordOf(change.drift)}, {"target", change.target},
              {"check", change.check},         {"configs", change.configs},
              {"text", change.text},           {"details", change.details},
              {"subjects", change.subjects},   {"reason", change.reason}};
  if (change.severity) all["severity"] = JsonName(*change.severity);
  if (change.line > 0) {
    all["file"] = change.file;
    all["line"] = change.line;
  }
  return all;
}

json ToJson(const Comparison& comparison, const Report& now, const std::string& baseline) {
  json changes = json::array();
  for (const Change& change : comparison.changes) changes.push_back(ToJson(change));
  return {{"schema", "isograde/comparison/1"},
          {"isograde", {{"version", kVersion}}},
          {"python", {{"version", now.python_version}}},
          {"baseline", baseline},
          {"targets", comparison.targets},
          {"checks", comparison.checks},
          {"worse", comparison.GotWorse()},
          {"remarks", comparison.remarks},
          {"changes", changes}};
}

std::string ToMarkdown(const Comparison& comparison, const Report& now,
                       const std::string& baseline) {
  std::string text =
      fmt::format("### isograde gate, CPython {}: {}\n\n", now.python_version, SumOf(comparison));
  text += fmt::format("{} targets, {} checks compared with {}\n", comparison.targets,
                      comparison.checks, MarkdownText(baseline));
  for (const std::string& remark : comparison.remarks)
    text += fmt::format("\n{}\n", MarkdownText(remark));
  if (comparison.changes.empty()) return text;
  text += "\n| | target | check | what changed |\n|---|---|---|---|\n";
  for (const Change& change : comparison.changes) {
    std::string what = MarkdownText(change.text);
    for (const std::string& detail : change.details) what += "<br>" + MarkdownText(detail);
    if (!change.reason.empty()) what += "<br>accepted: " + MarkdownText(change.reason);
    text += fmt::format("| {} | {} | {} {} | {} |\n", WordOf(change.drift),
                        MarkdownText(change.target), MarkdownText(change.check),
                        MarkdownText(fmt::format("{}", fmt::join(change.configs, ", "))), what);
  }
  return text;
}

std::string ToJunit(const Comparison& comparison) {
  std::string cases;
  int failures = 0, skipped = 0;
  for (const Change& change : comparison.changes) {
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\">", XmlText(change.target),
                         XmlText(Title(change)));
    if (change.drift == Drift::kWorse) {
      ++failures;
      cases += fmt::format("<failure message=\"{}\">{}</failure>", XmlText(change.text),
                           XmlText(fmt::format("{}", fmt::join(change.details, "\n"))));
    } else if (change.drift == Drift::kAccepted) {
      ++skipped;
      cases += fmt::format("<skipped message=\"{}\"/>", XmlText("accepted: " + change.reason));
    }
    cases += "</testcase>\n";
  }
  // Where nothing changed, that was the test.
  const std::size_t count = std::max<std::size_t>(comparison.changes.size(), 1);
  if (comparison.changes.empty())
    cases = "    <testcase classname=\"isograde\" name=\"nothing changed\"/>\n";
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"isograde gate\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\">\n{}  </testsuite>\n</testsuites>\n",
      count, failures, skipped, cases);
}

json Result(const Change& change, const SourceRoot& root) {
  json place = {{"artifactLocation",
                 SarifArtifact(root.Uri(change.file.empty() ? change.target : change.file))}};
  if (change.line > 0) place["region"] = {{"startLine", change.line}};
  std::string text = Title(change) + ": " + change.text;
  for (const std::string& detail : change.details) text += "\n- " + detail;
  json result = {{"ruleId", change.check.empty() ? "gate/grade" : change.check},
                 {"level", SarifLevel(change.severity.value_or(Severity::kBreaks))},
                 {"message", {{"text", text}}},
                 {"locations", {{{"physicalLocation", place}}}}};
  if (change.drift == Drift::kAccepted)
    result["suppressions"] = {{{"kind", "external"}, {"justification", change.reason}}};
  return result;
}

json ToSarif(const Comparison& comparison) {
  json results = json::array();
  const SourceRoot root(std::filesystem::current_path().string());
  for (const Change& change : comparison.changes) {
    if (change.drift == Drift::kWorse || change.drift == Drift::kAccepted)
      results.push_back(Result(change, root));
  }
  return {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       {{{"tool", {{"driver", {{"name", "isograde gate"}, {"version", kVersion}}}}},
         {"originalUriBaseIds", {{"%SRCROOT%", {{"description", {{"text", "The repository."}}}}}}},
         {"results", results}}}}};
}

}  // namespace

bool IsComparisonFormat(const std::string& format) {
  constexpr std::string_view kFormats[] = {"text", "json", "markdown", "sarif", "junit"};
  return std::find(std::begin(kFormats), std::end(kFormats), format) != std::end(kFormats);
}

std::string Written(const std::string& format, const Comparison& comparison, const Report& now,
                    const std::string& baseline) {
  if (format == "json") return Indented(ToJson(comparison, now, baseline));
  if (format == "markdown") return ToMarkdown(comparison, now, baseline);
  if (format == "junit") return ToJunit(comparison);
  if (format == "sarif") return Indented(ToSarif(comparison));
  throw UsageError("a comparison cannot be written as " + format);
}

}  // namespace isograde

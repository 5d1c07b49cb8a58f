#include "report/report.h"

#include "base/json_text.h"
#include "checklist/check.h"
#include "report/diagnosis.h"
#include "report/format.h"

namespace isograde {
namespace {

nlohmann::json CheckJson(const CheckResult& result) {
  nlohmann::json json = {{"id", result.id},
                         {"config", result.config},
                         {"verdict", result.finding.verdict},
                         {"severity", result.finding.severity.value_or(result.severity)},
                         {"level", result.level},
                         {"counts", result.counts},
                         {"message", result.finding.message},
                         {"evidence", result.finding.evidence}};
  const Check* const check = FindCheck(result.id);
  if (check && result.finding.verdict == Verdict::kFail)
    json.update({{"belongs", check->belongs},
                 {"remedy", RemedyOf(*check, result.finding)},
                 {"link", check->rationale}});
  return json;
}

nlohmann::json ProblemsJson(const std::vector<RecipeFault>& faults) {
  nlohmann::json problems = nlohmann::json::array();
  for (const RecipeFault& fault : faults) {
    nlohmann::json& problem =
        problems.emplace_back(nlohmann::json{{"file", fault.file}, {"text", fault.text}});
    if (fault.line > 0) problem["line"] = fault.line;
    if (!fault.module.empty()) problem["module"] = fault.module;
  }
  return {{"problems", problems}};
}

nlohmann::json DeclinesJson(const std::vector<DeclinedCall>& declines) {
  nlohmann::json json = nlohmann::json::array();
  for (const DeclinedCall& declined : declines)
    json.push_back({{"call", declined.call},
                    {"exception", declined.exception},
                    {"interpreters", declined.interpreters},
                    {"configs", declined.configs}});
  return json;
}

nlohmann::json TargetJson(const TargetReport& report) {
  nlohmann::json checks = nlohmann::json::array();
  for (const CheckResult& result : report.results) checks.push_back(CheckJson(result));
  nlohmann::json json = {{"name", report.target.name},
                         {"kind", report.target.kind},
                         {"file", report.target.file},
                         {"sha256", report.sha256},
                         {"declared",
                          {{"init", report.declared.init},
                           {"multiple_interpreters", report.declared.multiple_interpreters},
                           {"gil", report.declared.gil}}},
                         {"demonstrated", report.demonstrated},
                         {"grade", report.grade.letter},
                         {"reason", report.grade.reason},
                         {"checks", checks}};
  if (const auto diagnosis = Diagnose(report); !diagnosis.empty()) json["diagnosis"] = diagnosis;
  if (!report.refusal.empty()) json["refusal"] = report.refusal;
  if (!report.dependency.empty()) json["dependency"] = report.dependency;
  if (!report.declines.empty()) json["declines"] = DeclinesJson(report.declines);
  if (!report.recipe_faults.empty()) json["recipe"] = ProblemsJson(report.recipe_faults);
  if (!report.target.owner.empty()) json["package"] = report.target.owner;
  if (!report.worst.empty()) json["worst"] = report.worst;
  return json;
}

}  // namespace

std::vector<RecipeFault> RecipeFaults(const Report& report) {
  std::vector<RecipeFault> faults = report.recipe_faults;
  for (const TargetReport& target : report.targets)
    faults.insert(faults.end(), target.recipe_faults.begin(), target.recipe_faults.end());
  return faults;
}

nlohmann::json ToJson(const Report& report) {
  nlohmann::json control = nlohmann::json::array();
  for (const ControlReport& entry : report.control) {
    control.push_back(
        {{"config", entry.config}, {"experiment", entry.experiment}, {"outcome", entry.outcome}});
  }
  nlohmann::json targets = nlohmann::json::array();
  for (const TargetReport& target : report.targets) targets.push_back(TargetJson(target));
  nlohmann::json json = {{"schema", report.schema},
                         {"isograde", {{"version", report.isograde_version}}},
                         {"date", report.date},
                         {"python",
                          {{"version", report.python_version},
                           {"executable", report.python_executable},
                           {"debug", report.debug},
                           {"free_threaded", report.free_threaded},
                           {"compiler", report.compiler}}},
                         {"interpreters", report.effort.interpreters},
                         {"stress", report.effort.stress},
                         {"seed", report.effort.seed},
                         {"fast", report.effort.fast},
                         {"selection", report.selection},
                         {"control", control},
                         {"timings",
                          {{"interpreters", report.timings.interpreters},
                           {"children", report.timings.children},
                           {"wall_s", report.timings.wall_s},
                           {"cpu_s", report.timings.cpu_s},
                           {"floor_s", report.timings.floor_s},
                           {"tries", report.timings.tries},
                           {"tries_cpu_s", report.timings.tries_cpu_s}}},
                         {"targets", targets}};
  if (!report.recipe_faults.empty()) json["recipe"] = ProblemsJson(report.recipe_faults);
  return json;
}

ISOGRADE_FORMAT(json, {.name = "json",
                       .write = [](const Report& report) { return Indented(ToJson(report)); },
                       .place = 20});

}  // namespace isograde

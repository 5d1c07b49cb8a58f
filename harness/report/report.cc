#include "report/report.h"

#include "base/json_text.h"
#include "checklist/check.h"
#include "report/diagnosis.h"
#include "report/format.h"
#include "report/way_to_a.h"

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
                 {"link", LinkOf(*check, result.finding)}});
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

void AddDistribution(const Target& target, nlohmann::json& json) {
  nlohmann::json members = nlohmann::json::array();
  for (const Target::Member& member : target.members)
    members.push_back({{"name", member.name}, {"file", member.file}, {"loaded", member.is_loaded}});
  json.update({{"version", target.version},
               {"roots", target.roots},
               {"members", members},
               {"libraries", target.libraries}});
}

void AddMaking(const TargetReport& report, nlohmann::json& json) {
  const Making& making = report.making;
  if (making.is_known)
    json["generator"] = {{"name", making.generator.name.empty() ? kByHand : making.generator.name},
                         {"version", making.generator.version}};
  if (!making.abi3.empty()) json["abi3"] = making.abi3;
  if (const std::string way = WayToA(report); !way.empty()) json["way_to_a"] = way;
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
  AddMaking(report, json);
  if (const auto diagnosis = Diagnose(report); !diagnosis.empty()) json["diagnosis"] = diagnosis;
  if (!report.refusal.empty()) json["refusal"] = report.refusal;
  if (!report.dependency.empty()) json["dependency"] = report.dependency;
  if (report.called) json["called"] = *report.called;
  if (report.is_import_only) json["import_only"] = true;
  if (!report.declines.empty()) json["declines"] = DeclinesJson(report.declines);
  if (!report.recipe_faults.empty()) json["recipe"] = ProblemsJson(report.recipe_faults);
  if (!report.uses.empty()) json["use"] = UsesJson(report.uses);
  if (report.target.kind == TargetKind::kDistribution) AddDistribution(report.target, json);
  if (!report.target.owner.empty()) json["distribution"] = report.target.owner;
  if (report.target.is_apart) json["apart"] = true;
  if (report.is_from_store) json["from_store"] = true;
  if (!report.worst.empty()) json["worst"] = report.worst;
  return json;
}

}  // namespace

nlohmann::json UsesJson(const std::vector<Use>& uses) {
  nlohmann::json json = nlohmann::json::object();
  for (const Use& use : uses) {
    nlohmann::json& one = json[use.config];
    one = {{"use", use.word}};
    if (!use.reason.empty()) one["reason"] = use.reason;
    if (!use.missing_modules.empty()) one["missing_modules"] = use.missing_modules;
    if (!use.missing_names.empty()) one["missing_names"] = use.missing_names;
  }
  return json;
}

std::vector<RecipeFault> RecipeFaults(const Report& report) {
  std::vector<RecipeFault> faults = report.recipe_faults;
  for (const TargetReport& target : report.targets)
    faults.insert(faults.end(), target.recipe_faults.begin(), target.recipe_faults.end());
  return faults;
}

nlohmann::json ConfinementJson(const Report& report) {
  nlohmann::json json = report.held;
  json["asked"] = report.confining == Confining::kOff       ? "off"
                  : report.confining == Confining::kRequire ? "require"
                                                            : "try";
  return json;
}

nlohmann::json ToJson(const Report& report) {
  nlohmann::json control = nlohmann::json::array();
  for (const ControlReport& entry : report.control) {
    control.push_back(
        {{"config", entry.config}, {"experiment", entry.experiment}, {"outcome", entry.outcome}});
  }
  nlohmann::json targets = nlohmann::json::array();
  for (const TargetReport& target : report.targets) targets.push_back(TargetJson(target));
  nlohmann::json json = {{"schema", kReportSchema},
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
                         {"confinement", ConfinementJson(report)},
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

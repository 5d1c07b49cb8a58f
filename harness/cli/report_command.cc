#include <fmt/format.h>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_name.h"
#include "base/version.h"
#include "checklist/check.h"
#include "checklist/grade.h"
#include "cli/commands.h"
#include "interpreter/python_call.h"
#include "report/read_report.h"
#include "report/report.h"

namespace isograde {
namespace {

// What the pages say besides the reports, from the registry.
nlohmann::json Checklist() {
  nlohmann::json checks = nlohmann::json::array();
  for (const Check& check : AllChecks())
    checks.push_back({{"id", check.id},
                      {"suite", check.suite()},
                      {"level", check.level},
                      {"belongs", check.belongs},
                      {"severity", check.severity},
                      {"claim", check.claim},
                      {"rationale", check.rationale},
                      {"remedy", check.remedy},
                      {"remedy_in_python", check.remedy_in_python}});
  return checks;
}

nlohmann::json GradeRules() {
  nlohmann::json rules = nlohmann::json::array();
  for (const GradeRule& rule : GradeTable())
    rules.push_back({{"grade", rule.grade}, {"when", rule.when}});
  return rules;
}

nlohmann::json PagesData(const std::vector<std::string>& files) {
  nlohmann::json reports = nlohmann::json::array();
  for (const std::string& file : files) {
    nlohmann::json json = ReadJson(file);
    ReportFromJson(json, file);  // throws where it is none
    reports.push_back(std::move(json));
  }
  return {{"isograde", kVersion},
          {"reports", reports},
          {"checks", Checklist()},
          {"grades", GradeRules()}};
}

}  // namespace

int ReportCommand(const Options& options) {
  const std::string data = PagesData(options.report_files)
                               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  CallPython("isograde._html", "write_pages", {data, options.output});
  fmt::print("{}/index.html: {} report{}\n", options.output, options.report_files.size(),
             options.report_files.size() == 1 ? "" : "s");
  return kThresholdMet;
}

}  // namespace isograde

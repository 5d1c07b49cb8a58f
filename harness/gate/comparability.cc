#include "gate/comparability.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/words.h"

namespace isograde {
namespace {

// A schema all of which is read.
bool Holds(const std::string& schema) {
  return schema == kReportSchema || schema == kFirstReportSchema;
}

bool HasDistribution(const Report& report) {
  return std::any_of(report.targets.begin(), report.targets.end(), [](const TargetReport& one) {
    return one.target.kind == TargetKind::kDistribution;
  });
}

}  // namespace

Comparability ComparabilityOf(const Report& baseline, const Report& now) {
  Comparability can;
  const auto differs = [&](std::string remark) {
    can.absences = false;
    can.remarks.push_back(std::move(remark));
  };
  if (Holds(baseline.schema) && Holds(now.schema)) {
    can.absences_of_members = baseline.schema == now.schema;
    if (!can.absences_of_members && HasDistribution(baseline))
      can.remarks.push_back(
          fmt::format("the baseline is of schema {}, in which a package's modules were graded one "
                      "by one: what a distribution's do not show any more is not looked at",
                      baseline.schema));
  } else if (baseline.schema != now.schema) {
    differs(
        fmt::format("the baseline is of schema {}, this report of {}: compared are grades and the "
                    "verdicts of checks of the same name; what else it holds is not looked at",
                    baseline.schema, now.schema));
  }
  if (baseline.isograde_version != now.isograde_version)
    differs(fmt::format(
        "the baseline was made by isograde {}, this report by {}: checks may have become stricter, "
        "and checks that the baseline does not have may fail",
        baseline.isograde_version, now.isograde_version));
  if (MinorVersion(baseline) != MinorVersion(now))
    differs(
        fmt::format("the baseline is of CPython {}, this report of {}: compared are the configs "
                    "and checks that both have, and a change may be CPython's",
                    PythonText(baseline), PythonText(now)));
  else if (baseline.debug != now.debug || baseline.free_threaded != now.free_threaded)
    differs(fmt::format("the baseline is of CPython {}, this report of {}", PythonText(baseline),
                        PythonText(now)));
  if (baseline.effort.fast != now.effort.fast)
    differs(
        fmt::format("only the {} is of a fast run: checks that rest on repetition "
                    "are not compared",
                    baseline.effort.fast ? "baseline" : "new report"));
  if (baseline.selection != now.selection) {
    can.grades = false;
    differs(
        fmt::format("the baseline is of {}, this report of {}: grades are not compared, nor what "
                    "only one of them has",
                    SelectionText(baseline), SelectionText(now)));
  }
  return can;
}

}  // namespace isograde

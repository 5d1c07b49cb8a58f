#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "checklist/finding.h"
#include "report/report.h"

namespace isograde {

/// Where state that makes checks fail lives, for one level: what an author ports from.
struct Diagnosis {
  struct Remark {
    std::string check;  ///< id
    std::string text;
  };
  struct Remedy {
    std::string check;
    std::string text;
    std::string link;
  };

  StateLevel level = StateLevel::kProcess;
  StateLevel belongs = StateLevel::kModule;
  std::vector<Remark> shows_in;  ///< what failed because of it, worst first
  std::vector<Remark> lives_in;  ///< variables, types, functions of CPython; empty: none was found
  std::vector<Remedy> remedies;  ///< for what lives_in names; for shows_in where it names nothing
};

/// Of the failures that count and are more than notes; the level of the worst failure first.
std::vector<Diagnosis> Diagnose(const TargetReport& report);

void to_json(nlohmann::json& json, const Diagnosis& diagnosis);

}  // namespace isograde

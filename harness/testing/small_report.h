#pragma once

#include "report/report.h"

namespace isograde {

/// A report on one module, made by hand: a failure, the same under `override`, a pass, a check that
/// could not tell.
inline Report SmallReport() {
  TargetReport target{.target = {.name = "m", .kind = TargetKind::kExtension, .file = "/lib/m.so"},
                      .sha256 = "abc",
                      .declared = {"multi-phase", "supported", "used"},
                      .demonstrated = {{"legacy", "loads"}, {"isolated", "refuses"}},
                      .grade = {"D", "1 finding of severity contaminates"}};
  const auto add = [&](const char* id, const char* config, Severity severity, Finding finding) {
    target.results.push_back({.id = id,
                              .config = config,
                              .severity = severity,
                              .level = StateLevel::kProcess,
                              .finding = std::move(finding)});
  };
  const char* const shared = "identity/interpreters-share-no-objects";
  const std::vector<Evidence> evidence = {
      {.text = "m.cache: a mortal object", .object_path = "m.cache", .interpreters = {0, 1}}};
  add(shared, "legacy", Severity::kContaminates,
      Fail("1 object is reachable: m.cache").With(evidence));
  add(shared, "override", Severity::kContaminates,
      Fail("1 object is reachable: m.cache").With(evidence));
  add("loading/loads-in-every-interpreter", "legacy", Severity::kBreaks, Pass());
  add("loading/loads-in-any-order", "legacy", Severity::kBreaks,
      Inconclusive("it was not seen in both orders"));
  return {.date = "2025-01-02T03:04:05Z",
          .python_version = "3.13.0",
          .python_executable = "/usr/bin/python3",
          .compiler = "GCC",
          .effort = {.interpreters = 3, .stress = 1, .seed = 7},
          .control = {{"legacy", "main-first", "complete"}},
          .targets = {target},
          .timings = {.interpreters = 5,
                      .children = 3,
                      .wall_s = 1.5,
                      .cpu_s = 1,
                      .floor_s = 0.5,
                      .tries = 7,
                      .tries_cpu_s = 0.25}};
}

}  // namespace isograde

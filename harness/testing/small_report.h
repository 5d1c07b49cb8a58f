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
          .held = {.files = true, .network = true, .signals = true, .system_calls = true},
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

/// A report on a distribution that falls back where the GIL is its own, of a member that fails what
/// the module of SmallReport() fails, and of one that no root loads.
inline Report DistributionReport() {
  Report report = SmallReport();
  TargetReport member = report.targets[0];
  member.target.name = "some._speedups";
  member.target.file = "/lib/some/_speedups.so";
  member.target.owner = "Some";
  TargetReport apart = member;
  apart.target.name = "some._tests";
  apart.target.is_apart = true;
  const TargetReport distribution{
      .target = {.name = "Some",
                 .kind = TargetKind::kDistribution,
                 .file = "/lib/Some-1.2.dist-info",
                 .version = "1.2",
                 .roots = {"some", "some.more"},
                 .packages = {"some"},
                 .members = {{"some._speedups", "/lib/some/_speedups.so", true},
                             {"some._tests", "/lib/some/_tests.so", false}},
                 .libraries = {"/lib/some/libsome.so"}},
      .demonstrated = {{"legacy", "loads"}, {"isolated", "loads"}},
      .grade = {"D", "the grade of some._speedups, its only extension module"},
      .uses = {{.config = "legacy", .word = UseWord::kWorks},
               {.config = "strict",
                .word = UseWord::kRefuses,
                .reason = "ImportError: not in another interpreter"},
               {.config = "isolated",
                .word = UseWord::kFallsBack,
                .missing_modules = {"some._speedups"},
                .missing_names = {"some.FastLoader"}}},
      .worst = "some._speedups"};
  report.targets = {distribution, member, apart};
  return report;
}

}  // namespace isograde

#include "grading/assembly.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json_name.h"
#include "checklist/call_outcome.h"
#include "checklist/declaration.h"
#include "checklist/declined_call.h"
#include "checklist/demonstrated.h"
#include "checklist/makings.h"
#include "grading/uses.h"
#include "report/report.h"

namespace isograde {
namespace {

bool WasTested(const TargetReport& report, InterpreterConfig config) {
  return std::any_of(report.results.begin(), report.results.end(),
                     [&](const CheckResult& result) { return result.config == Name(config); });
}

// Adds what was declined as documented in one config.
void AddDeclined(const Observations& seen, std::vector<DeclinedCall>& calls) {
  for (const DocumentedCall& call : DocumentedCalls(seen)) {
    if (!call.IsDeclined()) continue;
    const std::string config(Name(seen.config));
    const auto known = std::find_if(calls.begin(), calls.end(), [&](const DeclinedCall& one) {
      return one.call == call.call && one.interpreters == call.declined_in;
    });
    if (known != calls.end()) {
      known->configs.push_back(config);
    } else {
      calls.push_back({call.call, call.exception, call.declined_in, {config}});
    }
  }
}

// A setup that raises in further interpreters alone: it may call what is declined there.
void AddSetupFailures(const Observations& seen, TargetReport& report) {
  std::map<std::string, std::vector<int>> raised;
  SetupFailure any;
  for (const SetupFailure& failure : seen.Across<SetupFailure>()) {
    any = failure;
    std::vector<int>& interpreters = raised[Text(failure.raised)];
    if (std::find(interpreters.begin(), interpreters.end(), failure.interpreter) ==
        interpreters.end())
      interpreters.push_back(failure.interpreter);
  }
  for (const auto& [what, interpreters] : raised)
    report.recipe_faults.push_back(
        {report.target.name, any.file, any.line,
         fmt::format("its setup raises {} in {} ({}), where no call is made then", what,
                     InterpreterNames(interpreters), Name(seen.config))});
}

}  // namespace

GradeInput GradeTarget(ObservationSource& source, const std::vector<InterpreterConfig>& configs,
                       const GradingState& state, TargetReport& report) {
  const Target& target = report.target;
  const Record& alone = source.Alone(target);
  if (const auto declared = DeclaredIn(alone))
    report.declared = {declared->init, declared->multiple_interpreters, declared->gil};
  if (target.kind == TargetKind::kExtension) report.making = MakingIn(alone);
  report.recipe_faults = alone.All<RecipeFault>();
  report.called = alone.First<Called>();
  GradeInput input{.complete = state.complete, .results = {}};
  for (const InterpreterConfig config : configs) {
    if (!WasTested(report, config) || source.LoadsByItself(target, config)) continue;
    const Observations& seen = source.For(target, config);
    const std::optional<LoadOutcome> shown = DemonstratedIn(seen);
    if (shown) report.demonstrated[std::string(Name(config))] = JsonName(*shown);
    AddDeclined(seen, report.declines);
    AddSetupFailures(seen, report);
    const std::string refusal = shown == LoadOutcome::kRefuses ? RefusalIn(seen) : "";
    const std::string dependency = FailingDependency(seen);
    if (config == InterpreterConfig::kLegacy)
      input.refuses_by_itself = !refusal.empty() && dependency.empty();
    if (config == InterpreterConfig::kOverride) continue;
    report.uses.push_back(FirstUse(seen, shown, refusal));
    if (report.refusal.empty()) report.refusal = refusal;
    if (report.dependency.empty() && !dependency.empty()) {
      report.dependency = dependency;
      input.dependency_declares = DeclaredBy(dependency, seen);
    }
  }
  Observations in_main;
  in_main.At(experiments::kAlone) = alone;
  input.unimportable = UnimportableBecause(in_main);
  if (!input.unimportable.empty()) {
    input.unimportable = "importing it raises " + input.unimportable;
    // That may well be why.
    if (!alone.attempts.empty())
      input.unimportable += fmt::format(
          "; it tried to {}, which its confinement does not let it do (--confine off does)",
          alone.attempts.front().what);
  }
  input.multiple_interpreters = report.declared.multiple_interpreters;
  input.demonstrated = report.demonstrated;
  input.dependency = report.dependency;
  input.results = report.results;
  report.grade = GradeOf(input);
  for (CheckResult& result : report.results) result.counts = Counts(result, input);
  return input;
}

// What its own experiments show, and all that its members do in them.
void GradeDistribution(GradeInput input, std::span<const TargetReport> members,
                       TargetReport& report) {
  std::vector<CheckResult> all = report.results;
  for (const TargetReport& member : members) {
    for (const CheckResult& result : member.results) {
      all.push_back(result);
      all.back().of = member.target.name;
    }
    if (report.worst.empty() || IsWorse(member.grade.letter, report.grade.letter)) {
      report.worst = member.target.name;
      report.grade.letter = member.grade.letter;
    }
  }
  std::erase_if(all, [](const CheckResult& result) { return !result.counts; });
  input.results = all;
  input.all_count = true;
  report.grade = GradeOf(input);
  const bool praised = report.grade.letter == "A" || report.grade.letter == "B";
  if (praised && members.empty() && !report.target.members.empty())
    report.grade = {
        "unknown", fmt::format("importing {} loads none of its extension modules (their users may, "
                               "by using it): name one, or --all-members",
                               report.target.roots.front())};
}

std::string_view WhyNotCalled(const TargetReport& report) {
  if (!report.recipe_faults.empty()) return "its recipe is at fault";
  return report.called ? "no call of its functions was found" : "its functions were not called";
}

void SayWhatItRestsOn(const GradingState& state, TargetReport& report) {
  report.is_import_only = !state.calls_functions && report.grade.letter != "unknown" &&
                          report.grade.letter != "refuses";
  if (report.is_import_only)
    report.grade.reason += fmt::format(" (import only: {})", WhyNotCalled(report));
  if (state.fast)
    report.grade.reason += " (fast: the checks that rest on repetition were left out)";
}

}  // namespace isograde

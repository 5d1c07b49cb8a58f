#include "grading/assembly.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json_name.h"
#include "checklist/call_outcome.h"
#include "checklist/declaration.h"
#include "checklist/declined_call.h"
#include "checklist/demonstrated.h"
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

bool Belongs(const TargetReport& module, const TargetReport& package) {
  const auto& modules = package.target.modules;
  return module.target.owner == package.target.name ||
         std::find(modules.begin(), modules.end(), module.target.name) != modules.end();
}

}  // namespace

void GradeTarget(ObservationSource& source, const std::vector<InterpreterConfig>& configs,
                 bool complete, bool fast, bool calls_functions, TargetReport& report) {
  const Target& target = report.target;
  const Record& alone = source.Alone(target);
  if (const auto declared = alone.First<Declaration>())
    report.declared = {declared->init, declared->multiple_interpreters, declared->gil};
  report.recipe_faults = alone.All<RecipeFault>();
  bool refuses_by_itself = false;
  std::string dependency_declares;
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
      refuses_by_itself = !refusal.empty() && dependency.empty();
    if (config == InterpreterConfig::kOverride) continue;
    if (report.refusal.empty()) report.refusal = refusal;
    if (report.dependency.empty() && !dependency.empty()) {
      report.dependency = dependency;
      dependency_declares = DeclaredBy(dependency, seen);
    }
  }
  Observations in_main;
  in_main.At(experiments::kAlone) = alone;
  std::string unimportable = UnimportableBecause(in_main);
  if (!unimportable.empty()) unimportable = "importing it raises " + unimportable;
  const GradeInput input{.multiple_interpreters = report.declared.multiple_interpreters,
                         .demonstrated = report.demonstrated,
                         .unimportable = unimportable,
                         .dependency = report.dependency,
                         .dependency_declares = dependency_declares,
                         .refuses_by_itself = refuses_by_itself,
                         .complete = complete,
                         .results = report.results};
  report.grade = GradeOf(input);
  for (CheckResult& result : report.results) result.counts = Counts(result, input);
  if (!calls_functions && (report.grade.letter == "A" || report.grade.letter == "B"))
    report.grade.reason +=
        fmt::format(" ({}: its functions were not called)",
                    report.recipe_faults.empty() ? "without a recipe" : "its recipe is at fault");
  if (fast) report.grade.reason += " (fast: the checks that rest on repetition were left out)";
}

void GradePackages(std::vector<TargetReport>& targets) {
  for (TargetReport& package : targets) {
    if (package.target.kind != TargetKind::kPackage) continue;
    for (const TargetReport& module : targets) {
      if (!Belongs(module, package)) continue;
      if (!package.worst.empty() && !IsWorse(module.grade.letter, package.grade.letter)) continue;
      package.worst = module.target.name;
      package.grade = {
          module.grade.letter,
          package.target.modules.size() == 1
              ? fmt::format("the grade of {}, its only extension module", module.target.name)
              : fmt::format("the grade of {}, the worst of its {} extension modules",
                            module.target.name, package.target.modules.size())};
    }
  }
}

}  // namespace isograde

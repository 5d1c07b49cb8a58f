#include "grading/stored_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "checklist/import_outcome.h"
#include "report/read_report.h"
#include "report/report.h"

namespace isograde {
namespace {

// What stands for "whatever the config" among names of configs.
constexpr const char* kNoConfig = "any";

nlohmann::json StoreTarget(ObservationSource& source, const Target& target,
                           const Demand::OfTarget& of_target, bool calls_functions) {
  nlohmann::json stored = {{"target", target},
                           {"calls_functions", calls_functions},
                           {"observations", {{kNoConfig, source.Single(target)}}},
                           {"left_out", nlohmann::json::array()}};
  for (const auto& [config, experiments] : of_target.needs) {
    stored["observations"][std::string(Name(config))] = source.For(target, config);
    if (!source.WasTried(target, config)) stored["left_out"].push_back(Name(config));
  }
  return stored;
}

}  // namespace

nlohmann::json StoreRun(GradingRun& run, ObservationSource& source, const Demand& demand,
                        const Report& report) {
  nlohmann::json stored = {{"schema", kObservationsSchema},
                           {"report", ToJson(report)},
                           {"configs", nlohmann::json::array()},
                           {"targets", nlohmann::json::array()},
                           {"control", {{kNoConfig, source.SingleControl({})}}}};
  for (const InterpreterConfig config : run.configs()) stored["configs"].push_back(Name(config));
  for (std::size_t index = 0; index < run.targets().size(); ++index) {
    const Target& target = run.targets()[index];
    const auto wanted = demand.targets.find(index);
    stored["targets"].push_back(
        wanted == demand.targets.end()
            ? nlohmann::json{{"target", target}}
            : StoreTarget(source, target, wanted->second, run.CallsFunctions(target)));
  }
  for (const InterpreterConfig config : source.ControlledConfigs())
    stored["control"][std::string(Name(config))] = source.Control(config);
  return stored;
}

/// By target and config; kNoConfig: whatever the config.
class StoredRun::Source : public ObservationSource {
 public:
  void Read(const nlohmann::json& stored) {
    if (!stored.contains("observations")) return;  // nothing to be graded
    const std::string name = stored.at("target").at("name");
    for (const auto& [config, seen] : stored.at("observations").items())
      seen.get_to(seen_[{name, config}]);
    if (!Find(name, kNoConfig).Of(experiments::kAlone))
      throw HarnessError(name + " was not observed in main alone");
    for (const auto& config : stored.at("left_out"))
      left_out_.insert({name, config.get<std::string>()});
  }

  void ReadControl(const nlohmann::json& stored) {
    for (const auto& [config, seen] : stored.items()) seen.get_to(control_[config]);
    if (control_.empty()) throw HarnessError("there are no controls in it");
  }

  const Observations& For(const Target& target, InterpreterConfig config) override {
    return Find(target.name, std::string(Name(config)));
  }
  const Record& Alone(const Target& target) override { return Single(target)[experiments::kAlone]; }
  const Observations& Single(const Target& target) override { return Find(target.name, kNoConfig); }
  const Observations& SingleControl(const std::vector<ExperimentId>& experiments) override {
    return FindControl(kNoConfig, experiments);
  }
  const Observations& Control(InterpreterConfig config,
                              const std::vector<ExperimentId>& experiments) override {
    return FindControl(std::string(Name(config)), experiments);
  }
  std::vector<InterpreterConfig> ControlledConfigs() const override {
    std::vector<InterpreterConfig> configs;
    for (const InterpreterConfig config : kAllConfigs) {
      if (control_.contains(std::string(Name(config)))) configs.push_back(config);
    }
    return configs;
  }
  bool LoadsByItself(const Target& target, InterpreterConfig config) override {
    const auto outcome = Alone(target).First<ImportOutcome>();
    return config == InterpreterConfig::kOverride && outcome && outcome->loaded &&
           !WasTried(target, config);
  }
  bool WasTried(const Target& target, InterpreterConfig config) override {
    return !left_out_.contains({target.name, std::string(Name(config))});
  }

 private:
  const Observations& Find(const std::string& target, const std::string& config) const {
    const auto found = seen_.find({target, config});
    if (found == seen_.end())
      throw NotObserved(fmt::format("no observations of {} are stored for {}", target, config));
    return found->second;
  }

  const Observations& FindControl(const std::string& config,
                                  const std::vector<ExperimentId>& experiments) const {
    const auto found = control_.find(config);
    for (const ExperimentId experiment : experiments) {
      if (found == control_.end() || !found->second.Of(experiment))
        throw NotObserved(
            fmt::format("the control of {} is not stored for {}", experiment, config));
    }
    static const Observations kNone;
    return found == control_.end() ? kNone : found->second;
  }

  std::map<std::pair<std::string, std::string>, Observations> seen_;
  std::map<std::string, Observations> control_;
  std::set<std::pair<std::string, std::string>> left_out_;
};

StoredRun StoredRun::Read(const std::string& path) {
  const nlohmann::json json = ReadJson(path);
  const std::string schema =
      json.is_object() && json.contains("schema") && json["schema"].is_string()
          ? json["schema"].get<std::string>()
          : "";
  if (schema != kObservationsSchema)
    throw UsageError(fmt::format(
        "{} holds no observations that this isograde can judge: `isograde grade --observations "
        "FILE` writes them{}",
        path, schema.empty() ? "" : fmt::format(" (its schema is {})", schema)));
  StoredRun run;
  run.source_ = std::make_shared<Source>();
  try {
    run.report_ = ReportFromJson(json.at("report"), path);
    for (const auto& name : json.at("configs")) {
      const auto config = ConfigFromName(name.get<std::string>());
      if (!config) throw HarnessError("there is no config " + name.get<std::string>());
      run.configs_.push_back(*config);
    }
    if (run.configs_.empty()) throw HarnessError("it is of no config");
    for (const auto& stored : json.at("targets")) {
      run.targets_.push_back(stored.at("target").get<Target>());
      const bool calls = stored.value("calls_functions", false);
      const Target& target = run.targets_.back();
      if (!run.calls_functions_.emplace(FullName(target), calls).second)
        throw HarnessError(target.name + " is in it twice");
      run.source_->Read(stored);
    }
    run.source_->ReadControl(json.at("control"));
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) {
    throw UsageError(fmt::format("{} is not whole: {}", path, error.what()));
  }
  return run;
}

bool StoredRun::Has(const std::string& check, const std::string& config,
                    const Target& target) const {
  if (report_.selection.empty()) return true;
  return std::any_of(report_.targets.begin(), report_.targets.end(), [&](const TargetReport& one) {
    return FullName(one.target) == FullName(target) &&
           std::any_of(one.results.begin(), one.results.end(), [&](const CheckResult& result) {
             return result.id == check && result.config == config;
           });
  });
}

bool StoredRun::CallsFunctions(const Target& target) const {
  return calls_functions_.at(FullName(target));
}

ObservationSource& StoredRun::Start(const Demand&) { return *source_; }

void StoredRun::Describe(Report& report, bool) {
  report.date = report_.date;
  report.python_version = report_.python_version;
  report.python_executable = report_.python_executable;
  report.compiler = report_.compiler;
  report.debug = report_.debug;
  report.free_threaded = report_.free_threaded;
  report.effort = report_.effort;
  report.confining = report_.confining;
  report.held = report_.held;
  report.timings = report_.timings;
  report.recipe_faults = report_.recipe_faults;
}

std::string StoredRun::HashOf(const Target& target) {
  const auto found = std::find_if(
      report_.targets.begin(), report_.targets.end(),
      [&](const TargetReport& one) { return FullName(one.target) == FullName(target); });
  return found == report_.targets.end() ? "" : found->sha256;
}

}  // namespace isograde

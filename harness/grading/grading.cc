#include "grading/grading.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "base/error.h"
#include "base/progress.h"
#include "checklist/judge.h"
#include "grading/assembly.h"
#include "grading/run_cost.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "target/file_hash.h"

namespace isograde {

/// One (check, target, config), as GoogleTest sees it. `not_applicable` and `inconclusive` are
/// skips.
class GradingTest : public testing::Test {
 public:
  GradingTest(Grading& grading, std::string name) : grading_(grading), name_(std::move(name)) {}

  void TestBody() override {
    if (grading_.interrupted_) GTEST_SKIP() << "interrupted";
    try {
      const Finding& finding = grading_.Perform(name_);
      if (finding.verdict == Verdict::kFail || finding.verdict == Verdict::kHarnessError)
        ADD_FAILURE() << finding.message;
      if (finding.verdict == Verdict::kNotApplicable) GTEST_SKIP() << finding.message;
      if (finding.verdict == Verdict::kInconclusive)
        GTEST_SKIP() << "could not tell: " << finding.message;
    } catch (const Interrupted&) {
      grading_.interrupted_ = true;
      GTEST_SKIP() << "interrupted";
    }
  }

 private:
  Grading& grading_;
  std::string name_;
};

/// Tells the grading which tests were selected, once GoogleTest has applied its filter and its
/// shard.
class GradingListener : public testing::EmptyTestEventListener {
 public:
  explicit GradingListener(Grading& grading) : grading_(grading) {}

  void OnTestIterationStart(const testing::UnitTest& all, int) override {
    std::vector<std::string> selected;
    for (int i = 0; i < all.total_test_suite_count(); ++i) {
      const testing::TestSuite* suite = all.GetTestSuite(i);
      for (int j = 0; j < suite->total_test_count(); ++j) {
        const testing::TestInfo* test = suite->GetTestInfo(j);
        if (test->should_run())
          selected.push_back(fmt::format("{}.{}", suite->name(), test->name()));
      }
    }
    grading_.Begin(selected);
  }

 private:
  Grading& grading_;
};

namespace {

std::string TestName(const Check& check, const Target& target, const std::string& config) {
  return fmt::format("{}.{}/{}/{}", check.suite(), check.name(), target.name, config);
}

bool Selected(const GradingOptions& options, const Check& check) {
  return options.checks.empty() ||
         std::any_of(options.checks.begin(), options.checks.end(),
                     [&](const std::string& pattern) { return Matches(pattern, check.id); });
}

bool IsGradable(const Target& target) {
  return target.kind != TargetKind::kPackage && target.kind != TargetKind::kUnknown;
}

int Jobs(const GradingOptions& options) {
  return options.jobs > 0 ? options.jobs
                          : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
}

std::string IsoDate() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

// What narrows the run, as it was asked for.
std::vector<std::string> SelectionOf(const GradingOptions& options) {
  std::vector<std::string> selection;
  for (const std::string& check : options.checks) selection.push_back("--check " + check);
  for (const InterpreterConfig config : options.configs)
    selection.push_back(fmt::format("--config {}", Name(config)));
  if (const std::string filter = GTEST_FLAG_GET(filter); filter != "*" && !filter.empty())
    selection.push_back("--gtest_filter=" + filter);
  if (const char* const shards = std::getenv("GTEST_TOTAL_SHARDS")) {
    const char* const shard = std::getenv("GTEST_SHARD_INDEX");
    selection.push_back(fmt::format("shard {} of {}", shard ? shard : "?", shards));
  }
  return selection;
}

// For a target that main alone cannot import: no interpreter was created that could be at fault.
Observations FaultlessControl() {
  Observations control;
  for (Record* record : {&control.alone, &control.main_first, &control.main_last})
    record->ending = Ending::kComplete;
  return control;
}

}  // namespace

Grading::Grading(const GradingOptions& options, std::vector<Target> targets,
                 const RecipeBook& recipes)
    : options_(options),
      targets_(std::move(targets)),
      recipes_(recipes),
      pool_(Jobs(options), options.limits) {
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    const auto& wanted = options.configs;
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), config) != wanted.end())
      configs_.push_back(config);
  }
  if (configs_.empty())
    throw UsageError(fmt::format("CPython {} has only the config legacy", cpython::VersionText()));
}

Grading::~Grading() = default;

std::vector<std::optional<InterpreterConfig>> Grading::ConfigsOf(const Check& check) const {
  if (check.config_independent) return {std::nullopt};
  std::vector<std::optional<InterpreterConfig>> configs;
  for (const InterpreterConfig config : configs_) {
    const auto& only = check.configs;
    if (only.empty() || std::find(only.begin(), only.end(), config) != only.end())
      configs.emplace_back(config);
  }
  return configs;
}

void Grading::Register() {
  planned_per_target_.assign(targets_.size(), 0);
  for (const Check& check : AllChecks()) {
    if (!Selected(options_, check) || (check.repeats && options_.effort.fast)) continue;
    for (std::size_t index = 0; index < targets_.size(); ++index) {
      if (!IsGradable(targets_[index])) continue;
      for (const auto& config : ConfigsOf(check)) {
        const std::string name =
            TestName(check, targets_[index], config ? std::string(Name(*config)) : "any");
        planned_[name] = {&check, index, config};
        ++planned_per_target_[index];
        testing::RegisterTest(
            std::string(check.suite()).c_str(), name.substr(check.suite().size() + 1).c_str(),
            nullptr, nullptr, __FILE__, __LINE__,
            [this, name]() -> testing::Test* { return new GradingTest(*this, name); });
      }
    }
  }
}

bool Grading::Run() {
  Register();
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  listeners.Append(new GradingListener(*this));
  std::string flags;
  for (const std::string& flag : options_.gtest) flags += flag + " ";
  // GoogleTest's own console output is for those who use its flags to look at tests, not for a
  // graded report.
  const bool wants_printer = flags.find("--gtest_") != std::string::npos;
  if (!wants_printer) delete listeners.Release(listeners.default_result_printer());
  const int ignored = RUN_ALL_TESTS();
  static_cast<void>(ignored);
  if (GTEST_FLAG_GET(list_tests)) return false;
  if (planned_.empty())
    schedule_ =
        std::make_unique<Schedule>(pool_, recipes_, options_.effort);  // unknown targets only
  if (!schedule_ || (selected_ == 0 && !planned_.empty())) return false;
  Assemble();
  return true;
}

void Grading::Begin(const std::vector<std::string>& selected_tests) {
  pool_.Clear();
  results_.clear();
  report_ = Report();
  selected_ = static_cast<int>(selected_tests.size());
  Effort effort = options_.effort;
  const auto some_check_reads = [&](Stage stage) {
    return std::any_of(selected_tests.begin(), selected_tests.end(), [&](const std::string& test) {
      const auto& stages = planned_.at(test).check->stages;
      return std::find(stages.begin(), stages.end(), stage) != stages.end();
    });
  };
  for (const Stage stage : {Stage::kStatics, Stage::kCApi, Stage::kLevels}) {
    if (!some_check_reads(stage)) effort.unread.insert(stage);
  }
  schedule_ = std::make_unique<Schedule>(pool_, recipes_, effort);
  pool_.OnProgress(Progress::ShowExperiments);
  std::map<std::size_t, Schedule::Needs> needed;
  std::map<std::size_t, std::set<Experiment>> single;
  for (const std::string& test : selected_tests) {
    const Planned& plan = planned_.at(test);
    Schedule::Needs& needs = needed[plan.target];
    if (!plan.config) {
      single[plan.target].insert(plan.check->experiments.begin(), plan.check->experiments.end());
      continue;
    }
    needs[*plan.config].insert(plan.check->experiments.begin(), plan.check->experiments.end());
    // What isolated interpreters show decides about others, whichever tests were selected.
    if (std::find(configs_.begin(), configs_.end(), InterpreterConfig::kIsolated) !=
            configs_.end() ||
        *plan.config == InterpreterConfig::kOverride)
      needs[InterpreterConfig::kIsolated];
  }
  std::vector<std::string> files;
  for (const Target& target : targets_) {
    if (!target.file.empty() && IsGradable(target)) files.push_back(target.file);
  }
  for (const auto& [index, needs] : needed) schedule_->Add(targets_[index], needs, single[index]);
  hashes_queued_ = true;
  pool_.Queue("hashes", [files](Channel& channel) { HashFiles(files, channel); });
}

const Finding& Grading::Perform(const std::string& test) {
  const Planned& plan = planned_.at(test);
  const Check& check = *plan.check;
  const Target& target = targets_[plan.target];
  CheckResult result{.id = std::string(check.id),
                     .config = plan.config ? std::string(Name(*plan.config)) : "any",
                     .severity = check.severity,
                     .level = check.level,
                     .spares_refusers = check.spares_refusers};
  if (!plan.config) {
    const Observations& seen = schedule_->Single(target);
    const auto control = [&]() -> const Observations& {
      return schedule_->SingleControl(check.experiments);
    };
    result.finding = JudgeBeside(control, check, seen);
  } else {
    if (schedule_->LoadsByItself(target, *plan.config)) {
      result.finding = NotApplicable("it loads in isolated interpreters by itself");
    } else {
      // In this order: which controls there are is known when the target's experiments are.
      const Observations& seen = schedule_->For(target, *plan.config);
      const bool tried = schedule_->WasTried(target, *plan.config);
      const Observations faultless = FaultlessControl();
      const auto control = [&]() -> const Observations& {
        return tried ? schedule_->Control(*plan.config, check.experiments) : faultless;
      };
      result.finding = JudgeBeside(control, check, seen);
    }
  }
  return (results_[test] = std::move(result)).finding;
}

void Grading::Assemble() {
  report_.date = IsoDate();
  report_.python_version = cpython::VersionText();
  report_.python_executable = SysText("executable");
  report_.compiler = Py_GetCompiler();
  report_.compiler.erase(0, report_.compiler.find_first_not_of(" \n"));
  report_.debug = cpython::IsDebugBuild();
  report_.free_threaded = cpython::IsFreeThreaded();
  report_.effort = options_.effort;
  report_.selection = SelectionOf(options_);
  std::map<std::string, std::string> hashes;
  if (!interrupted_ && hashes_queued_) try {
      for (const FileHash& hash : pool_.Wait("hashes").All<FileHash>())
        hashes[hash.file] = hash.sha256;
    } catch (const Interrupted&) {
      interrupted_ = true;
    }
  for (std::size_t index = 0; index < targets_.size(); ++index) {
    TargetReport report{.target = targets_[index], .sha256 = hashes[targets_[index].file]};
    for (auto& [name, result] : results_) {
      if (planned_.at(name).target == index) report.results.push_back(result);
    }
    const std::size_t planned = planned_per_target_.empty() ? 0 : planned_per_target_[index];
    if (report.target.kind == TargetKind::kUnknown) {
      report.grade = {"unknown", report.target.problem};
    } else if (IsGradable(report.target) && (report.results.empty() || interrupted_)) {
      report.grade = {"unknown", interrupted_ ? "interrupted before it was graded"
                                              : "no check of it was selected"};
    } else if (IsGradable(report.target)) {
      GradeTarget(
          *schedule_, configs_,
          report.results.size() == planned && options_.checks.empty() && options_.configs.empty(),
          options_.effort.fast, recipes_.For(report.target.name).CallsFunctions(), report);
    }
    report_.targets.push_back(std::move(report));
  }
  GradePackages(report_.targets);
  if (!interrupted_) report_.control = ControlReports(*schedule_);
  report_.timings = MeasureRun(interrupted_ ? nullptr : schedule_.get(), pool_.totals());
}

}  // namespace isograde

#include "grading/grading.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "base/error.h"
#include "checklist/experiment.h"
#include "checklist/judge.h"
#include "grading/assembly.h"
#include "grading/run_cost.h"
#include "grading/stored_run.h"
#include "report/report.h"

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

// Of what does not depend on one.
constexpr const char* kAnyConfig = "any";

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
  for (const ExperimentId experiment :
       {experiments::kAlone, experiments::kMainFirst, experiments::kMainLast})
    control.At(experiment).ending = Ending::kComplete;
  return control;
}

}  // namespace

Grading::Grading(const GradingOptions& options, GradingRun& run) : options_(options), run_(run) {}

Grading::~Grading() = default;

std::vector<std::optional<InterpreterConfig>> Grading::ConfigsOf(const Check& check) const {
  if (check.config_independent) return {std::nullopt};
  std::vector<std::optional<InterpreterConfig>> configs;
  for (const InterpreterConfig config : run_.configs()) {
    const auto& only = check.configs;
    if (only.empty() || std::find(only.begin(), only.end(), config) != only.end())
      configs.emplace_back(config);
  }
  return configs;
}

void Grading::Register() {
  const std::vector<Target>& targets = run_.targets();
  planned_per_target_.assign(targets.size(), 0);
  for (const Check& check : AllChecks()) {
    if (!Selected(options_, check) || (check.repeats && run_.effort().fast)) continue;
    for (std::size_t index = 0; index < targets.size(); ++index) {
      if (!IsGradable(targets[index])) continue;
      for (const auto& config : ConfigsOf(check)) {
        const std::string in = config ? std::string(Name(*config)) : kAnyConfig;
        if (!run_.Has(std::string(check.id), in, targets[index])) continue;
        const std::string name = TestName(check, targets[index], in);
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
  if (planned_.empty()) source_ = &run_.Start({});  // unknown targets only
  if (!source_ || (selected_ == 0 && !planned_.empty())) return false;
  Assemble();
  return true;
}

void Grading::Begin(const std::vector<std::string>& selected_tests) {
  results_.clear();
  report_ = Report();
  selected_ = static_cast<int>(selected_tests.size());
  demand_ = {};
  const auto some_check_reads = [&](const Stage& stage) {
    return std::any_of(selected_tests.begin(), selected_tests.end(), [&](const std::string& test) {
      const auto& stages = planned_.at(test).check->stages;
      return std::find(stages.begin(), stages.end(), stage) != stages.end();
    });
  };
  for (const Experiment& experiment : AllExperiments()) {
    for (const Stage& stage : experiment.stages) {
      if (stage.optional && !some_check_reads(stage)) demand_.unread.insert(std::string(stage.id));
    }
  }
  const auto& configs = run_.configs();
  const bool has_isolated =
      std::find(configs.begin(), configs.end(), InterpreterConfig::kIsolated) != configs.end();
  for (const std::string& test : selected_tests) {
    const Planned& plan = planned_.at(test);
    const auto& wanted = plan.check->experiments;
    Demand::OfTarget& of_target = demand_.targets[plan.target];
    if (!plan.config) {
      of_target.single.insert(wanted.begin(), wanted.end());
      continue;
    }
    of_target.needs[*plan.config].insert(wanted.begin(), wanted.end());
    // What isolated interpreters show decides about others, whichever tests were selected.
    if (has_isolated || *plan.config == InterpreterConfig::kOverride)
      of_target.needs[InterpreterConfig::kIsolated];
  }
  source_ = &run_.Start(demand_);
}

const Finding& Grading::Perform(const std::string& test) {
  const Planned& plan = planned_.at(test);
  const Check& check = *plan.check;
  const Target& target = run_.targets()[plan.target];
  CheckResult result{.id = std::string(check.id),
                     .config = plan.config ? std::string(Name(*plan.config)) : kAnyConfig,
                     .severity = check.severity,
                     .level = check.level,
                     .spares_refusers = check.spares_refusers};
  try {
    result.finding = FindingOf(check, target, plan.config);
  } catch (const Interrupted&) {
    throw;
  } catch (const NotObserved& reason) {
    result.finding = Inconclusive(reason.what());
  } catch (const std::exception& error) {
    // GoogleTest would take it for a failed test, and say nothing.
    result.finding.verdict = Verdict::kHarnessError;
    result.finding.message = error.what();
  }
  return (results_[test] = std::move(result)).finding;
}

Finding Grading::FindingOf(const Check& check, const Target& target,
                           std::optional<InterpreterConfig> config) {
  if (!config) {
    const Observations& seen = source_->Single(target);
    const auto control = [&]() -> const Observations& {
      return source_->SingleControl(check.experiments);
    };
    return JudgeBeside(control, check, seen);
  }
  if (source_->LoadsByItself(target, *config))
    return NotApplicable("it loads in isolated interpreters by itself");
  // In this order: which controls there are is known when the target's experiments are.
  const Observations& seen = source_->For(target, *config);
  const bool tried = source_->WasTried(target, *config);
  const Observations faultless = FaultlessControl();
  const auto control = [&]() -> const Observations& {
    return tried ? source_->Control(*config, check.experiments) : faultless;
  };
  return JudgeBeside(control, check, seen);
}

void Grading::Assemble() {
  report_.date = IsoDate();
  report_.selection = run_.selection();
  for (std::string& narrowed : SelectionOf(options_))
    report_.selection.push_back(std::move(narrowed));
  const bool complete =
      options_.checks.empty() && options_.configs.empty() && run_.selection().empty();
  const std::vector<Target>& targets = run_.targets();
  std::vector<std::string> hashes(targets.size());
  if (!interrupted_) try {
      std::transform(targets.begin(), targets.end(), hashes.begin(),
                     [this](const Target& target) { return run_.HashOf(target); });
    } catch (const Interrupted&) {
      interrupted_ = true;
    }
  for (std::size_t index = 0; index < targets.size(); ++index) {
    TargetReport report{.target = targets[index], .sha256 = hashes[index]};
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
      GradeTarget(*source_, run_.configs(), report.results.size() == planned && complete,
                  run_.effort().fast, run_.CallsFunctions(report.target), report);
    }
    report_.targets.push_back(std::move(report));
  }
  GradePackages(report_.targets);
  if (!interrupted_) report_.control = ControlReports(*source_);
  run_.Describe(report_, interrupted_);
}

nlohmann::json Grading::Stored() const { return StoreRun(run_, *source_, demand_, report_); }

}  // namespace isograde

#include "grading/grading.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/utc_time.h"
#include "checklist/experiment.h"
#include "grading/assembly.h"
#include "grading/judging.h"
#include "grading/parts_source.h"
#include "grading/run_cost.h"
#include "grading/stored_run.h"
#include "grading/uses.h"
#include "report/report.h"
#include "report/target_group.h"

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

// By its name; a member that another target is called like, by its distribution's too.
std::string TestName(const Check& check, const Target& target, const std::vector<Target>& targets,
                     const std::string& config) {
  const auto like = std::count_if(targets.begin(), targets.end(),
                                  [&](const Target& other) { return other.name == target.name; });
  const std::string name = like > 1 ? FullName(target) : target.name;
  return fmt::format("{}.{}/{}/{}", check.suite(), check.name(), name, config);
}

bool Selected(const GradingOptions& options, const Check& check) {
  return options.checks.empty() ||
         std::any_of(options.checks.begin(), options.checks.end(),
                     [&](const std::string& pattern) { return Matches(pattern, check.id); });
}

bool IsGradable(const Target& target) { return target.kind != TargetKind::kUnknown; }

// What a distribution does as one is judged of it alone; but a crash that is no member's is its
// own, whichever check answers for it.
bool IsJudgedOf(const Check& check, const Target& target) {
  const bool is_member = !target.owner.empty() && !target.is_apart;
  return !is_member || check.scope != CheckScope::kWhole;
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

}  // namespace

Grading::Grading(const GradingOptions& options, GradingRun& run, const RunEvents& events)
    : options_(options), run_(run), events_(events) {
  const std::vector<Target>& targets = run_.targets();
  for (std::size_t index = 0; index < targets.size(); ++index) {
    const bool heads = targets[index].kind == TargetKind::kDistribution;
    Unit unit{index, index + 1};
    while (heads && unit.end < targets.size() && targets[unit.end].owner == targets[index].name)
      ++unit.end;
    units_.push_back(unit);
    index = unit.end - 1;
  }
}

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
      if (!IsGradable(targets[index]) || !IsJudgedOf(check, targets[index])) continue;
      for (const auto& config : ConfigsOf(check)) {
        const std::string in = config ? std::string(Name(*config)) : kAnyConfig;
        if (!run_.Has(std::string(check.id), in, targets[index])) continue;
        const std::string name = TestName(check, targets[index], targets, in);
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
  in_order_ = !wants_printer && GTEST_FLAG_GET(repeat) == 1;
  const int ignored = RUN_ALL_TESTS();
  static_cast<void>(ignored);
  if (error_) std::rethrow_exception(error_);
  if (GTEST_FLAG_GET(list_tests)) return false;
  if (planned_.empty()) StartWith({});  // unknown targets only
  if (!source_ || (selected_ == 0 && !planned_.empty())) return false;
  if (!in_order_ || planned_.empty()) GradeInOrder();
  if (error_) std::rethrow_exception(error_);
  Assemble();
  return true;
}

void Grading::Begin(const std::vector<std::string>& selected_tests) {
  results_.clear();
  report_ = Report();
  graded_ = 0;
  selected_per_target_.assign(run_.targets().size(), {});
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
    selected_per_target_[plan.target].push_back(test);
    const auto& wanted = plan.check->experiments;
    const Target& observed = PartsSource::ObservedWith(run_.targets()[plan.target], run_.targets());
    const auto index = static_cast<std::size_t>(&observed - run_.targets().data());
    Demand::OfTarget& of_target = demand_.targets[index];
    if (!plan.config) {
      of_target.single.insert(wanted.begin(), wanted.end());
      continue;
    }
    of_target.needs[*plan.config].insert(wanted.begin(), wanted.end());
    // What isolated interpreters show decides about others, whichever tests were selected.
    if (has_isolated || *plan.config == InterpreterConfig::kOverride)
      of_target.needs[InterpreterConfig::kIsolated];
  }
  StartWith(demand_);
  if (in_order_ && selected_ > 0) GradeInOrder();
}

void Grading::StartWith(const Demand& demand) {
  whole_ = &run_.Start(demand);
  parts_ = std::make_unique<PartsSource>(*whole_, run_.targets());
  source_ = parts_.get();
}

const Finding& Grading::Perform(const std::string& test) {
  const auto found = results_.find(test);
  if (found != results_.end()) return found->second.finding;
  return (results_[test] = Judged(test)).finding;
}

CheckResult Grading::Judged(const std::string& test) {
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
    if (result.finding.precedes_refusal) result.spares_refusers = false;
  } catch (const Interrupted&) {
    throw;
  } catch (const NotObserved& reason) {
    result.finding = Inconclusive(reason.what());
  } catch (const std::exception& error) {
    // GoogleTest would take it for a failed test, and say nothing.
    result.finding.verdict = Verdict::kHarnessError;
    result.finding.message = error.what();
  }
  return result;
}

Finding Grading::FindingOf(const Check& check, const Target& target,
                           std::optional<InterpreterConfig> config) {
  if (!config) {
    const Observations& seen = source_->Single(target);
    const auto control = [&]() -> const Observations& {
      return source_->SingleControl(check.experiments);
    };
    return JudgeTarget(control, check, seen);
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
  return JudgeTarget(control, check, seen);
}

std::vector<std::string> Grading::Selection() const {
  std::vector<std::string> selection = run_.selection();
  for (std::string& narrowed : SelectionOf(options_)) selection.push_back(std::move(narrowed));
  return selection;
}

Report Grading::SoFar() const {
  Report report = report_;
  report.targets.resize(targets_graded());
  report.date = UtcTime();
  report.selection = Selection();
  run_.Describe(report, true);
  return report;
}

void Grading::GradeInOrder() {
  for (const Target& target : run_.targets()) report_.targets.push_back({.target = target});
  // GoogleTest would take what is thrown through it for a mistake in a test.
  try {
    if (events_.begun) {
      Report head;
      run_.Describe(head, true);
      const auto is_told = [&](const RecipeFault& fault) {
        const auto& targets = run_.targets();
        return std::any_of(targets.begin(), targets.end(),
                           [&](const Target& target) { return target.name == fault.module; });
      };
      std::erase_if(head.recipe_faults, is_told);
      events_.begun(head);
    }
    while (graded_ < units_.size() && !interrupted_) {
      run_.Graded(graded_, units_.size());
      const Unit& unit = units_[graded_];
      Grade(unit);
      ++graded_;
      TargetGroup group{&report_.targets[unit.begin], {}};
      for (std::size_t index = unit.begin + 1; index < unit.end; ++index)
        group.members.push_back(&report_.targets[index]);
      if (events_.graded) events_.graded(group);
      if (events_.so_far && graded_ < units_.size()) events_.so_far([this] { return SoFar(); });
      // What was observed of dozens of targets is gigabytes.
      if (in_order_ && options_.observations.empty()) {
        parts_->Forget();
        run_.Forget(run_.targets()[unit.begin]);
      }
    }
  } catch (const Interrupted&) {
    interrupted_ = true;
  } catch (...) {
    error_ = std::current_exception();
    interrupted_ = true;
  }
}

void Grading::Grade(const Unit& unit) {
  for (std::size_t index = unit.begin; index < unit.end; ++index) {
    TargetReport& report = report_.targets[index];
    if (selected_per_target_.empty()) continue;
    std::vector<std::string> tests = selected_per_target_[index];
    std::sort(tests.begin(), tests.end());
    for (const std::string& test : tests) {
      Perform(test);
      report.results.push_back(results_.at(test));
    }
    report.sha256 = run_.HashOf(report.target);
  }
  const bool is_from_store = run_.IsFromStore(run_.targets()[unit.begin]);
  for (std::size_t index = unit.begin; index < unit.end; ++index)
    report_.targets[index].is_from_store = is_from_store && !report_.targets[index].target.is_apart;
  // A distribution is graded with its members, which follow it.
  for (std::size_t index = unit.end; index-- > unit.begin;) {
    std::size_t end = index + 1;
    while (index == unit.begin && end < unit.end && !report_.targets[end].target.is_apart) ++end;
    AssembleTarget(index, std::span(report_.targets).subspan(index + 1, end - index - 1));
  }
}

void Grading::Assemble() {
  report_.date = UtcTime();
  report_.selection = Selection();
  for (std::size_t index = targets_graded(); index < report_.targets.size(); ++index) {
    TargetReport& report = report_.targets[index];
    report = {.target = run_.targets()[index]};
    report.grade = {"unknown", report.target.kind == TargetKind::kUnknown
                                   ? report.target.problem
                                   : "interrupted before it was graded"};
  }
  if (!interrupted_) report_.control = ControlReports(*source_);
  run_.Describe(report_, interrupted_);
}

void Grading::AssembleTarget(std::size_t index, std::span<const TargetReport> members) {
  TargetReport& report = report_.targets[index];
  const std::size_t planned = planned_per_target_.empty() ? 0 : planned_per_target_[index];
  if (report.target.kind == TargetKind::kUnknown) {
    report.grade = {"unknown", report.target.problem};
    return;
  }
  if (report.results.empty()) {
    report.grade = {"unknown", "no check of it was selected"};
    return;
  }
  const bool complete =
      options_.checks.empty() && options_.configs.empty() && run_.selection().empty();
  const Target& observed = PartsSource::ObservedWith(report.target, run_.targets());
  const GradingState state{.complete = report.results.size() == planned && complete,
                           .fast = run_.effort().fast,
                           .calls_functions = run_.CallsFunctions(observed)};
  const GradeInput input = GradeTarget(*source_, run_.configs(), state, report);
  if (report.target.kind == TargetKind::kDistribution) GradeDistribution(input, members, report);
  CompleteUses(members, report);
  SayWhatItRestsOn(state, report);
}

nlohmann::json Grading::Stored() const { return StoreRun(run_, *whole_, demand_, report_); }

}  // namespace isograde

#include "host/grading.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <thread>

#include "checklist/judge.h"
#include "error.h"
#include "host/progress.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "suites/declaration/declare_stage.h"
#include "suites/loading/outcomes.h"
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

bool Selected(const Options& options, const Check& check) {
  return options.checks.empty() ||
         std::any_of(options.checks.begin(), options.checks.end(),
                     [&](const std::string& pattern) { return Matches(pattern, check.id); });
}

bool IsGradable(const Target& target) {
  return target.kind != TargetKind::kPackage && target.kind != TargetKind::kUnknown;
}

int Jobs(const Options& options) {
  return options.jobs > 0 ? options.jobs
                          : static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
}

std::string IsoDate() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

std::string SysText(const char* name) {
  PyObject* const value = PySys_GetObject(name);
  return value && PyUnicode_Check(value) ? TextOf(value) : "";
}

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double CpuSeconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Wall time since this process started, Python's own start included; the kernel counts it in ticks
// of 10 ms.
double SecondsSinceStart() {
  std::ifstream file("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  text.erase(0, text.rfind(')') + 2);
  std::istringstream fields(text);
  std::string field;
  for (int index = 3; index <= 22; ++index) fields >> field;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) -
         std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// For a target that main alone cannot import: no interpreter was created that could be at fault.
Observations FaultlessControl() {
  Observations control;
  for (Record* record : {&control.alone, &control.main_first, &control.main_last})
    record->ending = Ending::kComplete;
  return control;
}

}  // namespace

Grading::Grading(const Options& options, std::vector<Target> targets, const RecipeBook& recipes)
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

void Grading::Register() {
  planned_per_target_.assign(targets_.size(), 0);
  for (const Check& check : AllChecks()) {
    if (!Selected(options_, check)) continue;
    for (std::size_t index = 0; index < targets_.size(); ++index) {
      if (!IsGradable(targets_[index])) continue;
      std::vector<std::optional<InterpreterConfig>> configs(configs_.begin(), configs_.end());
      if (check.config_independent) configs = {std::nullopt};
      for (const auto& config : configs) {
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
        std::make_unique<Schedule>(pool_, recipes_, options_.interpreters);  // unknown targets only
  if (!schedule_ || (selected_ == 0 && !planned_.empty())) return false;
  Assemble();
  return true;
}

void Grading::Begin(const std::vector<std::string>& selected_tests) {
  pool_.Clear();
  results_.clear();
  report_ = {};
  selected_ = static_cast<int>(selected_tests.size());
  schedule_ = std::make_unique<Schedule>(pool_, recipes_, options_.interpreters);
  Progress::Attach(pool_);
  std::map<std::size_t, std::set<InterpreterConfig>> needed;
  for (const std::string& test : selected_tests) {
    const Planned& plan = planned_.at(test);
    auto& configs = needed[plan.target];
    if (!plan.config) continue;
    configs.insert(*plan.config);
    if (*plan.config == InterpreterConfig::kOverride) configs.insert(InterpreterConfig::kIsolated);
  }
  std::vector<std::string> files;
  for (const Target& target : targets_) {
    if (!target.file.empty() && IsGradable(target)) files.push_back(target.file);
  }
  for (const auto& [index, configs] : needed) schedule_->Add(targets_[index], configs);
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
                     .level = check.level};
  if (!plan.config) {
    Observations seen{.target = target, .alone = schedule_->Alone(target)};
    result.finding = Judge(check, seen, {});
  } else {
    if (schedule_->LoadsByItself(target, *plan.config)) {
      result.finding = NotApplicable("it loads in isolated interpreters by itself");
    } else {
      const bool tried = schedule_->WasTried(target, *plan.config);
      result.finding = Judge(check, schedule_->For(target, *plan.config),
                             tried ? schedule_->Control(*plan.config) : FaultlessControl());
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
  report_.interpreters = options_.interpreters;
  std::map<std::string, std::string> hashes;
  if (!interrupted_ && hashes_queued_) try {
      for (const FileHash& hash : pool_.Wait("hashes").All<FileHash>())
        hashes[hash.file] = hash.sha256;
    } catch (const Interrupted&) {
      interrupted_ = true;
    }
  for (std::size_t index = 0; index < targets_.size(); ++index) {
    const Target& target = targets_[index];
    TargetReport report{.target = target, .sha256 = hashes[target.file]};
    if (target.kind == TargetKind::kUnknown) report.grade = {"unknown", target.problem};
    for (auto& [name, result] : results_) {
      if (planned_.at(name).target == index) report.results.push_back(result);
    }
    if (IsGradable(target) && !report.results.empty() && !interrupted_) {
      const Record& alone = schedule_->Alone(target);
      if (const auto declared = alone.First<Declaration>())
        report.declared = {declared->init, declared->multiple_interpreters, declared->gil};
      bool refuses_by_itself = false;
      std::string unimportable = UnimportableBecause({.alone = alone});
      for (const InterpreterConfig config : configs_) {
        const bool tested =
            std::any_of(report.results.begin(), report.results.end(),
                        [&](const CheckResult& result) { return result.config == Name(config); });
        if (!tested || schedule_->LoadsByItself(target, config)) continue;
        const Observations seen = schedule_->For(target, config);
        if (const std::string shown = DemonstratedIn(seen); !shown.empty())
          report.demonstrated[std::string(Name(config))] = shown;
        refuses_by_itself |= config == InterpreterConfig::kLegacy && !RefusalIn(seen).empty() &&
                             FailingDependency(seen).empty();
        if (report.refusal.empty() && config != InterpreterConfig::kOverride)
          report.refusal = RefusalIn(seen);
        if (report.dependency.empty() && config != InterpreterConfig::kOverride)
          report.dependency = FailingDependency(seen);
      }
      if (!unimportable.empty()) unimportable = "importing it raises " + unimportable;
      report.grade = GradeOf({.multiple_interpreters = report.declared.multiple_interpreters,
                              .demonstrated = report.demonstrated,
                              .unimportable = unimportable,
                              .dependency = report.dependency,
                              .refuses_by_itself = refuses_by_itself,
                              .complete = report.results.size() == planned_per_target_[index] &&
                                          options_.checks.empty() && options_.configs.empty(),
                              .results = report.results});
    } else if (IsGradable(target)) {
      report.grade = {"unknown", interrupted_ ? "interrupted before it was graded"
                                              : "no check of it was selected"};
    }
    report_.targets.push_back(std::move(report));
  }
  for (TargetReport& package : report_.targets) {
    if (package.target.kind != TargetKind::kPackage) continue;
    for (const TargetReport& module : report_.targets) {
      if (module.target.owner != package.target.name &&
          std::find(package.target.modules.begin(), package.target.modules.end(),
                    module.target.name) == package.target.modules.end())
        continue;
      if (!package.worst.empty() && !IsWorse(module.grade.letter, package.grade.letter)) continue;
      package.worst = module.target.name;
      package.grade = {module.grade.letter,
                       fmt::format("the grade of {}, the worst of its {} extension modules",
                                   module.target.name, package.target.modules.size())};
    }
  }
  MeasureCost();
}

void Grading::MeasureCost() {
  std::map<InterpreterConfig, double> cost;
  if (!interrupted_) {
    for (const InterpreterConfig config : schedule_->ControlledConfigs()) {
      const Observations& control = schedule_->Control(config);
      std::vector<double> create, end;
      for (const InterpreterCost& one : control.Across<InterpreterCost>()) {
        create.push_back(one.create_s);
        end.push_back(one.end_s);
      }
      cost[config] = Median(create) + Median(end);
      for (const auto& [name, record] :
           {std::pair{"main-first", &control.main_first}, {"main-last", &control.main_last}}) {
        const std::string problem =
            record->harness_error.empty() ? DescribeEnding(*record) : record->harness_error;
        report_.control.push_back(
            {std::string(Name(config)), name, problem.empty() ? "complete" : problem});
      }
    }
  }
  Timings& timings = report_.timings;
  for (const auto& [config, count] : schedule_->created()) {
    timings.interpreters += count;
    timings.floor_s += count * cost[config];
  }
  timings.children = pool_.totals().children;
  timings.cpu_s = CpuSeconds(RUSAGE_SELF) + CpuSeconds(RUSAGE_CHILDREN);
  timings.wall_s = SecondsSinceStart();
}

}  // namespace isograde

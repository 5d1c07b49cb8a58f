#include "bench/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/statistics.h"
#include "bench/speed.h"
#include "bench/text.h"
#include "report/words.h"

namespace isograde {
namespace {

// Memory comes in pages, and in pieces of which an interpreter happens to need one more or less.
constexpr double kPageBytes = 4096;
constexpr double kOfInterpreter = 0.01;

/// Counters that are compared as times are.
struct ComparedCounter {
  const char* row;  ///< what the names of its rows begin with
  const char* name;
};
constexpr ComparedCounter kCounters[] = {{"memory/", "pss_bytes"}, {"cycle/", "growth_bytes"}};

// What the recipe is part of, where a load has one.
constexpr const char* kUsing[] = {"first_use", "memory",         "cycle",
                                  "climb",     "create_at_once", "use_at_once"};

std::string UseOf(const BenchResults& results, const std::string& load) {
  for (const std::string& one : Split(results.Context(kUses), ',')) {
    if (one.starts_with(load + ":")) return one;
  }
  return "";
}

// How much memory an interpreter may need more before anything is said. `name`: of its row.
double ToleratedBytes(const BenchResults& before, const std::string& name) {
  const BenchRow* const memory = before.Find("memory" + name.substr(name.find('/')));
  return std::max(kPageBytes, memory ? kOfInterpreter * memory->Counter("pss_bytes") : 0);
}

// What a row times, on a machine that takes `reference_s` for the reference work.
std::vector<double> AtSpeed(double reference_s, const BenchRow& row) {
  const std::vector<double>& references = *ReferencesOf(row);
  std::vector<double> times = row.real_s;
  for (std::size_t i = 0; i < times.size(); ++i) times[i] *= reference_s / references[i];
  return times;
}

/// One comparison, as it is made.
class Comparer {
 public:
  Comparer(const BenchResults& before, const BenchResults& after, const BenchTolerance& tolerance)
      : before_(before),
        after_(after),
        tolerance_(tolerance),
        speed_(SpeedOf(before)),
        speed_after_(SpeedOf(after)) {}

  BenchComparison Run() {
    SayWhatIsNotTheSame();
    for (const BenchRow& row : after_.rows) {
      if (IsOfInterpreters(row.name)) Add(row);
    }
    for (const BenchRow& row : before_.rows) {
      if (IsOfInterpreters(row.name) && !after_.Find(row.name)) made_.gone.push_back(row.name);
    }
    Test();
    return std::move(made_);
  }

 private:
  void Add(const BenchRow& row) {
    const BenchRow* const old = before_.Find(row.name);
    if (old && IsUsedOtherwise(row.name)) {
      made_.unlike.push_back(row.name);
    } else if (!old) {
      made_.added.push_back(row.name);
    } else if (!row.problem.empty() && (row.real_s.empty() || old->problem.empty())) {
      // What is left of a row that failed now and then is no sample of what it costs.
      if (old->real_s.empty()) {
        made_.broken.push_back(row.name);
      } else {
        made_.failing.push_back(fmt::format("{}: {}", row.name, row.problem));
      }
    } else if (old->real_s.empty()) {
      made_.recovered.push_back(row.name);
    } else {
      // Both on the machine of the older run: what slowed it down for a while says nothing.
      const bool can_adjust = ReferencesOf(*old) && ReferencesOf(row);
      if (can_adjust) {
        made_.reference_before_s = speed_;
        made_.reference_after_s = speed_after_;
      }
      AddSamples(row.name, BenchChange::Unit::kSeconds,
                 can_adjust ? AtSpeed(speed_, *old) : old->real_s,
                 can_adjust ? AtSpeed(speed_, row) : row.real_s, 0);
      for (const ComparedCounter& counter : kCounters) {
        const auto was = old->counters.find(counter.name), is = row.counters.find(counter.name);
        if (row.name.starts_with(counter.row) && was != old->counters.end() &&
            is != row.counters.end())
          AddSamples(row.name + " " + counter.name, BenchChange::Unit::kBytes, was->second,
                     is->second, ToleratedBytes(before_, row.name));
      }
    }
  }

  // Whether it times a recipe's setup or exercise, which was another one in the older run.
  bool IsUsedOtherwise(const std::string& name) const {
    const std::vector<std::string> parts = Split(name, '/');
    if (parts.size() < 3 || parts[1] == "nothing") return false;
    const bool uses = std::any_of(std::begin(kUsing), std::end(kUsing),
                                  [&](const char* what) { return parts[0] == what; });
    // What says nothing of it is older than the text.
    return uses && before_.context.contains(kUses) && after_.context.contains(kUses) &&
           UseOf(before_, parts[1]) != UseOf(after_, parts[1]);
  }

  // `least`: differences up to that are none.
  void AddSamples(const std::string& name, BenchChange::Unit unit,
                  const std::vector<double>& before, const std::vector<double>& after,
                  double least) {
    made_.changes.push_back({.name = name,
                             .unit = unit,
                             .before = Quantile(before, 0.5),
                             .after = Quantile(after, 0.5),
                             .repetitions = std::min(before.size(), after.size()),
                             .p = MannWhitneyP(before, after)});
    const BenchChange& change = made_.changes.back();
    double beyond_p = 1;
    if (IsMore(change.after, change.before, least))
      beyond_p = MannWhitneyP(Tolerated(before), after);
    if (IsMore(change.before, change.after, least))
      beyond_p = MannWhitneyP(before, Tolerated(after));
    tested_.push_back({LeastMannWhitneyP(before.size(), after.size()), beyond_p});
  }

  // As much as is tolerated in each repetition.
  std::vector<double> Tolerated(std::vector<double> sample) const {
    for (double& one : sample) one = std::max(one, 0.0) * (1 + tolerance_.max_regression);
    return sample;
  }

  // Whether one median is more than the other by more than is tolerated. Memory that is given back
  // is as good as none.
  bool IsMore(double more, double than, double least) const {
    more = std::max(more, 0.0);
    than = std::max(than, 0.0);
    return more - than > least && more > than * (1 + tolerance_.max_regression);
  }

  void Test() {
    const auto rows = static_cast<double>(made_.changes.size());
    std::vector<double> p;
    std::vector<std::size_t> told;
    for (std::size_t i = 0; i < made_.changes.size(); ++i) {
      if (tested_[i].least_p * rows >= tolerance_.alpha) {
        made_.changes[i].verdict = BenchChange::Verdict::kUntold;
      } else {
        told.push_back(i);
        p.push_back(made_.changes[i].p);
      }
    }
    const std::vector<double> corrected = HolmCorrected(p);
    for (std::size_t i = 0; i < told.size(); ++i) {
      BenchChange& change = made_.changes[told[i]];
      change.p = corrected[i];
      // That there is a change does not make it more than is tolerated: two runs of the same differ
      // by some percent as a whole, which a median is past by chance. Only of what has changed is
      // it asked, and of each by itself: corrected for all rows, it missed 20 % where 10 % are
      // tolerated.
      if (change.p >= tolerance_.alpha || tested_[told[i]].beyond_p >= tolerance_.alpha) continue;
      change.verdict = change.after > change.before ? BenchChange::Verdict::kDearer
                                                    : BenchChange::Verdict::kCheaper;
    }
  }

  void SayUnlessSame(const char* key) {
    const std::string before = before_.Context(key), after = after_.Context(key);
    if (before != after)
      made_.cautions.push_back(fmt::format("not the same: {}: {}, was {}", key,
                                           after.empty() ? "none" : after,
                                           before.empty() ? "none" : before));
  }

  void SayWhatIsNotTheSame() {
    for (const char* key : {"cpython", "build_flags", "machine", "startup_files", "isograde"})
      SayUnlessSame(key);
    // Results without these are older than they.
    for (const char* key : {kPythonFlags, kUses}) {
      if (before_.context.contains(key) && after_.context.contains(key)) SayUnlessSame(key);
    }
    const BenchRow *const before = before_.Find(kReferenceRow), *const after =
                                                                    after_.Find(kReferenceRow);
    if (!before || !after || before->real_s.empty() || after->real_s.empty()) return;
    // Half of what is tolerated: from there on the machine may decide what is dearer.
    const bool moved = MannWhitneyP(before->real_s, after->real_s) < tolerance_.alpha &&
                       std::abs(after->real() / before->real() - 1) > tolerance_.max_regression / 2;
    if (moved || std::max(before->spread(), after->spread()) > kNoisySpread)
      made_.cautions.push_back(fmt::format(
          "the machine is not the same: work that is always the same took {}, varying by {:.0f} "
          "%; in the older run {}, varying by {:.0f} %",
          TimeText(after->real()), after->spread() * 100, TimeText(before->real()),
          before->spread() * 100));
  }

  struct Tested {
    double least_p;   ///< that samples of such sizes can have
    double beyond_p;  ///< of what is left when the tolerated part is taken off; 1 where nothing is
  };
  const BenchResults &before_, &after_;
  const BenchTolerance& tolerance_;
  double speed_, speed_after_;  ///< seconds of the reference work in the older and the newer run
  BenchComparison made_;
  std::vector<Tested> tested_;  ///< as made_.changes
};

}  // namespace

bool IsOfInterpreters(const std::string& name) {
  return !name.starts_with("peer/") && !name.starts_with("reference/");
}

bool BenchComparison::GotWorse() const {
  return !failing.empty() ||
         std::any_of(changes.begin(), changes.end(), [](const BenchChange& change) {
           return change.verdict == BenchChange::Verdict::kDearer;
         });
}

bool BenchComparison::CanTell() const {
  return !failing.empty() ||
         std::any_of(changes.begin(), changes.end(), [](const BenchChange& change) {
           return change.verdict != BenchChange::Verdict::kUntold;
         });
}

bool BenchComparison::HasCommon() const {
  return !changes.empty() || !failing.empty() || !recovered.empty() || !broken.empty();
}

std::size_t RepetitionsFor(std::size_t rows, double alpha) {
  std::size_t repetitions = 1;
  while (LeastMannWhitneyP(repetitions, repetitions) * static_cast<double>(rows) >= alpha)
    ++repetitions;
  return repetitions;
}

BenchComparison Compare(const BenchResults& before, const BenchResults& after,
                        const BenchTolerance& tolerance) {
  return Comparer(before, after, tolerance).Run();
}

}  // namespace isograde

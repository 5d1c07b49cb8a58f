#include "report/bench_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/bench_text.h"
#include "statistics.h"

namespace isograde {
namespace {

// Fewer repetitions than this cannot differ significantly, whatever they are.
constexpr std::size_t kFewestRepetitions = 4;

bool IsOfInterpreters(const BenchRow& row) {
  return !row.name.starts_with("peer/") && !row.name.starts_with("reference/");
}

// S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979: among many benchmarks,
// one or two differ by chance.
void CorrectForNumber(std::vector<BenchChange>& changes) {
  std::vector<BenchChange*> by_p;
  for (BenchChange& change : changes) {
    if (change.verdict != BenchChange::Verdict::kTooFew) by_p.push_back(&change);
  }
  std::sort(by_p.begin(), by_p.end(),
            [](const BenchChange* a, const BenchChange* b) { return a->p < b->p; });
  double least = 0;
  for (std::size_t i = 0; i < by_p.size(); ++i) {
    least = std::max(least, by_p[i]->p * static_cast<double>(by_p.size() - i));
    by_p[i]->p = std::min(1.0, least);
  }
}

std::vector<std::string> Differences(const BenchResults& before, const BenchResults& after) {
  std::vector<std::string> different;
  for (const char* key : {"cpython", "build_flags", "machine", "startup_files", "isograde"}) {
    if (before.Context(key) != after.Context(key))
      different.push_back(
          fmt::format("{}: {}, was {}", key, after.Context(key), before.Context(key)));
  }
  return different;
}

}  // namespace

bool BenchComparison::GotWorse() const {
  return !failing.empty() ||
         std::any_of(changes.begin(), changes.end(), [](const BenchChange& change) {
           return change.verdict == BenchChange::Verdict::kDearer;
         });
}

BenchComparison Compare(const BenchResults& before, const BenchResults& after,
                        const BenchTolerance& tolerance) {
  BenchComparison comparison{.different = Differences(before, after)};
  for (const BenchRow& row : after.rows) {
    if (!IsOfInterpreters(row)) continue;
    const BenchRow* const old = before.Find(row.name);
    if (!old) {
      comparison.added.push_back(row.name);
    } else if (row.real_s.empty()) {
      if (!old->real_s.empty())
        comparison.failing.push_back(fmt::format("{}: {}", row.name, row.problem));
    } else if (!old->real_s.empty()) {
      BenchChange change{.name = row.name,
                         .before_s = old->real(),
                         .after_s = row.real(),
                         .p = MannWhitneyP(old->real_s, row.real_s)};
      if (std::min(old->real_s.size(), row.real_s.size()) < kFewestRepetitions)
        change.verdict = BenchChange::Verdict::kTooFew;
      comparison.changes.push_back(change);
    }
  }
  for (const BenchRow& row : before.rows) {
    if (IsOfInterpreters(row) && !after.Find(row.name)) comparison.gone.push_back(row.name);
  }
  CorrectForNumber(comparison.changes);
  for (BenchChange& change : comparison.changes) {
    if (change.verdict == BenchChange::Verdict::kTooFew || change.p >= tolerance.alpha) continue;
    if (change.ratio() > 1 + tolerance.max_regression)
      change.verdict = BenchChange::Verdict::kDearer;
    if (change.ratio() < 1 / (1 + tolerance.max_regression))
      change.verdict = BenchChange::Verdict::kCheaper;
  }
  return comparison;
}

std::string ToText(const BenchComparison& comparison, const BenchTolerance& tolerance,
                   const Style& style) {
  std::string text;
  for (const std::string& line : comparison.different)
    text += style.Caution(fmt::format("not the same: {}", line)) + "\n";
  int same = 0, too_few = 0;
  for (const BenchChange& change : comparison.changes) {
    using Verdict = BenchChange::Verdict;
    same += change.verdict == Verdict::kSame;
    too_few += change.verdict == Verdict::kTooFew;
    if (change.verdict != Verdict::kDearer && change.verdict != Verdict::kCheaper) continue;
    const bool dearer = change.verdict == Verdict::kDearer;
    text += fmt::format("{}  {}  {}, was {} ({:+.0f} %, p = {:.2g})\n",
                        dearer ? style.Alarm("dearer ") : style.Praise("cheaper"),
                        style.Bold(change.name), TimeText(change.after_s),
                        TimeText(change.before_s), (change.ratio() - 1) * 100, change.p);
  }
  for (const std::string& line : comparison.failing)
    text += fmt::format("{}  {}\n", style.Alarm("lost   "), line);
  for (const std::string& name : comparison.gone)
    text += fmt::format("{}  {}: not in the newer run\n", style.Caution("gone   "), name);
  for (const std::string& name : comparison.added)
    text += fmt::format("{}  {}: not in the older run\n", style.Dim("new    "), name);
  if (too_few > 0)
    text += style.Caution(
                fmt::format("{} benchmarks have fewer than {} repetitions: too few to compare",
                            too_few, kFewestRepetitions)) +
            "\n";
  text += fmt::format(
      "{} of {} benchmarks show no change of more than {:.0f} % (Mann-Whitney U test with Holm's "
      "correction, alpha {})\n",
      same, comparison.changes.size(), tolerance.max_regression * 100, tolerance.alpha);
  return text;
}

}  // namespace isograde

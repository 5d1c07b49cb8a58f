#include <fmt/format.h>

#include <algorithm>

#include "bench/comparison.h"
#include "bench/text.h"

namespace isograde {
namespace {

std::string ValueText(const BenchChange& change, double value) {
  return change.unit == BenchChange::Unit::kSeconds ? TimeText(value) : BytesText(value);
}

// "21.6 ms, was 18 ms (+20 %, p = 0.00012)". What was nothing has grown by no percentage.
std::string ChangeText(const BenchChange& change) {
  const std::string share =
      change.before > 0 ? fmt::format("{:+.0f} %, ", (change.after / change.before - 1) * 100) : "";
  return fmt::format("{}, was {} ({}p = {:.2g})", ValueText(change, change.after),
                     ValueText(change, change.before), share, change.p);
}

std::string UntoldText(const BenchComparison& comparison, std::size_t untold,
                       const BenchTolerance& tolerance) {
  std::size_t fewest = 0;
  for (const BenchChange& change : comparison.changes) {
    if (change.verdict == BenchChange::Verdict::kUntold)
      fewest = fewest == 0 ? change.repetitions : std::min(fewest, change.repetitions);
  }
  const std::size_t rows = comparison.changes.size();
  return fmt::format(
      "{} of {} benchmarks could not be told: {} repetitions are too few for {} benchmarks, {} "
      "would do",
      untold, rows, fewest, rows, RepetitionsFor(rows, tolerance.alpha));
}

// Why the newer times are not those of the newer run's own table.
std::string SpeedText(const BenchComparison& comparison) {
  const double before = comparison.reference_before_s, after = comparison.reference_after_s;
  return fmt::format(
      "times are given as on a machine as fast as in the older run: beside them, the reference "
      "work "
      "took {}, was {} ({:+.0f} %)",
      TimeText(after), TimeText(before), (after / before - 1) * 100);
}

}  // namespace

std::string ToText(const BenchComparison& comparison, const BenchTolerance& tolerance,
                   const Style& style) {
  using Verdict = BenchChange::Verdict;
  std::string text;
  for (const std::string& caution : comparison.cautions) text += style.Caution(caution) + "\n";
  std::size_t same = 0, untold = 0;
  for (const BenchChange& change : comparison.changes) {
    same += change.verdict == Verdict::kSame;
    untold += change.verdict == Verdict::kUntold;
    if (change.verdict == Verdict::kDearer || change.verdict == Verdict::kCheaper)
      text += fmt::format(
          "{}  {}  {}\n",
          change.verdict == Verdict::kDearer ? style.Alarm("dearer ") : style.Praise("cheaper"),
          style.Bold(change.name), ChangeText(change));
  }
  for (const std::string& line : comparison.failing)
    text += fmt::format("{}  {}\n", style.Alarm("lost   "), line);
  if (!comparison.broken.empty())
    text += fmt::format("{}  {}{}: in both runs\n", style.Dim("failed "), comparison.broken[0],
                        comparison.broken.size() > 1
                            ? fmt::format(" and {} more", comparison.broken.size() - 1)
                            : "");
  for (const std::string& name : comparison.gone)
    text += fmt::format("{}  {}: not in the newer run\n", style.Caution("gone   "), name);
  for (const std::string& name : comparison.unlike)
    text += fmt::format("{}  {}: the recipe is another one, it is not compared\n",
                        style.Caution("other  "), name);
  for (const std::string& name : comparison.recovered)
    text += fmt::format("{}  {}: failed in the older run\n", style.Dim("new    "), name);
  for (const std::string& name : comparison.added)
    text += fmt::format("{}  {}: not in the older run\n", style.Dim("new    "), name);
  if (untold > 0) text += style.Caution(UntoldText(comparison, untold, tolerance)) + "\n";
  if (comparison.reference_before_s > 0) text += style.Dim(SpeedText(comparison)) + "\n";
  if (comparison.changes.empty()) {
    text += "nothing could be compared\n";
  } else if (untold < comparison.changes.size()) {
    text += fmt::format(
        "{} of {} benchmarks show no change of more than {:.0f} % (Mann-Whitney U test with Holm's "
        "correction, alpha {})\n",
        same, comparison.changes.size(), tolerance.max_regression * 100, tolerance.alpha);
  }
  return text;
}

}  // namespace isograde

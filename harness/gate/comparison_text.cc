#include "gate/comparison_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/version.h"
#include "report/report.h"
#include "report/words.h"

namespace isograde {
namespace {

constexpr std::size_t kDetailsShown = 6;

struct DriftRow {
  Drift drift;
  const char* word;
  std::string (Style::*paint)(std::string_view) const;
};
constexpr DriftRow kDrifts[] = {{Drift::kWorse, "worse", &Style::Alarm},
                                {Drift::kAccepted, "accepted", &Style::Caution},
                                {Drift::kNoted, "noted", &Style::Dim},
                                {Drift::kBetter, "better", &Style::Praise}};

const DriftRow& RowOf(Drift drift) {
  return *std::find_if(std::begin(kDrifts), std::end(kDrifts),
                       [&](const DriftRow& row) { return row.drift == drift; });
}

std::string Told(const Change& change, const Style& style) {
  const DriftRow& row = RowOf(change.drift);
  const std::string padding(9 - std::string_view(row.word).size(), ' ');
  std::string text = (style.*row.paint)(row.word) + padding + style.Bold(change.target);
  if (!change.check.empty()) text += "  " + style.Bold(change.check);
  if (!change.configs.empty())
    text += style.Dim(fmt::format("  {}", fmt::join(change.configs, ", ")));
  text += fmt::format("\n         {}\n", change.text);
  const std::size_t shown = std::min(change.details.size(), kDetailsShown);
  for (std::size_t i = 0; i < shown; ++i) text += fmt::format("           {}\n", change.details[i]);
  if (shown < change.details.size())
    text += fmt::format("           ... and {} more\n", change.details.size() - shown);
  if (!change.reason.empty()) text += fmt::format("         accepted: {}\n", change.reason);
  return text;
}

}  // namespace

std::string WordOf(Drift drift) { return RowOf(drift).word; }

std::string SumOf(const Comparison& comparison) {
  if (comparison.changes.empty()) return "nothing changed";
  std::vector<std::string> parts;
  for (const DriftRow& row : kDrifts) {
    const auto count =
        std::count_if(comparison.changes.begin(), comparison.changes.end(),
                      [&](const Change& change) { return change.drift == row.drift; });
    if (count > 0 || row.drift == Drift::kWorse)
      parts.push_back(fmt::format("{} {}", count, row.word));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string ToText(const Comparison& comparison, const Report& now, const std::string& baseline,
                   const Style& style) {
  std::string text =
      fmt::format("isograde {}, CPython {}: {} targets, {} checks compared with {}\n", kVersion,
                  PythonText(now), comparison.targets, comparison.checks, baseline);
  for (const std::string& remark : comparison.remarks) text += fmt::format("note: {}\n", remark);
  if (!comparison.changes.empty()) text += "\n";
  for (const Change& change : comparison.changes) text += Told(change, style);
  text += fmt::format("\n{}\n", style.Bold(SumOf(comparison)));
  if (comparison.GotWorse())
    text += "`isograde explain CHECK` says what to do about a failure, --accepted lives with it.\n";
  return text;
}

}  // namespace isograde

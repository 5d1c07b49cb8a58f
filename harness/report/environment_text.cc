#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "report/environment.h"
#include "report/words.h"
#include "report/wrapped.h"

namespace isograde {
namespace {

constexpr std::size_t kGrade = 9, kUse = 12, kGenerator = 17;
constexpr std::size_t kLongestName = 30;

std::string Padded(const std::string& text, std::size_t width) {
  const std::size_t columns = Columns(text);
  return columns < width ? text + std::string(width - columns, ' ') : text + " ";
}

std::string Coloured(const Use& use, std::size_t width, const Style& style) {
  const std::string word = Padded(nlohmann::json(use.word).get<std::string>(), width);
  switch (use.word) {
    case UseWord::kWorks:
      return style.Praise(word);
    case UseWord::kUnsafe:
      return style.Alarm(word);
    case UseWord::kFallsBack:
    case UseWord::kUnknown:
      return style.Caution(word);
    case UseWord::kRefuses:
      return word;
  }
  return word;
}

std::string Lines(const std::string& label, const std::string& text, const Layout& layout) {
  std::string lines;
  for (const std::string& line : Wrapped(label, text, layout)) lines += line + "\n";
  return lines;
}

std::string Joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

EnvironmentText::EnvironmentText(const Environment& environment, std::vector<std::string> configs,
                                 std::size_t width, const Style& style)
    : environment_(environment), configs_(std::move(configs)), width_(width), style_(style) {
  for (const Installed& one : environment.installed) {
    if (one.extension_files > 0)
      name_width_ = std::max(name_width_, Columns(one.name + " " + one.version) + 2);
  }
  name_width_ = std::min(name_width_, kLongestName);
}

std::string EnvironmentText::Head() const {
  const auto with = std::count_if(environment_.installed.begin(), environment_.installed.end(),
                                  [](const Installed& one) { return one.extension_files > 0; });
  std::string text = Lines(
      "",
      fmt::format("isograde {}, CPython {}: {} {}, {} with extension modules", kVersion,
                  PythonText(environment_.run), environment_.installed.size(),
                  environment_.installed.size() == 1 ? "distribution" : "distributions", with),
      {.width = width_});
  if (with == 0) return text;
  std::string heads = Padded("", name_width_) + Padded("grade", kGrade);
  for (const std::string& config : configs_) heads += Padded(UseName(config), kUse);
  heads += "generator";
  heads.erase(heads.find_last_not_of(' ') + 1);
  return text + "\n" + style_.Dim(heads) + "\n";
}

std::string EnvironmentText::LineOf(const Summary& summary) const {
  std::string name = summary.name + " " + summary.version;
  if (Columns(name) + 2 > name_width_ && Columns(summary.name) + 2 <= name_width_)
    name = summary.name;
  const std::string grade = Padded(summary.grade, kGrade);
  std::string label =
      Padded(name, name_width_) + style_.Grade(summary.grade) + grade.substr(summary.grade.size());
  for (const std::string& config : configs_) {
    const Use* const use = summary.In(config);
    label += use ? Coloured(*use, kUse, style_) : Padded("", kUse);
  }
  const std::string generators = GeneratorText(summary);
  label += Columns(generators) < kGenerator ? Padded(generators, kGenerator) : generators + "  ";
  const std::vector<std::string> blockers = environment_.BlockersOf(summary);
  std::string reason = FirstReason(summary);
  if (!blockers.empty())
    reason = fmt::format("blocked by {}{}{}", Joined(blockers), reason.empty() ? "" : ": ", reason);
  const std::size_t used = name_width_ + kGrade + kUse * configs_.size() + kGenerator;
  // Where there is no room beside it, it stands below.
  if (used + 30 > width_) {
    while (!label.empty() && label.back() == ' ') label.pop_back();
    label += "\n";
    return reason.empty() ? label : label + Lines("    ", reason, {width_, 4, 1});
  }
  return Lines(label, reason, {width_, used, 1});
}

std::string EnvironmentText::End() const {
  std::string text;
  const std::vector<std::string> unextended = environment_.Unextended();
  if (!unextended.empty())
    text += Lines(
        "", fmt::format("{} without extension modules: {}", unextended.size(), Joined(unextended)),
        {width_, 4});
  std::vector<std::string> missing;
  const std::string config = MostIsolated(environment_);
  for (const Installed& one : environment_.installed) {
    const std::vector<std::string> missed = environment_.Missed(one, config);
    if (one.extension_files == 0 && !missed.empty())
      missing.push_back(fmt::format("{} ({})", one.name, Joined(missed)));
  }
  if (!missing.empty())
    text += Lines("",
                  fmt::format("of these require what cannot be used with {}: {}", UseName(config),
                              Joined(missing)),
                  {width_, 4});
  for (const Installed* const one : environment_.Unreadable())
    text += Lines("", one->problem, {width_, 4});
  for (const std::string& config : configs_) {
    const std::vector<std::string> unusable = environment_.UnusableIn(config);
    const std::size_t usable = environment_.graded.size() - unusable.size();
    std::string line = fmt::format("{}: {} of {} can be used", UseName(config), usable,
                                   environment_.graded.size());
    if (config == Name(InterpreterConfig::kIsolated)) line += ", as in an InterpreterPoolExecutor";
    text += Lines("", line, {width_, 4});
  }
  const auto known = std::count_if(environment_.graded.begin(), environment_.graded.end(),
                                   [](const Summary& one) { return one.is_from_store; });
  if (known > 0)
    text += Lines("",
                  fmt::format("from the store: {} of {}, as nothing that they rest on has changed",
                              known, environment_.graded.size()),
                  {width_, 4});
  for (const std::string& change : environment_.run.changes)
    text += Lines("", fmt::format("run again: {}", change), {width_, 4});
  return text.empty() ? text : "\n" + text;
}

std::string ToText(const Environment& environment, std::size_t width, const Style& style) {
  const EnvironmentText text(environment, UsedIn(environment), width, style);
  std::string whole = text.Head();
  for (const Summary& summary : environment.graded) whole += text.LineOf(summary);
  return whole + text.End();
}

}  // namespace isograde

#include "report/environment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "report/words.h"

namespace isograde {
namespace {

std::string Cell(const Summary& summary, const std::string& config) {
  const Use* const use = summary.In(config);
  return use ? nlohmann::json(use->word).get<std::string>() : "";
}

nlohmann::json GeneratorsJson(const Summary& summary) {
  nlohmann::json json = nlohmann::json::array();
  for (const Generator& generator : summary.generators) {
    nlohmann::json& one = json.emplace_back(nlohmann::json{{"name", generator.name}});
    if (!generator.version.empty()) one["version"] = generator.version;
  }
  return json;
}

nlohmann::json DistributionJson(const Environment& environment, const Summary& summary) {
  nlohmann::json json = {{"name", summary.name},
                         {"version", summary.version},
                         {"extension_modules", summary.extension_modules},
                         {"grade", summary.grade},
                         {"reason", summary.reason},
                         {"use", UsesJson(summary.uses)},
                         {"generators", GeneratorsJson(summary)},
                         {"blocked_by", environment.BlockersOf(summary)},
                         {"from_store", summary.is_from_store}};
  if (const std::string reason = FirstReason(summary); !reason.empty())
    json["first_reason"] = reason;
  return json;
}

// A bar ends a cell.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '_' || c == '`' || c == '[') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

}  // namespace

std::vector<std::string> Environment::BlockersOf(const Summary& summary) const {
  std::set<std::string> blockers;
  for (const std::string& module : summary.needs) {
    const std::string top = module.substr(0, module.find('.'));
    const auto owner = std::find_if(installed.begin(), installed.end(), [&](const Installed& one) {
      return std::find(one.tops.begin(), one.tops.end(), top) != one.tops.end();
    });
    const std::string& name = owner == installed.end() ? module : owner->name;
    if (name != summary.name) blockers.insert(name);
  }
  return {blockers.begin(), blockers.end()};
}

std::vector<std::string> Environment::UnusableIn(const std::string& config) const {
  std::vector<std::string> names;
  for (const Summary& summary : graded) {
    const Use* const use = summary.In(config);
    if (!use || !IsUsable(*use)) names.push_back(summary.name);
  }
  return names;
}

std::vector<std::string> Environment::Missed(const Installed& one,
                                             const std::string& config) const {
  std::set<std::string> seen, missed;
  std::vector<std::string> open = one.needs;
  while (!open.empty()) {
    const std::string key = open.back();
    open.pop_back();
    const auto found = std::find_if(installed.begin(), installed.end(),
                                    [&](const Installed& other) { return other.key == key; });
    if (found == installed.end() || !seen.insert(key).second) continue;
    const auto summary = std::find_if(graded.begin(), graded.end(), [&](const Summary& other) {
      return other.name == found->name;
    });
    const Use* const use = summary == graded.end() ? nullptr : summary->In(config);
    if (use && !IsUsable(*use)) missed.insert(found->name);
    open.insert(open.end(), found->needs.begin(), found->needs.end());
  }
  return {missed.begin(), missed.end()};
}

std::vector<std::string> Environment::Unextended() const {
  std::vector<std::string> names;
  for (const Installed& one : installed) {
    if (one.problem.empty() && one.extension_files == 0) names.push_back(one.name);
  }
  return names;
}

std::vector<const Installed*> Environment::Unreadable() const {
  std::vector<const Installed*> found;
  for (const Installed& one : installed) {
    if (!one.problem.empty()) found.push_back(&one);
  }
  return found;
}

std::string GeneratorText(const Summary& summary) {
  std::vector<std::string> names;
  for (const Generator& generator : summary.generators) {
    if (std::find(names.begin(), names.end(), generator.name) == names.end())
      names.push_back(generator.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string MostIsolated(const Environment& environment) {
  const std::vector<std::string> configs = UsedIn(environment);
  return configs.empty() ? "" : configs.back();
}

std::string FirstReason(const Summary& summary) {
  // Of the most isolated kind in which it cannot be used as in main.
  for (auto use = summary.uses.rbegin(); use != summary.uses.rend(); ++use) {
    if (use->word != UseWord::kWorks) return UseDetail(*use, 2);
  }
  return summary.uses.empty() ? summary.reason : "";
}

nlohmann::json ToJson(const Environment& environment) {
  const nlohmann::json run = ToJson(environment.run);
  nlohmann::json distributions = nlohmann::json::array(), pure = nlohmann::json::array(),
                 unreadable = nlohmann::json::array();
  std::size_t known = 0;
  for (const Summary& summary : environment.graded) {
    distributions.push_back(DistributionJson(environment, summary));
    known += summary.is_from_store ? 1 : 0;
  }
  for (const Installed& one : environment.installed) {
    if (!one.problem.empty())
      unreadable.push_back({{"name", one.name}, {"problem", one.problem}});
    else if (one.extension_files == 0)
      pure.push_back({{"name", one.name},
                      {"version", one.version},
                      {"needs_unusable", environment.Missed(one, MostIsolated(environment))}});
  }
  return {{"schema", kEnvironmentSchema},
          {"isograde", run.at("isograde")},
          {"date", run.at("date")},
          {"python", run.at("python")},
          {"interpreters", run.at("interpreters")},
          {"distributions", distributions},
          {"pure", pure},
          {"unreadable", unreadable},
          {"timings", run.at("timings")},
          {"store", {{"hits", known}, {"misses", environment.graded.size() - known}}}};
}

std::string ToMarkdown(const Environment& environment) {
  const std::vector<std::string> configs = UsedIn(environment);
  std::string text =
      fmt::format("CPython {}\n\n| distribution | grade |", PythonText(environment.run));
  std::string rule = "|---|---|";
  for (const std::string& config : configs) {
    text += fmt::format(" {} |", UseName(config));
    rule += "---|";
  }
  text += " generator | blocked by | first reason |\n" + rule + "---|---|---|\n";
  for (const Summary& summary : environment.graded) {
    text += fmt::format("| {} {} | {} |", Escaped(summary.name), Escaped(summary.version),
                        summary.grade);
    for (const std::string& config : configs) text += fmt::format(" {} |", Cell(summary, config));
    text +=
        fmt::format(" {} | {} | {} |\n", Escaped(GeneratorText(summary)),
                    Escaped(fmt::format("{}", fmt::join(environment.BlockersOf(summary), ", "))),
                    Escaped(FirstReason(summary)));
  }
  const std::vector<std::string> unextended = environment.Unextended();
  if (!unextended.empty())
    text += fmt::format("\n{} without extension modules: {}\n", unextended.size(),
                        Escaped(fmt::format("{}", fmt::join(unextended, ", "))));
  for (const Installed* const one : environment.Unreadable())
    text += fmt::format("\n{}\n", Escaped(one->problem));
  return text;
}

std::vector<std::string> UsedIn(const Environment& environment) {
  std::vector<std::string> configs;
  for (const InterpreterConfig config : kAllConfigs) {
    const std::string name(Name(config));
    if (std::any_of(environment.graded.begin(), environment.graded.end(),
                    [&](const Summary& summary) { return summary.In(name); }))
      configs.push_back(name);
  }
  return configs;
}

}  // namespace isograde

#include "report/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "checklist/declined_call.h"
#include "interpreter/interpreter_config.h"
#include "report/report.h"
#include "report/target_group.h"

namespace isograde {
namespace {

std::string Listed(const std::vector<std::string>& names, std::size_t most) {
  const std::size_t shown = std::min(names.size(), most);
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
  if (shown < names.size()) text += fmt::format(", and {} more", names.size() - shown);
  return text;
}

}  // namespace

std::string DeclaredText(const TargetReport& report) {
  const Declared& declared = report.declared;
  if (declared.init.empty())
    return report.target.kind == TargetKind::kPure ? "nothing: pure Python"
                                                   : "nothing that could be read";
  const auto words = [](const std::string& key) -> std::string {
    static const std::map<std::string, std::string> kWords = {
        {"per_interpreter_gil", "per-interpreter GIL"},
        {"supported", "several interpreters under one GIL"},
        {"not_supported", "several interpreters not supported"},
        {"unspecified", "interpreter support not stated"}};
    const auto found = kWords.find(key);
    return found == kWords.end() ? key : found->second;
  };
  std::string text = declared.init + " init";
  if (!declared.multiple_interpreters.empty()) text += ", " + words(declared.multiple_interpreters);
  if (declared.multiple_interpreters == "unspecified" && report.making.CannotDeclare())
    text += fmt::format(" (built for abi3 of {}, which cannot state it at compile time)",
                        report.making.abi3);
  if (declared.gil == "used") text += ", needs the GIL";
  if (declared.gil == "not_used") text += ", does not need the GIL";
  return text;
}

std::string MadeText(const TargetGroup& group) {
  std::vector<std::string> made;
  bool by_hand = false;
  std::vector<const TargetReport*> all = group.Loaded();
  all.push_back(group.head);
  for (const TargetReport* one : all) {
    const Making& making = one->making;
    if (!making.is_known) continue;
    by_hand |= making.generator.name.empty();
    if (!making.generator.name.empty() &&
        std::find(made.begin(), made.end(), making.Words()) == made.end())
      made.push_back(making.Words());
  }
  // Of one generator, those whose version does not show are told by the others.
  const std::vector<std::string> all_made = made;
  std::erase_if(made, [&](const std::string& one) {
    return std::any_of(all_made.begin(), all_made.end(),
                       [&](const std::string& other) { return other.starts_with(one + " "); });
  });
  if (by_hand) made.push_back("hand");
  return made.empty() ? "" : fmt::format("by {}", fmt::join(made, " and by "));
}

std::string DemonstratedText(const TargetReport& report) {
  std::vector<std::string> parts;
  for (const InterpreterConfig config : kAllConfigs) {
    const auto found = report.demonstrated.find(std::string(Name(config)));
    if (found == report.demonstrated.end() || found->second.empty()) continue;
    parts.push_back(fmt::format("{} {}{}", found->first, found->second,
                                config == InterpreterConfig::kOverride ? " (not counted)" : ""));
  }
  return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string NameText(const Target& target) {
  return target.version.empty() ? target.name : target.name + " " + target.version;
}

std::string UseName(const std::string& config) {
  return config == Name(InterpreterConfig::kLegacy)     ? "shared GIL"
         : config == Name(InterpreterConfig::kStrict)   ? "checked"
         : config == Name(InterpreterConfig::kIsolated) ? "own GIL"
                                                        : config;
}

std::vector<std::string> UsedConfigs(const Report& report) {
  std::vector<std::string> configs;
  for (const InterpreterConfig config : kAllConfigs) {
    const auto has = [&](const TargetReport& target) {
      return std::any_of(target.uses.begin(), target.uses.end(),
                         [&](const Use& use) { return use.config == Name(config); });
    };
    if (std::any_of(report.targets.begin(), report.targets.end(), has))
      configs.emplace_back(Name(config));
  }
  return configs;
}

std::string UseDetail(const Use& use, std::size_t most) {
  constexpr std::size_t kTimesAsManyNames = 4;  // whoever needs one of them looks for it here
  std::vector<std::string> parts;
  if (!use.missing_modules.empty()) parts.push_back("without " + Listed(use.missing_modules, most));
  if (!use.missing_names.empty())
    parts.push_back("it has no " +
                    Listed(use.missing_names, std::max(most, most * kTimesAsManyNames)));
  if (!use.reason.empty()) parts.push_back(use.reason);
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string PythonText(const Report& report) {
  return report.python_version + (report.debug ? " debug" : "") +
         (report.free_threaded ? " free-threaded" : "");
}

std::string MinorVersion(const Report& report) {
  const std::string& version = report.python_version;
  const std::size_t first = version.find('.');
  return version.substr(0, first == std::string::npos ? first : version.find('.', first + 1));
}

std::string SelectionText(const Report& report) {
  return report.selection.empty() ? "the whole checklist"
                                  : fmt::format("{}", fmt::join(report.selection, " "));
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

std::string Words(const DeclinedCall& declined) {
  return fmt::format("{} ({})",
                     DeclinedText(declined.call, declined.exception, declined.interpreters),
                     fmt::join(declined.configs, ", "));
}

}  // namespace isograde

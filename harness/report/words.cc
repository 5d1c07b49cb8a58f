#include "report/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "checklist/declined_call.h"
#include "interpreter/interpreter_config.h"
#include "report/report.h"

namespace isograde {

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
  if (declared.gil == "used") text += ", needs the GIL";
  if (declared.gil == "not_used") text += ", does not need the GIL";
  return text;
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

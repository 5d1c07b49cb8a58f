#include "report/diagnosis_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/json_name.h"

namespace isograde {
namespace {

constexpr std::size_t kRemarksShown = 3;
constexpr std::size_t kRemediesShown = 2;
constexpr std::size_t kRemarkLength = 220;
constexpr std::size_t kLineWidth = 100;

// Text in lines of at most kLineWidth characters, those after the first indented; a word that is
// longer stands alone.
std::string Wrapped(std::string_view text, std::size_t indent) {
  std::string result;
  std::size_t column = indent;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find(' ', at);
    if (end == std::string_view::npos) end = text.size();
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (column > indent && column + 1 + word.size() > kLineWidth) {
      result += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result;
}

std::string Shortened(const std::string& text) {
  if (text.size() <= kRemarkLength) return text;
  std::size_t end = kRemarkLength;  // never within a character of UTF-8
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + " ...";
}

void AppendRemarks(std::string& text, std::string_view label,
                   const std::vector<Diagnosis::Remark>& remarks) {
  constexpr std::size_t kIndent = 20;
  for (std::size_t i = 0; i < std::min(remarks.size(), kRemarksShown); ++i) {
    text +=
        fmt::format("        {:<12}{}\n", i == 0 ? label : "",
                    Wrapped(Shortened(remarks[i].text) + " (" + remarks[i].check + ")", kIndent));
  }
  if (remarks.size() > kRemarksShown)
    text += fmt::format("{:20}... and {} more\n", "", remarks.size() - kRemarksShown);
}

std::string Heading(const Diagnosis& diagnosis) {
  const std::string level = JsonName(diagnosis.level) + " state";
  if (diagnosis.level == StateLevel::kModule) return level;
  if (diagnosis.level == diagnosis.belongs) return level + ", not the module's to change";
  return fmt::format("{}, which belongs to the {}", level, JsonName(diagnosis.belongs));
}

// `told`: checks whose remedies stand above.
void AppendDiagnosis(std::string& text, const Diagnosis& diagnosis, std::set<std::string>& told,
                     const Style& style) {
  constexpr std::size_t kIndent = 20;
  text += fmt::format("    {}\n", style.Bold(Heading(diagnosis)));
  AppendRemarks(text, "shows in", diagnosis.shows_in);
  AppendRemarks(text, "lives in", diagnosis.lives_in);
  std::size_t shown = 0;
  for (const Diagnosis::Remedy& remedy : diagnosis.remedies) {
    if (shown == kRemediesShown || !told.insert(remedy.check).second) continue;
    text += fmt::format("        {:<12}{}\n", shown == 0 ? "what to do" : "",
                        Wrapped(remedy.text + " " + remedy.link, kIndent));
    ++shown;
  }
  if (shown == 0) text += "        what to do  as above\n";
}

}  // namespace

std::string DiagnosesText(const std::vector<Diagnosis>& diagnoses, const Style& style) {
  std::string text;
  std::set<std::string> told;
  for (const Diagnosis& diagnosis : diagnoses) AppendDiagnosis(text, diagnosis, told, style);
  return text;
}

}  // namespace isograde

#include "report/diagnosis_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/json_name.h"
#include "report/wrapped.h"

namespace isograde {
namespace {

constexpr std::size_t kRemarksShown = 3;
constexpr std::size_t kRemediesShown = 2;
constexpr std::size_t kRemarkLength = 220;

constexpr std::size_t kIndent = 20;

std::string Row(std::string_view label, const std::string& text, std::size_t width) {
  const auto lines = Wrapped(fmt::format("        {:<12}", label), text, {width, kIndent});
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

std::string Shortened(const std::string& text) {
  if (text.size() <= kRemarkLength) return text;
  std::size_t end = kRemarkLength;  // never within a character of UTF-8
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + " ...";
}

void AppendRemarks(std::string& text, std::string_view label,
                   const std::vector<Diagnosis::Remark>& remarks, std::size_t width) {
  for (std::size_t i = 0; i < std::min(remarks.size(), kRemarksShown); ++i)
    text +=
        Row(i == 0 ? label : "", Shortened(remarks[i].text) + " (" + remarks[i].check + ")", width);
  if (remarks.size() > kRemarksShown)
    text += fmt::format("{:{}}... and {} more\n", "", kIndent, remarks.size() - kRemarksShown);
}

std::string Heading(const Diagnosis& diagnosis) {
  const std::string level = JsonName(diagnosis.level) + " state";
  if (diagnosis.level == StateLevel::kModule) return level;
  if (diagnosis.level == diagnosis.belongs) return level + ", not the module's to change";
  return fmt::format("{}, which belongs to the {}", level, JsonName(diagnosis.belongs));
}

// `told`: checks whose remedies stand above.
void AppendDiagnosis(std::string& text, const Diagnosis& diagnosis, std::set<std::string>& told,
                     std::size_t width, const Style& style) {
  text += fmt::format("    {}\n", style.Bold(Heading(diagnosis)));
  AppendRemarks(text, "shows in", diagnosis.shows_in, width);
  AppendRemarks(text, "lives in", diagnosis.lives_in, width);
  std::size_t shown = 0;
  for (const Diagnosis::Remedy& remedy : diagnosis.remedies) {
    if (shown == kRemediesShown || !told.insert(remedy.check).second) continue;
    text += Row(shown == 0 ? "what to do" : "", remedy.text + " " + remedy.link, width);
    ++shown;
  }
  if (shown == 0) text += "        what to do  as above\n";
}

}  // namespace

std::string DiagnosesText(const std::vector<Diagnosis>& diagnoses, std::size_t width,
                          const Style& style) {
  std::string text;
  std::set<std::string> told;
  for (const Diagnosis& diagnosis : diagnoses) AppendDiagnosis(text, diagnosis, told, width, style);
  return text;
}

}  // namespace isograde

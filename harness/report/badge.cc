#include "report/badge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json_text.h"
#include "checklist/grade.h"
#include "report/format.h"
#include "report/report.h"
#include "report/words.h"
#include "report/xml.h"

namespace isograde {
namespace {

struct Colour {
  const char* grade;
  const char* fill;     ///< white text on it has a contrast of 4.5 to 1 or more
  const char* shields;  ///< its name there
};
constexpr Colour kColours[] = {
    {"A", "#2e7d32", "brightgreen"},     {"B", "#4f7a1f", "green"}, {"C", "#8a6d00", "yellow"},
    {"D", "#b3530a", "orange"},          {"F", "#c62828", "red"},   {"refuses", "#1565c0", "blue"},
    {"unknown", "#616161", "lightgrey"},
};

const Colour& ColourOf(const std::string& grade) {
  const auto found = std::find_if(std::begin(kColours), std::end(kColours),
                                  [&](const Colour& colour) { return colour.grade == grade; });
  return found == std::end(kColours) ? kColours[std::size(kColours) - 1] : *found;
}

// Of Verdana or DejaVu Sans at 11 px, near enough: `textLength` fits the text to it.
int Width(const std::string& text) {
  double width = 0;
  for (const char c : text) {
    const bool narrow = std::string_view("fijlrt.,:;()! 1|").find(c) != std::string_view::npos;
    const bool wide = std::string_view("mwMWABCDEFGH").find(c) != std::string_view::npos;
    width += narrow ? 4.4 : wide ? 8.2 : 6.9;
  }
  return static_cast<int>(width + 0.5);
}

const TargetReport& Chosen(const Report& report, const std::string& name) {
  const TargetReport* chosen = nullptr;
  for (const TargetReport& target : report.targets) {
    if (name.empty() ? !target.target.owner.empty() : target.target.name != name) continue;
    if (!chosen || IsWorse(target.grade.letter, chosen->grade.letter)) chosen = &target;
  }
  if (chosen) return *chosen;
  throw UsageError(report.targets.empty()
                       ? "the report has no target, so there is nothing that a badge could say"
                       : fmt::format("the report has no target that is called {}", name));
}

}  // namespace

Badge BadgeOf(const Report& report, const std::string& target) {
  const TargetReport& chosen = Chosen(report, target);
  const Grade& grade = chosen.grade;
  const char* const rests_on = chosen.is_import_only
                                   ? report.effort.fast ? " (import only, fast)" : " (import only)"
                               : report.effort.fast ? " (fast)"
                                                    : "";
  return {.message = fmt::format("{}{}, {}{}", grade.letter, rests_on, MinorVersion(report),
                                 report.free_threaded ? "t" : ""),
          .grade = grade.letter};
}

std::string ToSvg(const Badge& badge) {
  constexpr int kMargin = 6;
  const int left_text = Width(badge.label), right_text = Width(badge.message);
  const int left = left_text + 2 * kMargin, right = right_text + 2 * kMargin;
  const std::string said = XmlText(badge.label + ": " + badge.message);
  const auto text = [](int x, int width, const std::string& what) {
    return fmt::format(R"(<text x="{}" y="14" textLength="{}">{}</text>)", x, width, XmlText(what));
  };
  return fmt::format(
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20" role="img" aria-label="{1}">
<title>{1}</title>
<clipPath id="round"><rect width="{0}" height="20" rx="3"/></clipPath>
<g clip-path="url(#round)"><rect width="{2}" height="20" fill="#454545"/><rect x="{2}" width="{3}" height="20" fill="{4}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">{5}{6}</g>
</svg>
)svg",
      left + right, said, left, right, ColourOf(badge.grade).fill,
      text(kMargin, left_text, badge.label), text(left + kMargin, right_text, badge.message));
}

nlohmann::json ToShieldsEndpoint(const Badge& badge) {
  return {{"schemaVersion", 1},
          {"label", badge.label},
          {"message", badge.message},
          {"color", ColourOf(badge.grade).shields},
          {"isError", badge.grade == "unknown"}};
}

ISOGRADE_FORMAT(badge, {.name = "badge",
                        .detail = "SVG",
                        .write = [](const Report& report) { return ToSvg(BadgeOf(report, "")); },
                        .place = 60});
ISOGRADE_FORMAT(shields, {.name = "shields",
                          .detail = "endpoint JSON",
                          .write =
                              [](const Report& report) {
                                return Indented(ToShieldsEndpoint(BadgeOf(report, "")));
                              },
                          .place = 70});

}  // namespace isograde

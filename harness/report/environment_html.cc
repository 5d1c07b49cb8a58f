#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/environment.h"
#include "report/words.h"
#include "report/xml.h"

namespace isograde {
namespace {

constexpr const char* kStyle =
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;"
    "color:#1f2328;background:#fff}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;"
    "border-bottom:1px solid #d1d9e0;vertical-align:top}th{font-weight:600}"
    "td.works{color:#1a7f37}td.unsafe{color:#cf222e;font-weight:600}"
    "td.falls-back,td.unknown{color:#9a6700}td.refuses{color:#59636e}.note{color:#59636e}"
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
    "th,td{border-color:#3d444d}td.works{color:#3fb950}td.unsafe{color:#f85149}"
    "td.falls-back,td.unknown{color:#d29922}td.refuses,.note{color:#9198a1}}";

std::string UseCell(const Summary& summary, const std::string& config) {
  const Use* const use = summary.In(config);
  if (!use) return "<td></td>";
  const std::string word = nlohmann::json(use->word).get<std::string>();
  std::string style = word;
  for (char& c : style) c = c == ' ' ? '-' : c;
  return fmt::format("<td class=\"{}\" title=\"{}\">{}</td>", style, XmlText(UseDetail(*use, 5)),
                     word);
}

}  // namespace

std::string ToHtml(const Environment& environment) {
  const std::vector<std::string> configs = UsedIn(environment);
  const std::string python = XmlText(PythonText(environment.run));
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>What may be used in further interpreters of CPython {0}</title><style>{1}</style>"
      "</head><body>\n<h1>What may be used in further interpreters of CPython {0}</h1>\n"
      "<table><thead><tr><th>distribution</th><th>grade</th>",
      python, kStyle);
  for (const std::string& config : configs) page += fmt::format("<th>{}</th>", UseName(config));
  page += "<th>generator</th><th>blocked by</th><th>first reason</th></tr></thead><tbody>\n";
  for (const Summary& summary : environment.graded) {
    page += fmt::format("<tr><td>{} <span class=\"note\">{}</span></td><td>{}</td>",
                        XmlText(summary.name), XmlText(summary.version), summary.grade);
    for (const std::string& config : configs) page += UseCell(summary, config);
    page +=
        fmt::format("<td>{}</td><td>{}</td><td>{}</td></tr>\n", XmlText(GeneratorText(summary)),
                    XmlText(fmt::format("{}", fmt::join(environment.BlockersOf(summary), ", "))),
                    XmlText(FirstReason(summary)));
  }
  page += "</tbody></table>\n";
  if (const auto unextended = environment.Unextended(); !unextended.empty())
    page += fmt::format("<p>{} without extension modules: {}</p>\n", unextended.size(),
                        XmlText(fmt::format("{}", fmt::join(unextended, ", "))));
  for (const Installed* const one : environment.Unreadable())
    page += fmt::format("<p>{}</p>\n", XmlText(one->problem));
  return page + fmt::format("<p class=\"note\">isograde {}, {}</p>\n</body></html>\n", kVersion,
                            XmlText(environment.run.date));
}

}  // namespace isograde

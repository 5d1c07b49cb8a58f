#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace isograde {
namespace {

std::vector<std::string> Wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width)
      lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::string FormatTable(const std::vector<std::size_t>& widths,
                        const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 0;
    for (std::size_t column = 0; column < widths.size(); ++column) {
      cells.push_back(Wrap(row[column], widths[column]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string printed;
      for (std::size_t column = 0; column < widths.size(); ++column) {
        const std::string cell = line < cells[column].size() ? cells[column][line] : "";
        printed += fmt::format("{:{}}  ", cell, widths[column]);
      }
      printed.erase(printed.find_last_not_of(' ') + 1);
      text += printed + "\n";
    }
    text += "\n";
  }
  return text;
}

}  // namespace isograde

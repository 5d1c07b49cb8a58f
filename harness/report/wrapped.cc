#include "report/wrapped.h"

#include <algorithm>

namespace isograde {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::string_view kMore = " ...";

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(kBlanks); at != std::string_view::npos;
       at = text.find_first_not_of(kBlanks, at)) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
    std::string word(text.substr(at, end - at));
    std::replace_if(
        word.begin(), word.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
    words.push_back(std::move(word));
    at = end;
  }
  return words;
}

// Takes words away from the end of a line until "..." has its place.
std::string Cut(std::string line, const Layout& layout) {
  while (Columns(line) + kMore.size() > layout.width) {
    const std::size_t blank = line.find_last_of(' ');
    if (blank == std::string::npos || blank <= layout.indent) break;
    line.erase(blank);
  }
  return line + std::string(kMore);
}

// As much of a word as there is room for on a line of which `used` characters are taken.
std::string Beginning(const std::string& word, std::size_t width, std::size_t used) {
  std::string beginning;
  for (const char c : word) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && used + Columns(beginning) + 1 > width) break;
    beginning += c;
  }
  return beginning;
}

}  // namespace

std::size_t Columns(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = std::min(text.find('m', at), text.size());
    } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
      ++columns;
    }
  }
  return columns;
}

std::vector<std::string> Wrapped(const std::string& label, std::string_view text,
                                 const Layout& layout) {
  std::vector<std::string> lines = {label};
  std::size_t column = Columns(label);
  bool is_first = true;  // word of its line
  for (const std::string& word : WordsOf(text)) {
    const std::size_t wide = Columns(word);
    const std::size_t end = column + (is_first ? 0 : 1) + wide;
    // Behind a label that is longer than the indent, a long word begins a line.
    if (end > layout.width && (!is_first || column > layout.indent)) {
      if (lines.size() == layout.most_lines) {
        // Nothing stands there yet: a part of a name says more than none.
        if (is_first) lines.back() += Beginning(word, layout.width, column + kMore.size());
        lines.back() =
            is_first ? lines.back() + std::string(kMore) : Cut(std::move(lines.back()), layout);
        return lines;
      }
      lines.emplace_back(layout.indent, ' ');
      column = layout.indent;
      is_first = true;
    }
    lines.back() += (is_first ? "" : " ") + word;
    column += (is_first ? 0 : 1) + wide;
    is_first = false;
  }
  for (std::string& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  return lines;
}

}  // namespace isograde

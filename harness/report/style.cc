#include "report/style.h"

#include <unistd.h>

#include <cstdlib>

namespace isograde {

Style Style::ForDescriptor(int descriptor) {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  const bool plain = (no_color && *no_color) || (term && std::string_view(term) == "dumb");
  return Style(!plain && isatty(descriptor) == 1);
}

std::string Style::Grade(std::string_view letter) const {
  using fmt::terminal_color;
  const auto colour = letter == "A" || letter == "B"   ? terminal_color::green
                      : letter == "C"                  ? terminal_color::yellow
                      : letter == "D" || letter == "F" ? terminal_color::red
                                                       : terminal_color::blue;
  return Apply(fmt::emphasis::bold | fmt::fg(colour), letter);
}

std::string Style::Severity(std::string_view severity) const {
  if (severity == "note") return Dim(severity);
  return severity == "hygiene" ? Caution(severity) : Alarm(severity);
}

}  // namespace isograde

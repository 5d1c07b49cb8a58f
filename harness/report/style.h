#pragma once

#include <fmt/color.h>

#include <string>
#include <string_view>

namespace isograde {

/// Colour for people at a terminal, plain text for everyone else (NO_COLOR, TERM=dumb, a pipe).
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  /// For a stream: 1 stdout, 2 stderr.
  static Style ForDescriptor(int descriptor);

  std::string Bold(std::string_view text) const { return Apply(fmt::emphasis::bold, text); }
  std::string Dim(std::string_view text) const { return Apply(fmt::emphasis::faint, text); }
  std::string Grade(std::string_view letter) const;
  std::string Severity(std::string_view severity) const;
  std::string Alarm(std::string_view text) const {
    return Apply(fmt::fg(fmt::terminal_color::red), text);
  }
  std::string Caution(std::string_view text) const {
    return Apply(fmt::fg(fmt::terminal_color::yellow), text);
  }
  std::string Praise(std::string_view text) const {
    return Apply(fmt::fg(fmt::terminal_color::green), text);
  }

 private:
  std::string Apply(fmt::text_style style, std::string_view text) const {
    return colour_ ? fmt::format(style, "{}", text) : std::string(text);
  }
  bool colour_;
};

}  // namespace isograde

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace isograde {

struct Report;

/// A form in which a report is written.
struct Format {
  std::string_view name;    ///< as `--format` has it: "junit"
  std::string_view detail;  ///< for its help, where the name does not say enough: "SVG"
  std::string (*write)(const Report& report) = nullptr;
  int place = 1000;  ///< in lists
};

/// Every format, by place.
const std::vector<Format>& AllFormats();

/// nullptr when there is none of that name.
const Format* FindFormat(std::string_view name);

/// "text, json, junit, badge (SVG)".
std::string FormatNames();

namespace internal {
struct FormatRegistration {
  explicit FormatRegistration(const Format& format);
};
}  // namespace internal

/// Registers a format, in the file that writes it.
#define ISOGRADE_FORMAT(name, ...)                                              \
  static const ::isograde::internal::FormatRegistration isograde_format_##name( \
      ::isograde::Format __VA_ARGS__)

}  // namespace isograde

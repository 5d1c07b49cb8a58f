#include "report/format.h"

#include <algorithm>
#include <utility>

namespace isograde {
namespace {

std::vector<Format>& Registry() {
  static std::vector<Format> formats;
  return formats;
}

}  // namespace

namespace internal {
FormatRegistration::FormatRegistration(const Format& format) {
  auto& formats = Registry();
  const auto place = std::find_if(formats.begin(), formats.end(), [&](const Format& other) {
    return std::pair(other.place, other.name) > std::pair(format.place, format.name);
  });
  formats.insert(place, format);
}
}  // namespace internal

const std::vector<Format>& AllFormats() { return Registry(); }

const Format* FindFormat(std::string_view name) {
  for (const Format& format : AllFormats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::string FormatNames() {
  std::string names;
  for (const Format& format : AllFormats()) {
    names += (names.empty() ? "" : ", ") + std::string(format.name);
    if (!format.detail.empty()) names += " (" + std::string(format.detail) + ")";
  }
  return names;
}

}  // namespace isograde

#include "base/visible.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace isograde {
namespace {

bool IsPlain(unsigned char byte) { return byte >= 0x20 && byte < 0x7F; }

// The character that begins at `at`, of two or three bytes, as far as it may be one of those that
// are written out; 0: it is none.
std::uint32_t Wide(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  if (byte(0) == 0xC2) {
    length = 2;
    return byte(1);
  }
  if (byte(0) == 0xE2 || byte(0) == 0xD8 || byte(0) == 0xEF) {
    length = byte(0) == 0xD8 ? 2 : 3;
    return length == 2 ? (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU)
                       : (byte(0) & 0xFU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
  }
  return 0;
}

// Unicode's Bidi_Control, the separators U+2028 and U+2029, and C1.
bool IsWrittenOut(std::uint32_t character) {
  return (character >= 0x80 && character < 0xA0) || character == 0x61C ||
         (character >= 0x200E && character <= 0x200F) ||
         (character >= 0x2028 && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

std::string Written(std::string_view text, bool lines) {
  std::string written;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    std::size_t length = 1;
    if (byte >= 0x80) {
      const std::uint32_t wide = Wide(text, at, length);
      if (IsWrittenOut(wide)) {
        written += wide < 0x100 ? fmt::format("\\x{:02x}", wide) : fmt::format("\\u{:04x}", wide);
        at += length;
        continue;
      }
      length = 1;
    } else if (byte == '\n' && lines) {
      written += "\\n";
      ++at;
      continue;
    } else if (byte == '\t' && lines) {
      written += "\\t";
      ++at;
      continue;
    } else if (!IsPlain(byte) && byte != '\n' && byte != '\t') {
      written += fmt::format("\\x{:02x}", byte);
      ++at;
      continue;
    }
    written.append(text.substr(at, length));
    at += length;
  }
  return written;
}

bool NeedsNothing(const std::string& text, bool lines) {
  return std::all_of(text.begin(), text.end(), [lines](unsigned char byte) {
    return IsPlain(byte) || (!lines && (byte == '\n' || byte == '\t'));
  });
}

}  // namespace

std::string Visible(std::string text) {
  return NeedsNothing(text, false) ? std::move(text) : Written(text, false);
}

std::string VisibleLine(std::string text) {
  return NeedsNothing(text, true) ? std::move(text) : Written(text, true);
}

void MakeVisible(nlohmann::json& json) {
  if (json.is_string()) {
    auto& text = json.get_ref<std::string&>();
    if (!NeedsNothing(text, false)) text = Written(text, false);
  } else if (json.is_structured()) {
    for (nlohmann::json& one : json) MakeVisible(one);
  }
}

std::string WithoutCommands(std::string text) {
  std::string harmless;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    const std::size_t first = line.find_first_not_of(" \t\r\f\v");
    if (first != std::string::npos && line.compare(first, 2, "::") == 0)
      line.replace(first, 1, "\\x3a");
    for (std::size_t found = 0; (found = line.find("##[", found)) != std::string::npos;)
      line.replace(found, 1, "\\x23");
    harmless += line;
    if (end < text.size()) harmless += '\n';
    at = end + 1;
  }
  return harmless;
}

}  // namespace isograde

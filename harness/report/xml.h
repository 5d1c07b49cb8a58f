#pragma once

#include <string>
#include <string_view>

namespace isograde {

/// Text as it stands in XML 1.0, in an element or between double quotes: markup is escaped, what
/// XML cannot hold (control characters, bytes that are no UTF-8) becomes U+FFFD.
std::string XmlText(std::string_view text);

/// The same text with bytes that are no UTF-8 as U+FFFD.
std::string ValidUtf8(std::string_view text);

}  // namespace isograde

#pragma once

#include <gtest/gtest.h>

#include <string_view>

namespace isograde {

/// For EXPECT_TRUE: whether `text` contains `part`, showing both where it does not.
inline testing::AssertionResult Mentions(std::string_view text, std::string_view part) {
  if (text.find(part) != std::string_view::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "\"" << part << "\" is not in \"" << text << "\"";
}

}  // namespace isograde

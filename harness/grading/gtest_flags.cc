#include "grading/gtest_flags.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>

#include "base/error.h"

namespace isograde {

std::string FilterForGoogleTest(std::string filter) {
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t i = 1; i + 1 < filter.size(); ++i) {
    if (filter[i] == '-' && is_word(filter[i - 1]) && is_word(filter[i + 1])) filter[i] = '?';
  }
  return filter;
}

namespace {

// GoogleTest itself ends the process with 1 for what is none in these.
void RequireNumbers() {
  for (const char* const name : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX"}) {
    const char* const text = std::getenv(name);
    if (!text) continue;
    const std::string value = text;
    const bool is_number = !value.empty() && value.size() < 10 &&
                           value.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number)
      throw UsageError(fmt::format("the environment variable {} is no number: {}", name, value));
  }
  const char* const total = std::getenv("GTEST_TOTAL_SHARDS");
  const char* const index = std::getenv("GTEST_SHARD_INDEX");
  if ((total == nullptr) != (index == nullptr))
    throw UsageError("of GTEST_TOTAL_SHARDS and GTEST_SHARD_INDEX, one is set without the other");
  if (total && std::atoi(index) >= std::atoi(total))
    throw UsageError(
        fmt::format("GTEST_SHARD_INDEX, {}, is not below GTEST_TOTAL_SHARDS, {}", index, total));
}

}  // namespace

void PassFlagsToGoogleTest(const std::vector<std::string>& flags) {
  RequireNumbers();
  std::vector<std::string> words = {"isograde"};
  for (const std::string& flag : flags) {
    const std::string kFilter = "--gtest_filter=";
    words.push_back(flag.starts_with(kFilter)
                        ? kFilter + FilterForGoogleTest(flag.substr(kFilter.size()))
                        : flag);
  }
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int count = static_cast<int>(words.size());
  testing::InitGoogleTest(&count, pointers.data());
  if (count > 1) throw UsageError(fmt::format("{} is no flag of GoogleTest", pointers[1]));
  if (const char* from_environment = std::getenv("GTEST_FILTER");
      from_environment && GTEST_FLAG_GET(filter) == from_environment) {
    GTEST_FLAG_SET(filter, FilterForGoogleTest(from_environment));
  }
}

}  // namespace isograde

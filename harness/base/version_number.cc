#include "base/version_number.h"

#include <charconv>
#include <vector>

namespace isograde {
namespace {

std::vector<int> NumbersOf(std::string_view version) {
  std::vector<int> numbers;
  const char* at = version.data();
  const char* const end = at + version.size();
  while (at != end) {
    int number = 0;
    const auto [behind, error] = std::from_chars(at, end, number);
    if (error != std::errc()) break;
    numbers.push_back(number);
    if (behind == end || *behind != '.') break;
    at = behind + 1;
  }
  return numbers;
}

}  // namespace

bool IsOlderVersion(std::string_view version, std::string_view than) {
  return NumbersOf(version) < NumbersOf(than);
}

}  // namespace isograde

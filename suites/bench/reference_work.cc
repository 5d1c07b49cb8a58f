#include "suites/bench/reference_work.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {
namespace {

constexpr int kEntries = 300;

std::string Document() {
  nlohmann::json document;
  for (int i = 0; i < kEntries; ++i)
    document[fmt::format("name {}", i * 7919 % 1000)] = {
        {"id", i}, {"values", {1, 2, 3, i}}, {"text", fmt::format("the text of number {}", i)}};
  return document.dump();
}

}  // namespace

void DoReferenceWork() {
  static const std::string document = Document();
  [[maybe_unused]] static volatile std::size_t size;
  size = nlohmann::json::parse(document).dump().size();
}

}  // namespace isograde

#include "suites/bench/reference_work.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace isograde {
namespace {

constexpr int kEntries = 300;
constexpr int kInserted = 1500;

std::string Document() {
  nlohmann::json document;
  for (int i = 0; i < kEntries; ++i)
    document[fmt::format("name {}", i * 7919 % 1000)] = {
        {"id", i}, {"values", {1, 2, 3, i}}, {"text", fmt::format("the text of number {}", i)}};
  return document.dump();
}

std::size_t ReadAndWrite() {
  static const std::string document = Document();
  return nlohmann::json::parse(document).dump().size();
}

std::size_t BuildTree() {
  std::map<std::string, std::vector<int>> tree;
  std::uint32_t number = 1;
  for (int i = 0; i < kInserted; ++i) {
    number = number * 1664525 + 1013904223;
    tree["key" + std::to_string(number >> 16)].push_back(i);
  }
  return tree.size();
}

}  // namespace

void DoReferenceWork() {
  [[maybe_unused]] static volatile std::size_t size;
  size = ReadAndWrite();
  size = BuildTree();
}

}  // namespace isograde

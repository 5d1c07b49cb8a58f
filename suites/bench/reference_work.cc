#include "suites/bench/reference_work.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory_resource>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace isograde {
namespace {

constexpr int kEntries = 300;
constexpr int kInserted = 1500;
constexpr std::size_t kBytes = 4 << 20;

/// What the work allocates lies in pages of its own, which stay: in malloc's heap it would leave
/// holes between interpreters, and each would seem to take 100 kB more.
class Scratch {
 public:
  static Scratch& Get() {
    static Scratch scratch;
    return scratch;
  }
  std::pmr::memory_resource& pool() { return pool_; }
  void Reset() {
    pool_.release();
    pages_.release();
  }

 private:
  alignas(std::max_align_t) inline static std::byte bytes_[kBytes];
  std::pmr::monotonic_buffer_resource pages_{bytes_, kBytes, std::pmr::null_memory_resource()};
  std::pmr::unsynchronized_pool_resource pool_{&pages_};
};

template <typename T>
struct ScratchAllocator {
  using value_type = T;
  ScratchAllocator() = default;
  template <typename Other>
  ScratchAllocator(const ScratchAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(Scratch::Get().pool().allocate(count * sizeof(T), alignof(T)));
  }
  void deallocate(T* begin, std::size_t count) {
    Scratch::Get().pool().deallocate(begin, count * sizeof(T), alignof(T));
  }
  bool operator==(const ScratchAllocator&) const { return true; }
};

template <typename Key, typename Value>
using Map = std::map<Key, Value, std::less<>, ScratchAllocator<std::pair<const Key, Value>>>;
using Text = std::basic_string<char, std::char_traits<char>, ScratchAllocator<char>>;
using Numbers = std::vector<int, ScratchAllocator<int>>;
using Json = nlohmann::basic_json<std::map, std::vector, Text, bool, std::int64_t, std::uint64_t,
                                  double, ScratchAllocator>;

Text Numbered(const char* text, std::uint32_t number) {
  return Text(text) + std::to_string(number).c_str();
}

std::string Document() {
  nlohmann::json document;
  for (int i = 0; i < kEntries; ++i)
    document["name " + std::to_string(i * 7919 % 1000)] = {
        {"id", i}, {"values", {1, 2, 3, i}}, {"text", "the text of number " + std::to_string(i)}};
  return document.dump();
}

std::size_t ReadAndWrite() {
  static const std::string document = Document();
  return Json::parse(document).dump().size();
}

std::size_t BuildTree() {
  Map<Text, Numbers> tree;
  std::uint32_t number = 1;
  for (int i = 0; i < kInserted; ++i) {
    number = number * 1664525 + 1013904223;
    tree[Numbered("key", number >> 16)].push_back(i);
  }
  return tree.size();
}

}  // namespace

void DoReferenceWork() {
  [[maybe_unused]] static volatile std::size_t size;
  size = ReadAndWrite();
  size = BuildTree();
  Scratch::Get().Reset();
}

}  // namespace isograde

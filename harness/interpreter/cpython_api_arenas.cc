// The memory that Python's allocator maps for objects (PEP 445, domain of arenas).

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "interpreter/cpython_api.h"
#include "interpreter/cpython_api_symbol.h"

namespace isograde::cpython {
namespace {

// PyObjectArenaAllocator, which the limited API lacks.
struct ArenaAllocator {
  void* context;
  void* (*allocate)(void* context, std::size_t size);
  void (*release)(void* context, void* arena, std::size_t size);
};

ArenaAllocator wrapped_arenas;

// PyMemAllocatorEx and two of PyMemAllocatorDomain's values, which it lacks, too.
struct Allocator {
  void* context;
  void* functions[4];  ///< malloc, calloc, realloc, free
};
constexpr int kRawDomain = 0, kObjectDomain = 2;

/// The arenas that are mapped, with their sizes. Interpreters with a GIL of their own map theirs at
/// the same time. Never destroyed: CPython unmaps some as the process ends.
struct Arenas {
  std::mutex alone;
  std::map<void*, std::size_t> mapped;
  std::int64_t released_of_before = 0;  ///< bytes of arenas that were mapped uncounted
};
Arenas& Counted() {
  static auto& arenas = *new Arenas;
  return arenas;
}

void* AllocateArena(void*, std::size_t size) {
  void* const arena = wrapped_arenas.allocate(wrapped_arenas.context, size);
  if (!arena) return arena;
  Arenas& counted = Counted();
  const std::lock_guard<std::mutex> lock(counted.alone);
  counted.mapped[arena] = size;
  return arena;
}

void ReleaseArena(void*, void* arena, std::size_t size) {
  {
    // Before it is released: what is free may be mapped again at once, by another interpreter.
    Arenas& counted = Counted();
    const std::lock_guard<std::mutex> lock(counted.alone);
    if (counted.mapped.erase(arena) == 0)
      counted.released_of_before += static_cast<std::int64_t>(size);
  }
  wrapped_arenas.release(wrapped_arenas.context, arena, size);
}

std::int64_t ResidentBytes(const void* begin, std::size_t size) {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t into_page = reinterpret_cast<std::uintptr_t>(begin) % page;
  auto* const first = static_cast<char*>(const_cast<void*>(begin)) - into_page;
  std::vector<unsigned char> pages((into_page + size + page - 1) / page);
  if (mincore(first, pages.size() * page, pages.data()) != 0) return 0;
  return static_cast<std::int64_t>(page) *
         std::count_if(pages.begin(), pages.end(), [](unsigned char p) { return p & 1; });
}

}  // namespace

void CountArenas() {
  auto* const get = Symbol<void(ArenaAllocator*)>("PyObject_GetArenaAllocator");
  auto* const set = Symbol<void(ArenaAllocator*)>("PyObject_SetArenaAllocator");
  if (!get || !set || wrapped_arenas.allocate) return;
  get(&wrapped_arenas);
  ArenaAllocator counting = {nullptr, AllocateArena, ReleaseArena};
  set(&counting);
}

bool ObjectsAreInArenas() {
  auto* const get = Symbol<void(int, Allocator*)>("PyMem_GetAllocator");
  if (!get) return true;
  Allocator raw{}, object{};
  get(kRawDomain, &raw);
  get(kObjectDomain, &object);
  return object.functions[0] != raw.functions[0];
}

std::int64_t ArenaBytes() {
  Arenas& counted = Counted();
  const std::lock_guard<std::mutex> lock(counted.alone);
  std::int64_t sum = -counted.released_of_before;
  for (const auto& [arena, size] : counted.mapped) sum += static_cast<std::int64_t>(size);
  return sum;
}

std::int64_t ResidentArenaBytes() {
  Arenas& counted = Counted();
  const std::lock_guard<std::mutex> lock(counted.alone);
  std::int64_t sum = 0;
  for (const auto& [arena, size] : counted.mapped) sum += ResidentBytes(arena, size);
  return sum;
}

}  // namespace isograde::cpython

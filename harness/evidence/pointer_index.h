#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace isograde {

/// Numbers pointers in the order in which they come: a hash table with open addressing, since a
/// walk over all that a module holds is little else than lookups. Holds no nullptr.
class PointerIndex {
 public:
  /// The number of a pointer; a new one gets the next.
  std::pair<std::uint32_t, bool> Insert(const void* pointer) {
    if (size_ * 2 >= slots_.size()) Grow();
    Slot& slot = SlotOf(pointer);
    if (slot.pointer) return {slot.number, false};
    slot = {pointer, size_};
    return {size_++, true};
  }

  std::optional<std::uint32_t> Find(const void* pointer) const {
    const Slot& slot = const_cast<PointerIndex*>(this)->SlotOf(pointer);
    return slot.pointer ? std::optional(slot.number) : std::nullopt;
  }

 private:
  struct Slot {
    const void* pointer = nullptr;
    std::uint32_t number = 0;
  };
  static constexpr std::size_t kFewest = 1024;  // a power of two, as every size of the table

  // That of the pointer, or the free one that it would go to.
  Slot& SlotOf(const void* pointer) {
    // Objects are 16 bytes apart at least: Fibonacci hashing of what differs.
    const std::uint64_t hash =
        (reinterpret_cast<std::uintptr_t>(pointer) >> 4) * 0x9E3779B97F4A7C15ULL;
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash >> 32) & mask;
    while (slots_[at].pointer && slots_[at].pointer != pointer) at = (at + 1) & mask;
    return slots_[at];
  }

  void Grow() {
    std::vector<Slot> old(slots_.empty() ? kFewest : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.pointer) SlotOf(slot.pointer) = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(kFewest);
  std::uint32_t size_ = 0;
};

}  // namespace isograde

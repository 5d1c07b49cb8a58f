#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "elf/static_variable.h"

namespace isograde {

/// Places by address, to find those that a variable covers. Refers to the places that it is made
/// of.
class PlacesInOrder {
 public:
  explicit PlacesInOrder(std::span<const StaticPlace> places)
      : places_(places), order_(places.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return IsBefore(places_[a], places_[b]); });
  }

  /// Calls `function(index, offset)` for each place in the `size` bytes from `begin` on.
  template <typename Function>
  void EachIn(const StaticPlace& begin, std::uint64_t size, const Function& function) const {
    const auto first = std::lower_bound(order_.begin(), order_.end(), begin,
                                        [&](std::size_t index, const StaticPlace& wanted) {
                                          return IsBefore(places_[index], wanted);
                                        });
    for (auto at = first; at != order_.end(); ++at) {
      const StaticPlace& place = places_[*at];
      if (place.is_thread_local != begin.is_thread_local || place.address - begin.address >= size)
        return;
      function(*at, place.address - begin.address);
    }
  }

 private:
  static bool IsBefore(const StaticPlace& a, const StaticPlace& b) {
    return a.is_thread_local != b.is_thread_local ? b.is_thread_local : a.address < b.address;
  }

  std::span<const StaticPlace> places_;
  std::vector<std::size_t> order_;
};

}  // namespace isograde

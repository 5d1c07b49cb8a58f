#pragma once

#include <cstdint>
#include <vector>

#include "elf/image.h"

namespace isograde {

/// A piece of a section: a function, a variable, or what lies between those that are known.
struct Region {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool is_known = false;  ///< false: where things begin in it is not
};

/// Which bytes belong together.
class Regions {
 public:
  /// Functions by symbols and by what unwinds stacks (.eh_frame_hdr), which stripped libraries have
  /// too.
  static Regions OfCode(const Image& image);
  /// Variables by symbols.
  static Regions OfData(const Image& image);

  /// By address.
  const std::vector<Region>& all() const { return all_; }
  /// The region around an address; an empty one where there is none.
  Region At(std::uint64_t address) const;
  /// Whether something that is known begins there.
  bool BeginsAt(std::uint64_t address) const;

 private:
  Regions(const Image& image, std::vector<Region> known, bool code);

  std::vector<Region> all_;
  std::vector<std::uint64_t> beginnings_;
};

}  // namespace isograde

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "elf/image.h"
#include "elf/machine_code.h"
#include "elf/regions.h"

namespace isograde {

/// What a library imports, and the places of its code and data that refer to that.
using ImportUses = std::map<std::string, std::set<std::uint64_t>>;

/// Follows code and data: what is called, jumped to, and pointed at. To be made once for a library;
/// refers to the image.
///
/// It goes no less far than the program can, as far as that shows in the file, and further where
/// boundaries do not show: what no symbol parts from its neighbours is reached with them. Tables of
/// CPython's C API are known by their looks.
class Reach {
 public:
  explicit Reach(const Image& image);

  /// Goes on from code or data at an address.
  void From(std::uint64_t address);
  /// Goes on from what runs in any case, when the library is loaded and unloaded.
  void FromLoading();
  /// Goes through all of the code, wherever it is called from.
  void ThroughAllCode();

  const ImportUses& imports() const { return imports_; }

 private:
  void Go();
  void Add(const Region& region);
  void ReadCode(const Region& code);
  void Follow(const Reference& reference);
  void Follow(const Image::Pointer& pointer, std::uint64_t from);
  /// False: that is not where something begins, as far as is known.
  bool AddData(std::uint64_t address);
  bool IsEntry(const Reference& reference) const;
  const Image::Pointer* StubAt(std::uint64_t address) const;

  const Image& image_;
  Regions code_, data_;
  bool follows_ = true;                                        ///< false: only imports are noted
  std::set<std::pair<std::uint64_t, std::uint64_t>> reached_;  ///< beginnings and ends
  std::set<std::uint64_t> tables_;  ///< beginnings of tables of CPython's C API
  std::vector<Region> left_;
  ImportUses imports_;
};

}  // namespace isograde

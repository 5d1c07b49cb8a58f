#include "elf/nearest.h"

#include <algorithm>
#include <utility>

#include "elf/machine_code.h"
#include "elf/python_tables.h"
#include "elf/regions.h"

namespace isograde {
namespace {

/// Goes from what was reached to what that refers to, step by step.
class Steps {
 public:
  Steps(const Image& image, const std::vector<std::set<std::uint64_t>>& groups)
      : image_(image),
        groups_(groups),
        code_(Regions::OfCode(image)),
        data_(Regions::OfData(image)) {}

  void Reach(std::uint64_t address) {
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (!nearest_ && groups_[i].contains(address)) nearest_ = i;
    }
    const Image::Section* const section = image_.SectionAt(address);
    if (!section || section->IsStubs()) return;
    if (section->is_code) {
      Add(code_.At(address));
    } else if (const auto* const slot =
                   section->IsPointers() ? image_.PointerAt(address) : nullptr) {
      if (slot->import.empty()) Reach(slot->address);
    } else if (const Region region = data_.At(address); region.is_known) {
      Add(region);
    } else {
      for (const Region& table : PythonTablesAt(image_, address)) Add(table);
    }
  }

  /// Which group was reached, once one was.
  std::optional<std::size_t> Go() {
    while (!nearest_ && !left_.empty()) {
      std::vector<Region> now;
      std::swap(now, left_);
      for (const Region& region : now) Follow(region);
    }
    return nearest_;
  }

 private:
  void Add(const Region& region) {
    if (region.begin < region.end && reached_.insert(region.begin).second) left_.push_back(region);
  }

  void Follow(const Region& region) {
    const auto& pointers = image_.pointers();
    const auto end = pointers.lower_bound(region.end);
    for (auto at = pointers.lower_bound(region.begin); at != end; ++at) {
      if (at->second.import.empty()) Reach(at->second.address);
    }
    const Image::Section* const section = image_.SectionAt(region.begin);
    if (section && section->is_code)
      EachReference(image_, region.begin, region.end,
                    [&](const Reference& reference) { Reach(reference.to); });
  }

  const Image& image_;
  const std::vector<std::set<std::uint64_t>>& groups_;
  Regions code_, data_;
  std::set<std::uint64_t> reached_;
  std::vector<Region> left_;
  std::optional<std::size_t> nearest_;
};

}  // namespace

std::optional<std::size_t> NearestTo(const Image& image, const std::vector<std::string>& functions,
                                     const std::vector<std::set<std::uint64_t>>& groups) {
  if (!ReadsCodeOf(image.machine())) return std::nullopt;
  Steps steps(image, groups);
  for (const Image::Symbol& symbol : image.exports()) {
    if (std::find(functions.begin(), functions.end(), symbol.name) != functions.end())
      steps.Reach(symbol.address);
  }
  return steps.Go();
}

}  // namespace isograde

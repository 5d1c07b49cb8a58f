#include "elf/regions.h"

#include <algorithm>
#include <cstring>

namespace isograde {
namespace {

std::vector<Region> BySymbols(const Image& image, bool functions) {
  std::vector<Region> known;
  for (const Image::Symbol& symbol : image.symbols()) {
    if (symbol.is_function == functions)
      known.push_back({symbol.address, symbol.address + symbol.size, true});
  }
  return known;
}

// Its table, in the form that every linker writes: of pairs of 32 bits, from its own beginning, the
// place of a function and that of its frame description, in which it stands how long it is.
// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/ehframechpt.html
void AddByFrames(const Image& image, std::vector<Region>& known) {
  const Image::Section* const header = image.SectionNamed(".eh_frame_hdr");
  constexpr unsigned char kForm[] = {1, 0x1b, 0x03, 0x3b};
  constexpr std::uint64_t kCount = 8, kTable = 12, kRow = 8, kHalf = 4, kBegin = 8, kSize = 12;
  if (!header || !header->bytes || header->size < kTable ||
      std::memcmp(header->bytes, kForm, sizeof kForm) != 0)
    return;
  const auto number = [&](std::uint64_t address) {
    return static_cast<std::uint32_t>(image.WordAt(address));
  };
  const auto from = [&](std::uint64_t base, std::uint64_t place) {
    return base + static_cast<std::uint64_t>(
                      static_cast<std::int64_t>(static_cast<std::int32_t>(number(place))));
  };
  const std::uint64_t count = number(header->address + kCount);
  for (std::uint64_t row = header->address + kTable;
       row < header->address + kTable + count * kRow && row + kRow <= header->end(); row += kRow) {
    const std::uint64_t begin = from(header->address, row);
    const std::uint64_t description = from(header->address, row + kHalf);
    const std::uint64_t place = description + kBegin;
    const bool agrees = from(place, place) == begin;
    known.push_back({begin, begin + (agrees ? number(description + kSize) : 0), true});
  }
}

}  // namespace

Regions Regions::OfCode(const Image& image) {
  std::vector<Region> known = BySymbols(image, true);
  AddByFrames(image, known);
  return {image, std::move(known), true};
}

Regions Regions::OfData(const Image& image) { return {image, BySymbols(image, false), false}; }

// What overlaps is one. What has no size goes as far as the next.
Regions::Regions(const Image& image, std::vector<Region> known, bool code) {
  std::sort(known.begin(), known.end(), [](const Region& a, const Region& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  for (const Region& one : known) beginnings_.push_back(one.begin);
  auto next = known.begin();
  for (const Image::Section& section : image.sections()) {
    if (section.is_code != code || section.is_thread_local) continue;
    std::uint64_t done = section.address;
    while (next != known.end() && next->begin < section.address) ++next;
    for (; next != known.end() && next->begin < section.end(); ++next) {
      const std::uint64_t limit = std::min(next->end, section.end());
      if (next->begin < done) {
        if (limit > done) all_.back().end = done = limit;
        continue;
      }
      if (next->begin > done) all_.push_back({done, next->begin, false});
      const auto after = std::next(next);
      const std::uint64_t open_end =
          after == known.end() ? section.end() : std::min(after->begin, section.end());
      done = next->end > next->begin ? limit : open_end;
      if (done > next->begin) all_.push_back({next->begin, done, true});
    }
    if (done < section.end()) all_.push_back({done, section.end(), false});
  }
}

bool Regions::BeginsAt(std::uint64_t address) const {
  return std::binary_search(beginnings_.begin(), beginnings_.end(), address);
}

Region Regions::At(std::uint64_t address) const {
  const auto after = std::upper_bound(
      all_.begin(), all_.end(), address,
      [](std::uint64_t wanted, const Region& region) { return wanted < region.begin; });
  if (after == all_.begin()) return {};
  const Region& region = *std::prev(after);
  return address < region.end ? region : Region{};
}

}  // namespace isograde

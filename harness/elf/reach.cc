#include "elf/reach.h"

#include <algorithm>

#include "elf/python_tables.h"

namespace isograde {

Reach::Reach(const Image& image)
    : image_(image), code_(Regions::OfCode(image)), data_(Regions::OfData(image)) {}

void Reach::From(std::uint64_t address) {
  Follow(Image::Pointer{address}, address);
  Go();
}

void Reach::FromLoading() {
  for (const Image::Section& section : image_.sections()) {
    const bool runs = section.name == ".init" || section.name == ".fini" ||
                      section.name.ends_with("init_array") || section.name.ends_with("fini_array");
    if (runs || section.is_thread_local) Add({section.address, section.end(), true});
  }
  Go();
}

void Reach::ThroughAllCode() {
  follows_ = false;
  for (const Region& region : code_.all()) Add(region);
  Go();
}

void Reach::Go() {
  while (!left_.empty()) {
    const Region region = left_.back();
    left_.pop_back();
    const auto& pointers = image_.pointers();
    const auto end = pointers.lower_bound(region.end);
    for (auto at = pointers.lower_bound(region.begin); at != end; ++at)
      Follow(at->second, at->first);
    const Image::Section* const section = image_.SectionAt(region.begin);
    if (section && section->is_code && !section->IsStubs()) ReadCode(region);
  }
}

void Reach::Add(const Region& region) {
  if (region.begin < region.end && reached_.insert({region.begin, region.end}).second)
    left_.push_back(region);
}

void Reach::ReadCode(const Region& code) {
  EachReference(image_, code.begin, code.end,
                [&](const Reference& reference) { Follow(reference); });
}

void Reach::Follow(const Reference& reference) {
  const Image::Section* const section = image_.SectionAt(reference.to);
  if (!section) return;
  if (section->IsStubs() || section->IsPointers()) {
    const Image::Pointer* const pointer =
        section->IsStubs() ? StubAt(reference.to) : image_.PointerAt(reference.to);
    if (pointer) Follow(*pointer, reference.from);
  } else if (!follows_) {
    return;
  } else if (section->is_code) {
    if (IsEntry(reference)) Add(code_.At(reference.to));
  } else if (!AddData(reference.to) && reference.kind == Reference::Kind::kAddress) {
    // Where an index does not begin at zero, what it is for is a bit further on.
    constexpr std::uint64_t kBias = 64;
    if (image_.SectionAt(reference.to + kBias) == section) AddData(reference.to + kBias);
  }
}

void Reach::Follow(const Image::Pointer& pointer, std::uint64_t from) {
  if (!pointer.import.empty()) {
    imports_[pointer.import].insert(from);
    return;
  }
  const Image::Section* const section = follows_ ? image_.SectionAt(pointer.address) : nullptr;
  if (!section) return;
  if (section->is_code) {
    Add(code_.At(pointer.address));
  } else {
    AddData(pointer.address);
  }
}

bool Reach::AddData(std::uint64_t address) {
  if (tables_.contains(address)) return true;
  const Region region = data_.At(address);
  const std::vector<Region> tables =
      region.is_known ? std::vector<Region>{} : PythonTablesAt(image_, address);
  for (const Region& table : tables) {
    tables_.insert(table.begin);
    Add(table);
  }
  if (tables.empty()) Add(region);
  return !tables.empty() || region.begin == address;
}

// Where functions are known, only jumps go into the middle of one: to the part of their own
// function that is seldom run.
bool Reach::IsEntry(const Reference& reference) const {
  return reference.kind == Reference::Kind::kJump || code_.BeginsAt(reference.to) ||
         !code_.At(reference.to).is_known;
}

// Stubs are of several forms and sizes, each with one jump through its slot. A call goes to the
// beginning.
const Image::Pointer* Reach::StubAt(std::uint64_t address) const {
  const Image::Pointer* pointer = nullptr;
  for (const std::uint64_t size : {16, 24}) {
    std::uint64_t first = ~std::uint64_t{0};
    EachReference(image_, address, address + size, [&](const Reference& reference) {
      const Image::Pointer* const slot =
          reference.from < first ? image_.PointerAt(reference.to) : nullptr;
      if (!slot) return;
      first = reference.from;
      pointer = slot;
    });
    if (pointer) return pointer;
  }
  return nullptr;
}

}  // namespace isograde

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "elf/library.h"

namespace isograde {

/// A library as the dynamic linker loads it: its sections by address, and where its pointers point.
/// Refers to the library that it is made of. Of 64-bit libraries in this machine's byte order.
class Image {
 public:
  struct Section {
    std::string name;
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    const unsigned char* bytes = nullptr;  ///< nullptr: zeros (.bss)
    bool is_code = false;
    bool is_thread_local = false;

    std::uint64_t end() const { return address + size; }
    bool IsStubs() const { return is_code && name.starts_with(".plt"); }
    /// A table of single pointers, each of which is used for itself.
    bool IsPointers() const { return name.starts_with(".got"); }
  };
  /// What a place holds once it is relocated: an address in the library, or what another has.
  struct Pointer {
    std::uint64_t address = 0;
    std::string import{};
  };
  /// A symbol that the library defines.
  struct Symbol {
    std::string name;
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    bool is_function = false;
  };

  explicit Image(const LibraryFile& library);

  /// e_machine; EM_NONE for a library that is not of the kind told above.
  int machine() const { return machine_; }
  const std::vector<Section>& sections() const { return sections_; }
  /// nullptr: the address is in none. Addresses of thread-local sections are not looked for.
  const Section* SectionAt(std::uint64_t address) const;
  const Section* SectionNamed(std::string_view name) const;
  /// By place.
  const std::map<std::uint64_t, Pointer>& pointers() const { return pointers_; }
  /// nullptr: none is at that very place.
  const Pointer* PointerAt(std::uint64_t place) const;
  /// Eight bytes as the file has them; zero where it has none.
  std::uint64_t WordAt(std::uint64_t address) const;
  /// What others can look up by name.
  const std::vector<Symbol>& exports() const { return exports_; }
  /// Functions and data, local ones too where the library or its debug file names them.
  const std::vector<Symbol>& symbols() const { return symbols_; }
  /// What it wants from others.
  const std::vector<std::string>& imports() const { return imports_; }

 private:
  void ReadSections(Elf* elf);
  void ReadDynamicSymbols(Elf* elf);
  void ReadRelocations(Elf* elf);
  void ReadRelativeRelocations(const Section& section);
  void ReadSymbols(const LibraryFile& library);

  int machine_ = EM_NONE;
  std::vector<Section> sections_;
  std::map<std::uint64_t, Pointer> pointers_;
  std::vector<Symbol> exports_, symbols_;
  std::vector<std::string> imports_;
};

}  // namespace isograde

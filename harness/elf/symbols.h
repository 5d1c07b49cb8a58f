#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elf/library.h"
#include "elf/static_variable.h"

namespace isograde {

/// The linker symbol of what lies at a place; without a name: none.
struct SymbolAt {
  std::string name;
  std::string file;  ///< the source that it is local to, without folders, where the table has it
  std::uint64_t begin = 0;
  std::uint64_t size = 0;  ///< bytes
};

/// For each place its symbol, in one pass through the table.
std::vector<SymbolAt> SymbolsAt(const LibraryFile& library, std::span<const StaticPlace> places);

}  // namespace isograde

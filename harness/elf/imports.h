#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "elf/imported_symbol.h"
#include "elf/library.h"

namespace isograde {

/// What a module wants of others.
struct Imports {
  std::vector<ImportedSymbol> symbols;  ///< in the order of their names
  /// Where other modules are in the library too, why all of it is told for this one; empty: it is
  /// this one's alone.
  std::string whole_because;
};

/// The undefined dynamic symbols of a library whose names begin with one of `prefixes`, and who
/// uses them. `hooks`: names of the functions that are this module's beginning, PyInit_<name> and
/// PyModExport_<name>: of a library with several modules, what can be reached from them; with none,
/// or where the library has no other, all.
///
/// Who uses a symbol is told on machines whose code is read (machine_code.h); not those whom
/// neither the symbol table nor the separate debug file names.
Imports ImportsOf(const LibraryFile& library, const std::vector<std::string_view>& prefixes,
                  const std::vector<std::string>& hooks);

}  // namespace isograde

#pragma once

#include <string_view>
#include <vector>

#include "elf/imported_symbol.h"
#include "elf/library.h"

namespace isograde {

/// The undefined dynamic symbols of a library whose names begin with one of `prefixes`, in the
/// order of their names, and who calls them.
///
/// Callers are told on x86-64, where they show without disassembling: a call or jump goes to the
/// symbol's stub in a PLT section or through its slot in the global offset table, and bytes that
/// look like one by chance would have to hit one of a few addresses out of 2^32. Calls through
/// pointers are not seen; nor are functions that neither the symbol table nor the separate debug
/// file names.
std::vector<ImportedSymbol> ImportsOf(const LibraryFile& library,
                                      const std::vector<std::string_view>& prefixes);

}  // namespace isograde

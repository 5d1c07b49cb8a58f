#pragma once

#include <elfutils/libdw.h>

#include <string>

namespace isograde {

/// A source file as debug information has it, `name`, from the root of the file system where the
/// compilation directory of its unit is known: DWARF keeps names relative to that (DWARF 5, 6.2.4).
/// `unit`: a DW_TAG_compile_unit, or nullptr. Empty for a name that is none.
std::string SourceFile(const char* name, Dwarf_Die* unit);

}  // namespace isograde

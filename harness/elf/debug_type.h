#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <string>

namespace isograde {

/// The type that a DIE's DW_AT_type names, typedefs kept; false where it has none.
bool TypeOf(Dwarf_Die* die, Dwarf_Die* type);

/// A type as C writes it: "PyObject *", "struct state [4]".
std::string TypeText(Dwarf_Die* type);

/// Bytes; 0 where it is not known.
std::uint64_t TypeSize(Dwarf_Die* type);

/// What lies `offset` bytes into an object of that type: ".errors[2].type"; empty for the object
/// itself. `*innermost` is set to the type that lies there.
std::string MemberPath(Dwarf_Die* type, std::uint64_t offset, Dwarf_Die* innermost);

}  // namespace isograde

#include "elf/debug_type.h"

#include <dwarf.h>
#include <fmt/format.h>

namespace isograde {
namespace {

// What a hostile file could make endless.
constexpr int kDeepest = 32;

bool Unsigned(Dwarf_Die* die, unsigned name, Dwarf_Word* value) {
  Dwarf_Attribute attribute;
  return dwarf_formudata(dwarf_attr_integrate(die, name, &attribute), value) == 0;
}

bool IsStructure(int tag) {
  return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

// Without typedefs and qualifiers.
bool Peeled(Dwarf_Die* type, Dwarf_Die* peeled) {
  *peeled = *type;
  for (int depth = 0; depth < kDeepest; ++depth) {
    switch (dwarf_tag(peeled)) {
      case DW_TAG_typedef:
      case DW_TAG_const_type:
      case DW_TAG_volatile_type:
      case DW_TAG_restrict_type:
      case DW_TAG_atomic_type: {
        Dwarf_Die next;
        if (!TypeOf(peeled, &next)) return false;
        *peeled = next;
        break;
      }
      default:
        return true;
    }
  }
  return false;
}

std::uint64_t ElementCount(Dwarf_Die* subrange) {
  Dwarf_Word value = 0;
  if (Unsigned(subrange, DW_AT_count, &value)) return value;
  return Unsigned(subrange, DW_AT_upper_bound, &value) ? value + 1 : 0;
}

std::string ArrayText(Dwarf_Die* type) {
  std::string text;
  Dwarf_Die child;
  if (dwarf_child(type, &child) != 0) return "[]";
  do {
    if (dwarf_tag(&child) == DW_TAG_subrange_type)
      text += fmt::format("[{}]", ElementCount(&child));
  } while (dwarf_siblingof(&child, &child) == 0);
  return text;
}

std::string Text(Dwarf_Die* type, int depth) {
  if (depth > kDeepest) return "?";
  const char* const name = dwarf_diename(type);
  Dwarf_Die below;
  const auto rest = [&]() -> std::string {
    return TypeOf(type, &below) ? Text(&below, depth + 1) : "void";
  };
  switch (dwarf_tag(type)) {
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type: {
      const std::string to = rest();
      const char* const sign = dwarf_tag(type) == DW_TAG_pointer_type ? "*" : "&";
      return to + (to.ends_with('*') ? "" : " ") + sign;
    }
    case DW_TAG_const_type:
      return "const " + rest();
    case DW_TAG_volatile_type:
      return "volatile " + rest();
    case DW_TAG_array_type:
      return rest() + " " + ArrayText(type);
    case DW_TAG_subroutine_type:
      return rest() + " ()";
    case DW_TAG_structure_type:
      return std::string("struct ") + (name ? name : "{...}");
    case DW_TAG_union_type:
      return std::string("union ") + (name ? name : "{...}");
    case DW_TAG_enumeration_type:
      return std::string("enum ") + (name ? name : "{...}");
    default:
      return name ? name : "?";
  }
}

bool MemberAt(Dwarf_Die* structure, std::uint64_t offset, Dwarf_Die* member, std::uint64_t* at) {
  Dwarf_Die child;
  if (dwarf_child(structure, &child) != 0) return false;
  do {
    const int tag = dwarf_tag(&child);
    if (tag != DW_TAG_member && tag != DW_TAG_inheritance) continue;
    Dwarf_Word begin = 0;
    const bool placed = Unsigned(&child, DW_AT_data_member_location, &begin);
    if (!placed && dwarf_tag(structure) != DW_TAG_union_type) continue;  // a static member
    Dwarf_Die type;
    if (!TypeOf(&child, &type)) continue;
    if (offset < begin || offset - begin >= TypeSize(&type)) continue;
    *member = child;
    *at = begin;
    return true;
  } while (dwarf_siblingof(&child, &child) == 0);
  return false;
}

}  // namespace

bool TypeOf(Dwarf_Die* die, Dwarf_Die* type) {
  Dwarf_Attribute attribute;
  return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attribute), type) != nullptr;
}

std::string TypeText(Dwarf_Die* type) { return Text(type, 0); }

std::uint64_t TypeSize(Dwarf_Die* type) {
  Dwarf_Word size = 0;
  return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

std::string MemberPath(Dwarf_Die* type, std::uint64_t offset, Dwarf_Die* innermost) {
  std::string path;
  Dwarf_Die here = *type;
  for (int depth = 0; depth < kDeepest; ++depth) {
    *innermost = here;
    Dwarf_Die peeled, next;
    if (!Peeled(&here, &peeled)) return path;
    if (IsStructure(dwarf_tag(&peeled))) {
      Dwarf_Die member;
      std::uint64_t begin = 0;
      if (!MemberAt(&peeled, offset, &member, &begin) || !TypeOf(&member, &next)) return path;
      const char* const name = dwarf_diename(&member);
      if (name && dwarf_tag(&member) == DW_TAG_member) path += fmt::format(".{}", name);
      offset -= begin;
    } else if (dwarf_tag(&peeled) == DW_TAG_array_type) {
      if (!TypeOf(&peeled, &next)) return path;
      const std::uint64_t size = TypeSize(&next);
      if (size == 0) return path;
      path += fmt::format("[{}]", offset / size);
      offset %= size;
    } else {
      return path;
    }
    here = next;
  }
  return path;
}

}  // namespace isograde

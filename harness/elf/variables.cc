#include "elf/variables.h"

#include <dwarf.h>
#include <elfutils/libdw.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "base/file_name.h"
#include "elf/debug_type.h"
#include "elf/demangled.h"
#include "elf/places_in_order.h"
#include "elf/source_file.h"
#include "elf/symbols.h"

namespace isograde {
namespace {

constexpr int kDeepest = 64;

// What a variable's DW_AT_location says, where it is a fixed one.
std::optional<StaticPlace> PlaceOf(Dwarf_Die* variable) {
  Dwarf_Attribute attribute;
  if (!dwarf_attr(variable, DW_AT_location, &attribute)) return std::nullopt;
  Dwarf_Op* operations = nullptr;
  std::size_t count = 0;
  if (dwarf_getlocation(&attribute, &operations, &count) != 0 || count == 0) return std::nullopt;
  const Dwarf_Op& first = operations[0];
  if (count == 1 && first.atom == DW_OP_addr) return StaticPlace{first.number, false};
  const bool constant = first.atom == DW_OP_const4u || first.atom == DW_OP_const8u;
  const bool is_thread_local = count == 2 && (operations[1].atom == DW_OP_GNU_push_tls_address ||
                                              operations[1].atom == DW_OP_form_tls_address);
  if (constant && is_thread_local) return StaticPlace{first.number, true};
  return std::nullopt;
}

// Looks for the variables that lie at places, through the trees of debug information.
class Search {
 public:
  Search(std::span<const StaticPlace> places, std::vector<StaticVariable>& found)
      : found_(found), left_(places.size()), places_(places) {}

  /// `into_functions`: their local variables instead of the others.
  void LookThrough(Dwarf_Die* unit, bool into_functions) {
    into_functions_ = into_functions;
    Enter(unit, {}, {}, 0);
  }
  bool done() const { return left_ == 0; }

 private:
  void Enter(Dwarf_Die* parent, const std::string& scope, const std::string& function, int depth) {
    Dwarf_Die child;
    if (depth > kDeepest || dwarf_child(parent, &child) != 0) return;
    do {
      if (done()) return;
      Look(&child, scope, function, depth);
    } while (dwarf_siblingof(&child, &child) == 0);
  }

  void Look(Dwarf_Die* die, const std::string& scope, const std::string& function, int depth) {
    const char* const name = dwarf_diename(die);
    switch (dwarf_tag(die)) {
      case DW_TAG_variable:
        if (into_functions_ == !function.empty()) Match(die, scope, function);
        break;
      case DW_TAG_namespace:
        Enter(die, scope + (name ? name : "(anonymous namespace)") + "::", function, depth + 1);
        break;
      case DW_TAG_subprogram:
      case DW_TAG_inlined_subroutine:
        if (into_functions_)
          Enter(die, "", name ? scope + name : "(a function without a name)", depth + 1);
        break;
      case DW_TAG_lexical_block:
        Enter(die, scope, function, depth + 1);
        break;
      case DW_TAG_structure_type:
      case DW_TAG_class_type:  // a local class, or the methods of one
        if (into_functions_) Enter(die, scope + (name ? name : "") + "::", function, depth + 1);
        break;
      default:
        break;
    }
  }

  void Match(Dwarf_Die* variable, const std::string& scope, const std::string& function) {
    const auto place = PlaceOf(variable);
    if (!place) return;
    Dwarf_Die type;
    const bool typed = TypeOf(variable, &type);
    const std::uint64_t size = std::max<std::uint64_t>(typed ? TypeSize(&type) : 0, 1);
    places_.EachIn(*place, size, [&](std::size_t i, std::uint64_t offset) {
      if (!found_[i].name.empty()) return;
      Note(variable, typed ? &type : nullptr, scope, function, offset, found_[i]);
      found_[i].begin = place->address;
      found_[i].size = size;
      --left_;
    });
  }

  static void Note(Dwarf_Die* variable, Dwarf_Die* type, const std::string& scope,
                   const std::string& function, std::uint64_t offset, StaticVariable& found) {
    // A definition may stand apart from the declaration that has its name: integrated.
    Dwarf_Attribute attribute;
    const char* const name =
        dwarf_formstring(dwarf_attr_integrate(variable, DW_AT_name, &attribute));
    const char* const linkage =
        dwarf_formstring(dwarf_attr_integrate(variable, DW_AT_linkage_name, &attribute));
    found.name = linkage && function.empty() ? Demangled(linkage)
                 : name                      ? scope + name
                                             : "(a variable without a name)";
    found.function = function;
    if (linkage) found.symbol = linkage;
    if (type) {
      found.type = TypeText(type);
      Dwarf_Die innermost;
      found.member = MemberPath(type, offset, &innermost);
      found.member_type = TypeText(&innermost);
    }
    Dwarf_Word line = 0;
    if (dwarf_formudata(dwarf_attr_integrate(variable, DW_AT_decl_line, &attribute), &line) == 0)
      found.line = static_cast<int>(line);
    Dwarf_Die unit;
    found.file =
        SourceFile(dwarf_decl_file(variable), dwarf_diecu(variable, &unit, nullptr, nullptr));
  }

  std::vector<StaticVariable>& found_;
  std::size_t left_;
  PlacesInOrder places_;
  bool into_functions_ = false;
};

std::string UnitName(Dwarf_Die* unit) {
  const char* const name = dwarf_diename(unit);
  return name ? FileName(name) : std::string();
}

void EachUnit(const LibraryFile& library, const std::function<void(Dwarf_Die*)>& function) {
  Dwarf_Die* unit = nullptr;
  Dwarf_Addr bias = 0;
  while ((unit = dwfl_module_nextcu(library.module(), unit, &bias))) function(unit);
}

// Variables outside of functions in all units first, which is quick. For those within functions
// whole trees are gone through: of the source files that the symbols are of, where symbols say so.
void LookUpDebugInformation(const LibraryFile& library, std::span<const StaticPlace> places,
                            const std::vector<SymbolAt>& symbols,
                            std::vector<StaticVariable>& found) {
  Search search(places, found);
  EachUnit(library, [&](Dwarf_Die* unit) {
    if (!search.done()) search.LookThrough(unit, false);
  });
  std::set<std::string> files;
  bool everywhere = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!found[i].name.empty()) continue;
    if (symbols[i].file.empty()) {
      everywhere |= symbols[i].name.empty() || symbols[i].name.starts_with("_ZZ");
    } else {
      files.insert(symbols[i].file);
    }
  }
  if (files.empty() && !everywhere) return;
  EachUnit(library, [&](Dwarf_Die* unit) {
    if (!search.done() && (everywhere || files.contains(UnitName(unit))))
      search.LookThrough(unit, true);
  });
}

void LookUpSection(const LibraryFile& library, const StaticPlace& place, StaticVariable& found) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(library.elf(), &names) != 0) return;
  for (Elf_Scn* section = elf_nextscn(library.elf(), nullptr); section;
       section = elf_nextscn(library.elf(), section)) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC)) continue;
    if (((header.sh_flags & SHF_TLS) != 0) != place.is_thread_local) continue;
    if (place.is_thread_local) continue;  // offsets are the segment's, not the section's
    if (place.address < header.sh_addr || place.address - header.sh_addr >= header.sh_size)
      continue;
    const char* const name = elf_strptr(library.elf(), names, header.sh_name);
    found.section = name ? name : "";
    if (found.begin == 0) found.begin = header.sh_addr;
  }
}

void AddSymbol(const SymbolAt& symbol, const StaticPlace& place, StaticVariable& found) {
  if (symbol.name.empty()) return;
  found.symbol = symbol.name;
  if (!found.name.empty()) return;
  found.name = Demangled(symbol.name.c_str());
  found.begin = symbol.begin;
  found.size = symbol.size;
  if (place.address != symbol.begin)
    found.member = "+" + std::to_string(place.address - symbol.begin);
}

}  // namespace

std::vector<StaticVariable> VariablesAt(const LibraryFile& library,
                                        std::span<const StaticPlace> places) {
  std::vector<StaticVariable> found(places.size());
  const std::vector<SymbolAt> symbols = SymbolsAt(library, places);
  LookUpDebugInformation(library, places, symbols, found);
  for (std::size_t i = 0; i < places.size(); ++i) {
    AddSymbol(symbols[i], places[i], found[i]);
    LookUpSection(library, places[i], found[i]);
  }
  return found;
}

}  // namespace isograde

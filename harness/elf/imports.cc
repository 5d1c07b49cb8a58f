#include "elf/imports.h"

#include <gelf.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>

#include "elf/demangled.h"

namespace isograde {
namespace {

// A piece of the file, with the address that it is loaded at.
struct Piece {
  std::string name;
  std::uint64_t address = 0;
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
};

template <typename Function>
void EachSection(Elf* elf, Function&& function) {
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header)) function(section, header);
  }
}

std::vector<Piece> CodeOf(Elf* elf) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  std::vector<Piece> pieces;
  EachSection(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_PROGBITS || !(header.sh_flags & SHF_EXECINSTR)) return;
    const Elf_Data* const data = elf_getdata(section, nullptr);
    const char* const name = elf_strptr(elf, names, header.sh_name);
    if (!data || !data->d_buf) return;
    pieces.push_back({name ? name : "", header.sh_addr,
                      static_cast<const unsigned char*>(data->d_buf), data->d_size});
  });
  return pieces;
}

// Slot of the global offset table -> name of the symbol that the dynamic linker puts there.
std::map<std::uint64_t, std::string> SlotsOf(Elf* elf, const std::set<std::string>& wanted) {
  std::map<std::uint64_t, std::string> slots;
  EachSection(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_RELA || header.sh_entsize == 0) return;
    Elf_Scn* const table = elf_getscn(elf, header.sh_link);
    GElf_Shdr table_header;
    if (!table || !gelf_getshdr(table, &table_header) || table_header.sh_type != SHT_DYNSYM) return;
    Elf_Data* const symbols = elf_getdata(table, nullptr);
    Elf_Data* const data = elf_getdata(section, nullptr);
    if (!symbols || !data) return;
    for (std::size_t i = 0; i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Rela relocation;
      GElf_Sym symbol;
      if (!gelf_getrela(data, static_cast<int>(i), &relocation)) break;
      if (!gelf_getsym(symbols, static_cast<int>(GELF_R_SYM(relocation.r_info)), &symbol)) continue;
      const char* const name = elf_strptr(elf, table_header.sh_link, symbol.st_name);
      if (name && wanted.contains(name)) slots[relocation.r_offset] = name;
    }
  });
  return slots;
}

std::int32_t Displacement(const unsigned char* bytes) {
  std::int32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// Calls `function` with the address of each instruction of `piece` that jumps or calls, and the
// address that it goes to, or, for one through memory, that of the pointer.
template <typename Function>
void EachBranch(const Piece& piece, bool through_memory, Function&& function) {
  constexpr std::size_t kNear = 5, kMemory = 6;
  for (std::size_t i = 0; i + kMemory <= piece.size; ++i) {
    const unsigned char* const at = piece.bytes + i;
    const bool near = !through_memory && (at[0] == 0xe8 || at[0] == 0xe9);  // call, jmp rel32
    const bool memory = through_memory && at[0] == 0xff && (at[1] == 0x15 || at[1] == 0x25);
    if (!near && !memory) continue;
    const std::size_t length = near ? kNear : kMemory;
    const std::uint64_t next = piece.address + i + length;
    function(piece.address + i, next + static_cast<std::uint64_t>(static_cast<std::int64_t>(
                                           Displacement(at + length - sizeof(std::int32_t)))));
  }
}

// Name of the function around an address, by symbol; empty where none is known.
std::string FunctionAt(const LibraryFile& library, std::uint64_t address) {
  GElf_Off offset = 0;
  GElf_Sym symbol;
  const char* const name = dwfl_module_addrinfo(library.module(), address + library.bias(), &offset,
                                                &symbol, nullptr, nullptr, nullptr);
  const bool is_around =
      name && GELF_ST_TYPE(symbol.st_info) == STT_FUNC && offset < symbol.st_size;
  return is_around ? Demangled(name) : std::string();
}

using Callers = std::map<std::string, std::set<std::string>>;

Callers CallersOf(const LibraryFile& library, const std::set<std::string>& wanted) {
  Callers callers;
  GElf_Ehdr header;
  if (!gelf_getehdr(library.elf(), &header) || header.e_machine != EM_X86_64) return callers;
  const std::vector<Piece> code = CodeOf(library.elf());
  const auto slots = SlotsOf(library.elf(), wanted);
  const auto note = [&](std::uint64_t from, const std::string& name) {
    if (std::string function = FunctionAt(library, from); !function.empty())
      callers[name].insert(std::move(function));
  };
  // Stubs are 8 or 16 bytes, each with one jump through its slot. A call goes to their beginning.
  constexpr std::uint64_t kStub = 16;
  std::map<std::uint64_t, std::string> stubs;
  for (const Piece& piece : code) {
    const bool is_plt = piece.name.starts_with(".plt");
    EachBranch(piece, true, [&](std::uint64_t from, std::uint64_t slot) {
      const auto found = slots.find(slot);
      if (found == slots.end()) return;
      if (!is_plt) return note(from, found->second);
      const std::uint64_t unit = piece.name == ".plt.got" ? kStub / 2 : kStub;
      stubs[from - (from - piece.address) % unit] = found->second;
    });
  }
  for (const Piece& piece : code) {
    if (piece.name.starts_with(".plt")) continue;
    EachBranch(piece, false, [&](std::uint64_t from, std::uint64_t to) {
      if (const auto found = stubs.find(to); found != stubs.end()) note(from, found->second);
    });
  }
  return callers;
}

std::set<std::string> UndefinedSymbols(Elf* elf, const std::vector<std::string_view>& prefixes) {
  std::set<std::string> names;
  EachSection(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_DYNSYM || header.sh_entsize == 0) return;
    Elf_Data* const data = elf_getdata(section, nullptr);
    for (std::size_t i = 1; data && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (!gelf_getsym(data, static_cast<int>(i), &symbol)) break;
      if (symbol.st_shndx != SHN_UNDEF) continue;
      const char* const text = elf_strptr(elf, header.sh_link, symbol.st_name);
      const std::string name = text ? text : "";
      if (std::any_of(prefixes.begin(), prefixes.end(),
                      [&](std::string_view prefix) { return name.starts_with(prefix); }))
        names.insert(name);
    }
  });
  return names;
}

}  // namespace

std::vector<ImportedSymbol> ImportsOf(const LibraryFile& library,
                                      const std::vector<std::string_view>& prefixes) {
  const std::set<std::string> names = UndefinedSymbols(library.elf(), prefixes);
  Callers callers = CallersOf(library, names);
  std::vector<ImportedSymbol> imports;
  for (const std::string& name : names) {
    const std::set<std::string>& who = callers[name];
    imports.push_back({name, {who.begin(), who.end()}});
  }
  return imports;
}

}  // namespace isograde

#include "elf/image.h"

#include <gelf.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace isograde {
namespace {

template <typename Function>
void EachSection(Elf* elf, Function&& function) {
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header)) function(section, header);
  }
}

bool IsFunction(int type) { return type == STT_FUNC || type == STT_GNU_IFUNC; }

std::string Text(const char* text) { return text ? text : ""; }

}  // namespace

Image::Image(const LibraryFile& library) {
  GElf_Ehdr header;
  if (!gelf_getehdr(library.elf(), &header)) return;
  constexpr int kByteOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  const bool is_of_the_kind =
      header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == kByteOrder;
  if (is_of_the_kind) machine_ = header.e_machine;
  ReadSections(library.elf());
  ReadDynamicSymbols(library.elf());
  if (!is_of_the_kind) return;
  ReadRelocations(library.elf());
  ReadSymbols(library);
}

void Image::ReadSections(Elf* elf) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return;
  EachSection(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (!(header.sh_flags & SHF_ALLOC)) return;
    const Elf_Data* const data =
        header.sh_type == SHT_NOBITS ? nullptr : elf_rawdata(section, nullptr);
    const bool is_there = data && data->d_buf && data->d_size >= header.sh_size;
    sections_.push_back(
        {.name = Text(elf_strptr(elf, names, header.sh_name)),
         .address = header.sh_addr,
         .size = header.sh_size,
         .bytes = is_there ? static_cast<const unsigned char*>(data->d_buf) : nullptr,
         .is_code = (header.sh_flags & SHF_EXECINSTR) && is_there,
         .is_thread_local = (header.sh_flags & SHF_TLS) != 0});
  });
  std::stable_sort(sections_.begin(), sections_.end(),
                   [](const Section& a, const Section& b) { return a.address < b.address; });
}

const Image::Section* Image::SectionAt(std::uint64_t address) const {
  auto at = std::upper_bound(
      sections_.begin(), sections_.end(), address,
      [](std::uint64_t wanted, const Section& section) { return wanted < section.address; });
  while (at != sections_.begin()) {
    --at;
    if (address < at->end() && !at->is_thread_local) return &*at;
    // One without bytes in memory (.tbss) may lie where the next begins.
    if (at->size > 0 && !at->is_thread_local) return nullptr;
  }
  return nullptr;
}

const Image::Section* Image::SectionNamed(std::string_view name) const {
  const auto found = std::find_if(sections_.begin(), sections_.end(),
                                  [&](const Section& one) { return one.name == name; });
  return found == sections_.end() ? nullptr : &*found;
}

const Image::Pointer* Image::PointerAt(std::uint64_t place) const {
  const auto found = pointers_.find(place);
  return found == pointers_.end() ? nullptr : &found->second;
}

std::uint64_t Image::WordAt(std::uint64_t address) const {
  const Section* const section = SectionAt(address);
  std::uint64_t word = 0;
  if (section && section->bytes)
    std::memcpy(&word, section->bytes + (address - section->address),
                std::min<std::uint64_t>(sizeof word, section->end() - address));
  return word;
}

void Image::ReadDynamicSymbols(Elf* elf) {
  EachSection(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_DYNSYM || header.sh_entsize == 0) return;
    Elf_Data* const data = elf_getdata(section, nullptr);
    for (std::size_t i = 1; data && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (!gelf_getsym(data, static_cast<int>(i), &symbol)) break;
      std::string name = Text(elf_strptr(elf, header.sh_link, symbol.st_name));
      if (symbol.st_shndx == SHN_UNDEF) {
        imports_.push_back(std::move(name));
      } else {
        exports_.push_back({std::move(name), symbol.st_value, symbol.st_size,
                            IsFunction(GELF_ST_TYPE(symbol.st_info))});
      }
    }
  });
}

// Which kind a relocation is of does not matter: with a symbol, it is about that; without one, its
// addend is an address in the library, or a number, which is in no section.
void Image::ReadRelocations(Elf* elf) {
  EachSection(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_RELA || header.sh_entsize == 0) return;
    Elf_Scn* const table = elf_getscn(elf, header.sh_link);
    GElf_Shdr table_header;
    if (!table || !gelf_getshdr(table, &table_header)) return;
    Elf_Data* const symbols =
        table_header.sh_type == SHT_DYNSYM ? elf_getdata(table, nullptr) : nullptr;
    Elf_Data* const data = elf_getdata(section, nullptr);
    for (std::size_t i = 0; data && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Rela relocation;
      GElf_Sym symbol;
      if (!gelf_getrela(data, static_cast<int>(i), &relocation)) break;
      const auto index = static_cast<int>(GELF_R_SYM(relocation.r_info));
      const auto addend = static_cast<std::uint64_t>(relocation.r_addend);
      if (index == 0) {
        pointers_[relocation.r_offset] = {addend};
      } else if (symbols && gelf_getsym(symbols, index, &symbol)) {
        if (GELF_ST_TYPE(symbol.st_info) == STT_TLS) continue;
        if (symbol.st_shndx == SHN_UNDEF) {
          const char* const name = elf_strptr(elf, table_header.sh_link, symbol.st_name);
          pointers_[relocation.r_offset] = {0, Text(name)};
        } else {
          pointers_[relocation.r_offset] = {symbol.st_value + addend};
        }
      }
    }
  });
  if (const Section* const packed = SectionNamed(".relr.dyn")) ReadRelativeRelocations(*packed);
}

// Places in a row, as an address and bitmaps of the 63 words behind it and behind one another; what
// they hold is in the file. https://maskray.me/blog/2021-10-31-relative-relocations-and-relr
void Image::ReadRelativeRelocations(const Section& section) {
  constexpr std::uint64_t kWord = 8, kBits = 63;
  std::uint64_t next = 0;
  const auto note = [&](std::uint64_t place) { pointers_[place] = {WordAt(place)}; };
  for (std::uint64_t at = section.address; at + kWord <= section.end(); at += kWord) {
    const std::uint64_t entry = WordAt(at);
    if ((entry & 1) == 0) {
      note(entry);
      next = entry + kWord;
      continue;
    }
    for (std::uint64_t bit = 0; bit < kBits; ++bit) {
      if ((entry >> (bit + 1)) & 1) note(next + bit * kWord);
    }
    next += kBits * kWord;
  }
}

void Image::ReadSymbols(const LibraryFile& library) {
  const int count = dwfl_module_getsymtab(library.module());
  for (int index = 1; index < count; ++index) {
    GElf_Sym symbol;
    GElf_Addr value = 0;
    GElf_Word section = 0;
    const char* const name = dwfl_module_getsym_info(library.module(), index, &symbol, &value,
                                                     &section, nullptr, nullptr);
    if (!name || section == SHN_UNDEF || section == SHN_ABS) continue;
    const int type = GELF_ST_TYPE(symbol.st_info);
    const std::uint64_t address = value - library.bias();
    const Section* const where = SectionAt(address);
    // A label in assembler code may have no type.
    const bool is_function = IsFunction(type) || (type == STT_NOTYPE && where && where->is_code);
    if (where && (is_function || type == STT_OBJECT))
      symbols_.push_back({name, address, symbol.st_size, is_function});
  }
}

}  // namespace isograde

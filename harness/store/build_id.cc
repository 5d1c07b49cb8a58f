#include "store/build_id.h"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>

#include <cstring>
#include <string_view>

namespace isograde {
namespace {

std::string Hex(const unsigned char* bytes, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

// Notes: (size of name, size of data, type), name, data, each padded.
std::string BuildIdIn(const char* notes, std::size_t size) {
  const auto padded = [](std::size_t length) { return (length + 3) & ~std::size_t{3}; };
  for (std::size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes + at, sizeof note);
    const std::size_t name = at + sizeof note, data = name + padded(note.n_namesz);
    if (data + note.n_descsz > size) break;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof "GNU" &&
        std::memcmp(notes + name, "GNU", sizeof "GNU") == 0)
      return Hex(reinterpret_cast<const unsigned char*>(notes + data), note.n_descsz);
    at = data + padded(note.n_descsz);
  }
  return {};
}

std::string FileIdentity(const char* path) {
  struct stat status {};
  if (stat(path, &status) != 0) return path;
  return fmt::format("{} {}.{:09}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

struct Search {
  const void* own;
  std::string found;
  bool first = true;
};

int Look(dl_phdr_info* info, std::size_t, void* data) {
  auto& search = *static_cast<Search*>(data);
  const auto own = reinterpret_cast<ElfW(Addr)>(search.own);
  bool wanted = search.first || std::string_view(info->dlpi_name).find("libpython") !=
                                    std::string_view::npos;  // the first is the program
  std::string id;
  for (ElfW(Half) i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    const ElfW(Addr) begin = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && own >= begin && own < begin + header.p_memsz) wanted = true;
    if (header.p_type == PT_NOTE && id.empty())
      id = BuildIdIn(reinterpret_cast<const char*>(begin), header.p_memsz);
  }
  if (wanted) {
    if (id.empty()) id = FileIdentity(search.first ? "/proc/self/exe" : info->dlpi_name);
    search.found += (search.found.empty() ? "" : " ") + id;
  }
  search.first = false;
  return 0;
}

}  // namespace

std::string BuildIds() {
  Search search{.own = reinterpret_cast<const void*>(&BuildIds), .found = {}};
  dl_iterate_phdr(Look, &search);
  return search.found;
}

}  // namespace isograde

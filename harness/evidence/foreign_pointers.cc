#include "evidence/foreign_pointers.h"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/fault.h"
#include "base/file_name.h"

namespace isograde {
namespace {

struct LeftOut {
  std::string_view prefix;  // of a library's file name
  std::string_view reason;
};
constexpr LeftOut kLeftOut[] = {
    {"libc.so", "it keeps what atexit(), pthread_atfork() and pthread_key_create() are given"},
    {"libpthread", "as libc.so, before glibc 2.34"},
    {"ld-linux", "it keeps the list of what is loaded"},
    {"linux-vdso", "the kernel's"},
    {"libgcc_s", "it keeps where each library's unwinding tables are"},
    {"libasan", "sanitizers keep books of every library's variables"},
    {"libtsan", "as libasan"},
    {"libubsan", "as libasan"},
    {"_harness", "isograde's own"},
    {"_innocents", "isograde's own"},
};

// Asked of every library of the process again and again; what is loaded does not move.
const std::string& Resolved(const char* name) {
  static std::map<std::string, std::string> known;
  const auto [entry, is_new] = known.try_emplace(name, name);
  if (is_new) {
    std::error_code trouble;
    // The executable has no name there.
    const auto path = std::filesystem::canonical(*name ? name : "/proc/self/exe", trouble);
    if (!trouble) entry->second = path.string();
  }
  return entry->second;
}

bool IsLeftOut(const std::string& path) {
  const std::string_view name = FileName(path);
  return std::any_of(std::begin(kLeftOut), std::end(kLeftOut),
                     [&](const LeftOut& one) { return name.starts_with(one.prefix); });
}

struct Range {
  std::uintptr_t begin = 0, end = 0;
  bool Holds(std::uintptr_t address) const { return address >= begin && address < end; }
};

// Of a symbol that the hosting Python exports, as large as it says.
Range RangeOf(const char* symbol) {
  const void* const found = dlsym(RTLD_DEFAULT, symbol);
  Dl_info library{};
  const ElfW(Sym)* entry = nullptr;
  if (!found ||
      dladdr1(found, &library, reinterpret_cast<void**>(const_cast<ElfW(Sym)**>(&entry)),
              RTLD_DL_SYMENT) == 0 ||
      !entry)
    return {};
  const auto begin = reinterpret_cast<std::uintptr_t>(found);
  return {begin, begin + entry->st_size};
}

struct Library {
  std::string path;
  std::uintptr_t base = 0;
  Range all;                    // of what it was loaded with
  std::vector<Range> writable;  // that stay so after relocation
};

std::vector<Library> Loaded() {
  std::vector<Library> libraries;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        Library library{.path = Resolved(info->dlpi_name), .base = info->dlpi_addr};
        const std::span<const ElfW(Phdr)> headers(info->dlpi_phdr, info->dlpi_phnum);
        std::uintptr_t relro_end = 0;
        for (const auto& header : headers) {
          if (header.p_type == PT_GNU_RELRO) relro_end = header.p_vaddr + header.p_memsz;
        }
        library.all.begin = UINTPTR_MAX;
        for (const auto& header : headers) {
          if (header.p_type != PT_LOAD) continue;
          const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
          const std::uintptr_t end = begin + header.p_memsz;
          library.all = {std::min(library.all.begin, begin), std::max(library.all.end, end)};
          if (!(header.p_flags & PF_W)) continue;
          const std::uintptr_t stays = std::max(begin, info->dlpi_addr + relro_end);
          if (stays < end) library.writable.push_back({stays, end});
        }
        static_cast<std::vector<Library>*>(data)->push_back(std::move(library));
        return 0;
      },
      &libraries);
  return libraries;
}

constexpr std::size_t kWord = sizeof(std::uintptr_t);

// Those in a piece of memory that point somewhere, in order.
template <typename Found>
void EachPointer(const Range& memory, const Range& to, Found found) {
  std::uintptr_t at = (memory.begin + kWord - 1) / kWord * kWord;
  for (; at + kWord <= memory.end; at += kWord) {
    std::uintptr_t value = 0;
    std::memcpy(&value, reinterpret_cast<const void*>(at), kWord);
    if (to.Holds(value)) found(at, value);
  }
}

}  // namespace

ForeignPointers::ForeignPointers(const Target& target) {
  const auto add = [this](const std::string& path) {
    if (path.ends_with(".so") || path.find(".so.") != std::string::npos)
      own_.insert(Resolved(path.c_str()));
  };
  add(target.file);
  for (const Target::Member& member : target.members) add(member.file);
  for (const std::string& library : target.libraries) add(library);
}

std::vector<ForeignPointers::Pointer> ForeignPointers::TakeNew() {
  std::vector<Pointer> found;
  if (own_.empty() || ISOGRADE_FAULT("experiment/other-libraries-are-not-read")) return found;
  static const Range runtime = RangeOf("_PyRuntime");
  const std::vector<Library> libraries = Loaded();
  Range own{UINTPTR_MAX, 0};  // around all of the target's, for a first look
  for (const Library& library : libraries) {
    if (own_.contains(library.path))
      own = {std::min(own.begin, library.all.begin), std::max(own.end, library.all.end)};
  }
  const auto owner = [&](std::uintptr_t value) {
    return std::find_if(libraries.begin(), libraries.end(), [&](const Library& library) {
      return library.all.Holds(value) && own_.contains(library.path);
    });
  };
  for (const Library& library : libraries) {
    if (own_.contains(library.path) || IsLeftOut(library.path)) continue;
    const bool is_new = known_.insert(library.path).second;
    for (const Range& memory : library.writable) {
      EachPointer(memory, own, [&](std::uintptr_t address, std::uintptr_t value) {
        const auto to = owner(value);
        if (to == libraries.end() || runtime.Holds(address)) return;
        const auto [word, first] = words_.try_emplace(address, value);
        if (!first && std::exchange(word->second, value) == value) return;
        if (!is_new)
          found.push_back({address, value, library.path, address - library.base, to->path});
      });
    }
  }
  return found;
}

}  // namespace isograde

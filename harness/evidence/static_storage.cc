#include "evidence/static_storage.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>
#include <span>

#include "evidence/foreign_objects.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"
#include "sandbox/descriptor.h"

namespace isograde {
namespace {

// Asked of every library of the process again and again; what is loaded does not move.
const std::string& Resolved(const std::string& path) {
  thread_local std::map<std::string, std::string> known;
  const auto [entry, is_new] = known.try_emplace(path, path);
  if (is_new) {
    std::error_code trouble;
    const auto resolved = std::filesystem::canonical(path, trouble);
    if (!trouble) entry->second = resolved.string();
  }
  return entry->second;
}

void EachLibrary(const std::function<void(const dl_phdr_info&)>& function) {
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        (*static_cast<const std::function<void(const dl_phdr_info&)>*>(data))(*info);
        return 0;
      },
      const_cast<void*>(static_cast<const void*>(&function)));
}

// The kernel's word on a page of this process: whether it has a copy of its own. One that it has
// not is what it was at first. (Documentation/admin-guide/mm/pagemap.rst of Linux)
bool HasOwnCopy(std::uint64_t entry) {
  constexpr std::uint64_t kPresent = 1ULL << 63, kSwapped = 1ULL << 62, kOfFile = 1ULL << 61;
  return (entry & kSwapped) || ((entry & kPresent) && !(entry & kOfFile));
}

}  // namespace

StaticStorage::StaticStorage(const Target& target)
    : file_(target.kind == TargetKind::kDistribution ? "" : Resolved(target.file)),
      is_member_(!target.owner.empty() && !target.is_apart) {
  if (target.kind == TargetKind::kDistribution) {
    for (const std::string& library : target.libraries)
      libraries_of_distribution_.insert(Resolved(library));
    return;
  }
  std::filesystem::path folder = std::filesystem::path(target.file).parent_path();
  const std::string stem = std::filesystem::path(target.file).filename().string();
  auto levels = std::count(target.name.begin(), target.name.end(), '.');
  if (stem.starts_with("__init__.")) ++levels;
  for (; levels > 0; --levels) folder = folder.parent_path();
  root_ = Resolved(folder.string()) + "/";
  const std::string package = Resolved((folder / target.name.substr(0, target.name.find('.'))));
  if (std::filesystem::is_directory(package)) package_ = package + "/";
}

bool StaticStorage::Open() {
  EachLibrary([&](const dl_phdr_info& info) { known_.insert(Resolved(info.dlpi_name)); });
  known_.erase(file_);
  for (const std::string& library : libraries_of_distribution_) known_.erase(library);
  if (!file_.empty() && !dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL)) return false;
  FindLibraries(true, {});
  return true;
}

bool StaticStorage::IsOurs(const std::string& path, bool opening) const {
  if (path == file_ || libraries_of_distribution_.contains(path)) return true;
  if (is_member_) return false;
  if (!package_.empty() && path.starts_with(package_)) return true;
  return opening && path.starts_with(root_);
}

void StaticStorage::FindLibraries(bool opening, const std::set<std::string>& modules) {
  EachLibrary([&](const dl_phdr_info& info) {
    const std::string path = Resolved(info.dlpi_name);
    if (path.empty() || !IsOurs(path, opening) || modules.contains(path)) return;
    if (known_.insert(path).second) Add(path, info);
    for (TargetLibrary& library : libraries_) {
      if (library.path == path) AddThreadLocal(library, info);
    }
  });
}

void StaticStorage::Add(const std::string& path, const dl_phdr_info& info) {
  TargetLibrary& library =
      libraries_.emplace_back(TargetLibrary{.path = path, .file = FileIdentity(path)});
  const std::span<const ElfW(Phdr)> headers(info.dlpi_phdr, info.dlpi_phnum);
  std::uintptr_t relro_end = 0;
  for (const auto& header : headers) {
    if (header.p_type == PT_GNU_RELRO) relro_end = header.p_vaddr + header.p_memsz;
  }
  for (const auto& header : headers) {
    const std::uintptr_t end = header.p_vaddr + header.p_memsz;
    if (header.p_type != PT_LOAD || !(header.p_flags & PF_W)) continue;
    // RELRO is at the beginning of the writable segment that it is a part of.
    const bool has_relro = relro_end > header.p_vaddr && relro_end <= end;
    const std::uintptr_t begin = has_relro ? relro_end : header.p_vaddr;
    const std::uintptr_t image_end = std::max(header.p_vaddr + header.p_filesz, begin);
    const std::uintptr_t address = begin + info.dlpi_addr;
    if (begin >= end) continue;
    library.ranges.push_back({address, end + info.dlpi_addr, begin, false, image_end - begin,
                              nullptr, header.p_offset + (begin - header.p_vaddr)});
    // What constructors of C++ have made of it belongs to the base.
    std::vector<Change> ignored;
    Compare(library, library.ranges.back(), ignored);
  }
}

// A thread's block is there once one of its variables has been used.
void StaticStorage::AddThreadLocal(TargetLibrary& library, const dl_phdr_info& info) {
  const auto begin = reinterpret_cast<std::uintptr_t>(info.dlpi_tls_data);
  const auto is_there = [](const TargetLibrary::Range& range) { return range.is_thread_local; };
  if (begin == 0 || std::any_of(library.ranges.begin(), library.ranges.end(), is_there)) return;
  for (const auto& header : std::span(info.dlpi_phdr, info.dlpi_phnum)) {
    if (header.p_type != PT_TLS) continue;
    library.ranges.push_back({begin, begin + header.p_memsz, 0, true, header.p_filesz,
                              reinterpret_cast<const char*>(info.dlpi_addr + header.p_vaddr), 0});
  }
}

// What a page held when it was last looked at; the first time, what the range is initialised with.
// Two ranges may have parts of one page.
StaticStorage::Page& StaticStorage::Before(const TargetLibrary& library,
                                           const TargetLibrary::Range& range, std::uintptr_t page) {
  const auto [entry, is_new] = pages_.try_emplace({&range, page});
  Page& before = entry->second;
  const std::uintptr_t begin = std::max(page, range.begin);
  const std::uintptr_t end = std::min(page + kPage, range.begin + range.image_size);
  if (!is_new || begin >= end) return before;
  char* const into = reinterpret_cast<char*>(before.data()) + (begin - page);
  const std::uintptr_t at = begin - range.begin;
  if (range.image) {
    std::memcpy(into, range.image + at, end - begin);
  } else if (!library.file.Read(range.image_offset + at, into, end - begin)) {
    // Replaced meanwhile: what has changed up to now is not known.
    std::memcpy(into, reinterpret_cast<const void*>(begin), end - begin);
  }
  return before;
}

std::vector<StaticStorage::Change> StaticStorage::TakeStock(const std::set<std::string>& modules) {
  FindLibraries(false, modules);
  std::vector<Change> changes;
  for (const TargetLibrary& library : libraries_) {
    for (const TargetLibrary::Range& range : library.ranges) Compare(library, range, changes);
  }
  return changes;
}

std::optional<std::pair<const TargetLibrary*, std::uintptr_t>> StaticStorage::Find(
    const void* address) const {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  for (const TargetLibrary& library : libraries_) {
    for (const TargetLibrary::Range& range : library.ranges) {
      if (wanted >= range.begin && wanted < range.end)
        return std::pair(&library, range.file_begin + (wanted - range.begin));
    }
  }
  return std::nullopt;
}

void StaticStorage::Compare(const TargetLibrary& library, const TargetLibrary::Range& range,
                            std::vector<Change>& changes) {
  const std::uintptr_t first = range.begin / kPage * kPage;
  const std::size_t count = (range.end - first + kPage - 1) / kPage;
  std::vector<std::uint64_t> entries(count);
  const Descriptor pagemap(open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC));
  const auto wanted = static_cast<ssize_t>(count * sizeof(std::uint64_t));
  const bool known = pread(pagemap.get(), entries.data(), static_cast<std::size_t>(wanted),
                           static_cast<off_t>(first / kPage * sizeof(std::uint64_t))) == wanted;
  for (std::size_t index = 0; index < count; ++index) {
    if (known && !HasOwnCopy(entries[index])) continue;
    const std::uintptr_t page = first + index * kPage;
    Page& before = Before(library, range, page);
    const std::uintptr_t begin = std::max(page, (range.begin + 7) / 8 * 8);
    const std::uintptr_t end = std::min(page + kPage, range.end / 8 * 8);
    for (std::uintptr_t address = begin; address < end; address += 8) {
      std::uintptr_t now = 0;
      std::memcpy(&now, reinterpret_cast<const void*>(address), sizeof now);
      std::uintptr_t& then = before[(address - page) / 8];
      if (now == then) continue;
      changes.push_back({&library, &range, address, then, now});
      then = now;
    }
  }
}

std::string TargetLibrary::Trouble() const {
  if (file.IsStill()) return {};
  return path + " was replaced while it was loaded: its variables have no names";
}

std::set<std::string> ModuleFiles(PyObject* except) {
  std::set<std::string> files;
  EachModule([&](PyObject*, PyObject* module) {
    if (module == except) return;
    const Reference file = Reference::Steal(PyObject_GetAttrString(module, "__file__"));
    PyErr_Clear();
    if (file && PyUnicode_Check(file.get()) && TextOf(file.get()).ends_with(".so"))
      files.insert(TextOf(file.get()));
  });
  return files;
}

}  // namespace isograde

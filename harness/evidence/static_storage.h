#pragma once

#include <Python.h>
#include <link.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "evidence/file_identity.h"
#include "target/target.h"

namespace isograde {

/// A shared library of the target in this process, and its memory that stays writable: .data, .bss
/// and the calling thread's thread-local variables. What the dynamic linker makes read-only after
/// relocation (PT_GNU_RELRO) is left out: nobody can change it.
struct TargetLibrary {
  struct Range {
    std::uintptr_t begin, end;  ///< in this process
    std::uintptr_t file_begin;  ///< virtual address in the file; of thread-local ones, the offset
                                ///< in the TLS segment
    bool is_thread_local;
    std::size_t image_size;  ///< bytes that it is initialised with; the rest is zero
    const char* image;       ///< those of thread-local variables; nullptr: they are in the file,
    std::uintptr_t image_offset;  ///< there
  };
  std::string path;            ///< resolved
  std::deque<Range> ranges{};  ///< they do not move
  FileIdentity file{};         ///< at that path when the library was found

  /// Why what is at its path now cannot tell what its memory holds; empty: it can.
  std::string Trouble() const;
};

/// Libraries of the extension modules that the current interpreter has loaded, that of `except`
/// left out: they are graded for themselves.
std::set<std::string> ModuleFiles(PyObject* except);

/// What the static variables of a target's libraries hold, and how that changes. The libraries are
/// the target's own file, what lies in its package and is no module of its own, and what came with
/// it, as wheels bundle libraries; never libpython's or the system's. A member of a distribution
/// has its own file alone, and the distribution those of its libraries that are no modules. To be
/// used on one thread.
class StaticStorage {
 public:
  /// A machine word that is not what it was.
  struct Change {
    const TargetLibrary* library;
    const TargetLibrary::Range* range;
    std::uintptr_t address, before, after;

    std::uintptr_t file_address() const { return range->file_begin + (address - range->begin); }
  };

  explicit StaticStorage(const Target& target);

  /// Loads the target's library, without initialising the module: the base of all comparisons.
  /// False where it does not load like that: its package may load what it needs first. Of a
  /// distribution's libraries, those are opened that its members brought along.
  bool Open();
  /// What has changed since the last time, or since Open; of a library that was loaded meanwhile,
  /// since now. `modules`: files of the extension modules
  /// that are loaded, the target's own left out: they are graded for themselves.
  std::vector<Change> TakeStock(const std::set<std::string>& modules);

  /// They do not move.
  const std::deque<TargetLibrary>& libraries() const { return libraries_; }
  /// The library in whose writable memory something lies, and its virtual address in the file.
  std::optional<std::pair<const TargetLibrary*, std::uintptr_t>> Find(const void* address) const;

 private:
  static constexpr std::size_t kPage = 4096;
  using Page = std::array<std::uintptr_t, kPage / sizeof(std::uintptr_t)>;

  void FindLibraries(bool opening, const std::set<std::string>& modules);
  bool IsOurs(const std::string& path, bool opening) const;
  void Add(const std::string& path, const dl_phdr_info& info);
  void AddThreadLocal(TargetLibrary& library, const dl_phdr_info& info);
  Page& Before(const TargetLibrary& library, const TargetLibrary::Range& range,
               std::uintptr_t page);
  void Compare(const TargetLibrary& library, const TargetLibrary::Range& range,
               std::vector<Change>& changes);

  std::string file_;                                 ///< resolved
  std::set<std::string> libraries_of_distribution_;  ///< resolved
  bool is_member_;
  std::string root_;  ///< the folder from which the target is imported
  std::string
      package_;  ///< its top-level package's folder, with a slash; empty where there is none
  std::set<std::string> known_;  ///< paths of libraries that were loaded before, or are ours
  std::deque<TargetLibrary> libraries_;
  /// By range and address, as they were last time.
  std::map<std::pair<const TargetLibrary::Range*, std::uintptr_t>, Page> pages_;
};

}  // namespace isograde

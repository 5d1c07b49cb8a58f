#pragma once

#include <elfutils/libdwfl.h>

#include <memory>
#include <string>

namespace isograde {

/// A library on disk, opened with elfutils: its symbols, and its debug information, which may be in
/// a file of its own that is found by build id or by .gnu_debuglink.
class LibraryFile {
 public:
  /// Throws std::runtime_error with one sentence where it is no ELF file.
  explicit LibraryFile(const std::string& path);

  Dwfl_Module* module() const { return module_; }
  Elf* elf() const { return elf_; }
  /// What Dwfl adds to the addresses of the file.
  Dwarf_Addr bias() const { return bias_; }

 private:
  std::unique_ptr<Dwfl, void (*)(Dwfl*)> session_;
  Dwfl_Module* module_ = nullptr;
  Elf* elf_ = nullptr;
  Dwarf_Addr bias_ = 0;
};

}  // namespace isograde

#include "elf/library.h"

#include <stdexcept>

namespace isograde {
namespace {

char* debug_folders = nullptr;  // nullptr: elfutils' usual ones

constexpr Dwfl_Callbacks kCallbacks = {
    .find_elf = nullptr,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
    .debuginfo_path = &debug_folders,
};

std::runtime_error Trouble(const std::string& path) {
  const char* const words = dwfl_errmsg(-1);
  return std::runtime_error(path + ": " + (words ? words : "not an ELF file"));
}

}  // namespace

LibraryFile::LibraryFile(const std::string& path) : session_(dwfl_begin(&kCallbacks), dwfl_end) {
  if (!session_) throw Trouble(path);
  module_ = dwfl_report_offline(session_.get(), path.c_str(), path.c_str(), -1);
  if (!module_) throw Trouble(path);
  dwfl_report_end(session_.get(), nullptr, nullptr);
  elf_ = dwfl_module_getelf(module_, &bias_);
  if (!elf_) throw Trouble(path);
}

}  // namespace isograde

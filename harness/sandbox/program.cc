#include "sandbox/program.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>

namespace isograde {

std::string ProgramPath(const std::string& name) {
  Dl_info info{};
  if (!dladdr(reinterpret_cast<void*>(&ProgramPath), &info) || !info.dli_fname) return {};
  std::error_code ignored;
  const auto library = std::filesystem::canonical(info.dli_fname, ignored);
  return ignored ? "" : (library.parent_path() / name).string();
}

}  // namespace isograde

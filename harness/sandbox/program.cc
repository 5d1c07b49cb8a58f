#include "sandbox/program.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "error.h"

namespace isograde {

std::string ProgramPath(const std::string& name) {
  Dl_info info{};
  if (!dladdr(reinterpret_cast<void*>(&ProgramPath), &info) || !info.dli_fname) return {};
  std::error_code ignored;
  const auto library = std::filesystem::canonical(info.dli_fname, ignored);
  return ignored ? "" : (library.parent_path() / name).string();
}

int InheritableFile(const std::string& text) {
  const int file = memfd_create("isograde", 0);
  if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw HarnessError(std::string("no file in memory: ") + std::strerror(errno));
  lseek(file, 0, SEEK_SET);
  return file;
}

}  // namespace isograde

// A libFuzzer target for all that isograde-elf reads of a library: symbols, relocations, code,
// debug information. Run by ci/fuzz.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "elf/imports.h"
#include "elf/library.h"
#include "elf/variables.h"

extern "C" void* __wrap_dlopen(const char*, int) { return nullptr; }

namespace {

// Places all over the range in which small libraries keep their variables, and some beyond.
std::vector<isograde::StaticPlace> Places() {
  std::vector<isograde::StaticPlace> places;
  for (std::uint64_t address = 0x2000; address < 0x8000; address += 0x40)
    places.push_back({address, false});
  for (std::uint64_t offset = 0; offset < 0x40; offset += 8) places.push_back({offset, true});
  places.push_back({~0ULL, false});
  return places;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<isograde::StaticPlace> places = Places();
  static const int file = memfd_create("library", MFD_CLOEXEC);
  if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size))
    return 0;
  try {
    const isograde::LibraryFile library("/proc/self/fd/" + std::to_string(file));
    isograde::VariablesAt(library, places);
    isograde::ImportsOf(library, {"Py", "_Py"}, {});
  } catch (const std::exception&) {
    // A problem that is told is what is asked for.
  }
  return 0;
}

// Reads any bytes as a recipe and as a list of accepted failures: what is wrong with them is one
// sentence.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "gate/acceptances.h"
#include "target/recipe.h"

namespace {

template <typename Read>
void Try(Read&& read, const std::string& path) {
  try {
    read(path);
  } catch (const isograde::UsageError& error) {
    const std::string sentence = error.what();
    if (sentence.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int file = memfd_create("recipe", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size))
    std::abort();
  Try(isograde::ReadRecipe, path);
  Try(isograde::ReadAcceptances, path);
  return 0;
}

#include "elf/demangled.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace isograde {

std::string Demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 && name ? name.get() : symbol;
}

}  // namespace isograde

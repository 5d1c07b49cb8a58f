#include "elf/demangled.h"

#include <csetjmp>
#include <cstddef>

// Of libsupc++ (GCC's libiberty/cp-demangle.c, with IN_GLIBCPP_V3): as abi::__cxa_demangle, but
// tells the name piece by piece, and takes no memory from the heap for it.
extern "C" int __gcclibcxx_demangle_callback(const char* mangled,
                                             void (*tell)(const char*, std::size_t, void*),
                                             void* context);

namespace isograde {
namespace {

// A name that refers to its own beginning again and again doubles with each few letters: two
// hundred are gigabytes. What is longer than any name needs to be is not demangled at all.
constexpr std::size_t kLongest = 16 * 1024;

struct Telling {
  std::string name;
  std::jmp_buf too_long;
};

void Take(const char* piece, std::size_t size, void* context) {
  auto& telling = *static_cast<Telling*>(context);
  if (telling.name.size() + size > kLongest) std::longjmp(telling.too_long, 1);
  telling.name.append(piece, size);
}

}  // namespace

std::string Demangled(const std::string& symbol) {
  if (symbol.size() > kLongest) return symbol.substr(0, kLongest);
  Telling telling;
  // Nothing between here and Take() has anything to be destroyed: it is C.
  if (setjmp(telling.too_long) != 0) return symbol;
  const int problem = __gcclibcxx_demangle_callback(symbol.c_str(), Take, &telling);
  return problem == 0 && !telling.name.empty() ? telling.name : symbol;
}

}  // namespace isograde

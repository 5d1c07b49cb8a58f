#pragma once

#include <string>

namespace isograde {

/// A linker symbol as C++ writes it: "ns::f(int)"; as it is where it is not mangled.
std::string Demangled(const std::string& symbol);

}  // namespace isograde

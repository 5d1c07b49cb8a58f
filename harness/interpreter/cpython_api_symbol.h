#pragma once

#include <dlfcn.h>

namespace isograde::cpython {

/// What the hosting CPython exports under that name, or nullptr. For the sources of cpython_api.h
/// alone.
template <typename Function>
Function* Symbol(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace isograde::cpython

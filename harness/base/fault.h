#pragma once

#ifdef ISOGRADE_FAULTS
#include <cstdlib>
#include <string_view>
#endif

namespace isograde {

/// Whether isograde is to err here, on purpose, so that it can be seen what notices: in a build
/// with -DISOGRADE_FAULTS=ON, where the environment variable ISOGRADE_FAULT has this name. False in
/// every other build, and nothing of it is compiled. ci/faults runs the tests with one after the
/// other.
#ifdef ISOGRADE_FAULTS
inline bool FaultIsOn(std::string_view name) {
  static const char* const chosen = std::getenv("ISOGRADE_FAULT");
  return chosen && name == chosen;
}
#define ISOGRADE_FAULT(name) ::isograde::FaultIsOn(name)
#else
#define ISOGRADE_FAULT(name) false
#endif

}  // namespace isograde

#pragma once

#include <string>

namespace isograde {

/// The config of the interpreters that "pool" (an InterpreterPoolExecutor) or "shared" stands for;
/// "" for the most isolated ones that this CPython has. Throws UsageError where it has no such.
std::string ConfigForPurpose(const std::string& purpose);

}  // namespace isograde

#pragma once

#include <string>

namespace isograde {

/// The oldest CPython that an extension module of the stable ABI is built for, "3.8": by the tags
/// of the wheel that installed it. "3": it is of the stable ABI, by its file's name, and no wheel's
/// metadata has it. Empty: it is of one CPython's own ABI.
std::string StableAbiFloor(const std::string& library);

}  // namespace isograde

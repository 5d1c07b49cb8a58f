#pragma once

#include <string>

namespace isograde {

/// isograde's folder in the user's cache (XDG_CACHE_HOME, else ~/.cache); empty: there is none.
std::string UserCache();

}  // namespace isograde

#include "base/user_cache.h"

#include <cstdlib>

namespace isograde {

std::string UserCache() {
  if (const char* const cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
    return std::string(cache) + "/isograde";
  const char* const home = std::getenv("HOME");
  return home && *home == '/' ? std::string(home) + "/.cache/isograde" : "";
}

}  // namespace isograde

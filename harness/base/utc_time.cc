#include "base/utc_time.h"

#include <ctime>

namespace isograde {

std::string UtcTime() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

}  // namespace isograde

#include "report/terminal_width.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstdlib>

namespace isograde {
namespace {

constexpr std::size_t kUsual = 80;
constexpr std::size_t kLeast = 40;

std::size_t AsItIs(int descriptor) {
  if (const char* const columns = std::getenv("COLUMNS")) {
    if (const long wanted = std::strtol(columns, nullptr, 10); wanted > 0)
      return static_cast<std::size_t>(wanted);
  }
  winsize size{};
  const bool is_terminal = ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  return is_terminal && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace

std::size_t TerminalWidth(int descriptor) { return std::max(AsItIs(descriptor), kLeast); }

}  // namespace isograde

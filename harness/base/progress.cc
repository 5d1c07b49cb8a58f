#include "base/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace isograde {

void Progress::ShowExperiments(int done, int queued) {
  Show(fmt::format("{} of {} experiments", done, queued));
}

void Progress::Show(const std::string& text) {
  if (isatty(STDERR_FILENO) != 1) return;
  // One line: what wraps could not be taken away again.
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  const std::string shown = text.substr(0, known ? size.ws_col - 1U : 79);
  std::fprintf(stderr, "\r\033[K%s", shown.c_str());
  std::fflush(stderr);
}

void Progress::Clear() {
  if (isatty(STDERR_FILENO) != 1) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace isograde

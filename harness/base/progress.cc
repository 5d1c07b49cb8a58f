#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace isograde {

void Progress::ShowExperiments(int done, int queued) {
  Show(fmt::format("{} of {} experiments", done, queued));
}

void Progress::Show(const std::string& text) {
  if (isatty(STDERR_FILENO) != 1) return;
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
}

void Progress::Clear() {
  if (isatty(STDERR_FILENO) != 1) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace isograde

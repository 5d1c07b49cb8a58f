#include "host/progress.h"

#include <unistd.h>

#include <cstdio>

namespace isograde {

void Progress::Attach(ChildPool& pool) {
  if (isatty(STDERR_FILENO) != 1) return;
  pool.OnProgress([](int done, int queued) {
    std::fprintf(stderr, "\r\033[K%d of %d experiments", done, queued);
    std::fflush(stderr);
  });
}

void Progress::Clear() {
  if (isatty(STDERR_FILENO) != 1) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace isograde

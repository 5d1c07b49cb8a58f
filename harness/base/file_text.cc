#include "base/file_text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.h"

namespace isograde {
namespace {

// What is no file of a certain size (a pipe, a device) may have no end, and may never begin.
constexpr std::size_t kMostOfAStream = 512U << 20;
constexpr int kLooksForAWriter = 60, kBetweenLooksUs = 50'000;

[[noreturn]] void Fail(const std::string& path, const std::string& reason) {
  throw UsageError(fmt::format("cannot read {}: {}", path, reason));
}
[[noreturn]] void Fail(const std::string& path) { Fail(path, std::strerror(errno)); }

struct Closing {
  int descriptor;
  ~Closing() { close(descriptor); }
};

}  // namespace

std::string ReadFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) Fail(path);
  const Closing closing{file};
  struct stat status {};
  if (fstat(file, &status) != 0) Fail(path);
  const bool is_file = S_ISREG(status.st_mode);
  std::string text;
  if (is_file) text.reserve(static_cast<std::size_t>(status.st_size));
  const auto block = std::make_unique<char[]>(1 << 16);
  int waited = 0;
  while (is_file || text.size() <= kMostOfAStream) {
    const ssize_t size = read(file, block.get(), 1 << 16);
    if (size < 0 && errno == EAGAIN) {  // somebody will write
      pollfd polled{file, POLLIN, 0};
      poll(&polled, 1, -1);
    } else if (size < 0 && errno != EINTR) {
      Fail(path);
    } else if (size == 0 && S_ISFIFO(status.st_mode) && text.empty()) {
      if (waited++ == kLooksForAWriter) Fail(path, "nobody writes to it");
      usleep(kBetweenLooksUs);
    } else if (size == 0) {
      return text;
    } else if (size > 0) {
      text.append(block.get(), static_cast<std::size_t>(size));
    }
  }
  Fail(path, fmt::format("it does not end within {} MiB", kMostOfAStream >> 20));
}

}  // namespace isograde

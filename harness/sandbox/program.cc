#include "sandbox/program.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "sandbox/descriptor.h"

extern char** environ;

namespace isograde {
namespace {

constexpr std::size_t kMostText = 64 << 20;

std::string ReadAll(int descriptor, std::chrono::steady_clock::time_point deadline, bool& timely) {
  std::string text;
  char block[16384];
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd polled{descriptor, POLLIN, 0};
    const int ready = poll(&polled, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      timely = false;
      return text;
    }
    const ssize_t size = read(descriptor, block, sizeof block);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0 || text.size() > kMostText) return text;
    text.append(block, static_cast<std::size_t>(size));
  }
}

}  // namespace

std::string ProgramPath(const std::string& name) {
  Dl_info info{};
  if (!dladdr(reinterpret_cast<void*>(&ProgramPath), &info) || !info.dli_fname) return {};
  std::error_code ignored;
  const auto library = std::filesystem::canonical(info.dli_fname, ignored);
  return ignored ? "" : (library.parent_path() / name).string();
}

ProgramOutput OutputOf(const std::string& name, const std::vector<std::string>& arguments,
                       const std::string& input, std::chrono::milliseconds limit) {
  const std::string program = ProgramPath(name);
  if (program.empty() || access(program.c_str(), X_OK) != 0) return {"", name + " is not there"};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {"", std::strerror(errno)};
  const Descriptor output(ends[0]);
  Descriptor theirs(ends[1]);
  const Descriptor asked(InheritableFile(input));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, asked.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<std::string> texts = {name};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (std::string& text : texts) words.push_back(text.data());
  words.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return {"", std::strerror(error)};
  theirs.Close();
  bool timely = true;
  std::string text = ReadAll(output.get(), std::chrono::steady_clock::now() + limit, timely);
  const bool endless = text.size() > kMostText;
  if (!timely || endless) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!timely) return {"", fmt::format("{} took longer than {} ms", name, limit.count())};
  if (endless) return {"", fmt::format("{} told more than {} MiB", name, kMostText >> 20)};
  if (text.empty()) return {"", name + " told nothing"};
  return {std::move(text), ""};
}

int InheritableFile(const std::string& text) {
  const int file = memfd_create("isograde", 0);
  if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw HarnessError(std::string("no file in memory: ") + std::strerror(errno));
  lseek(file, 0, SEEK_SET);
  return file;
}

}  // namespace isograde

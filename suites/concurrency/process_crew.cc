#include "suites/concurrency/process_crew.h"

#include <Python.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace isograde {
namespace {

[[noreturn]] void Serve(int line, const ProcessCrew::Measure& measure) {
  char byte = 0;
  while (read(line, &byte, 1) == 1) {
    const Pace measured = measure();
    if (write(line, &measured, sizeof measured) != sizeof measured) break;
  }
  _exit(0);
}

}  // namespace

ProcessCrew::ProcessCrew(int count, const std::function<Measure()>& prepare) {
  for (int i = 0; i < count; ++i) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw HarnessError(std::string("no pair of sockets: ") + std::strerror(errno));
    Descriptor ours(ends[0]), theirs(ends[1]);
    PyOS_BeforeFork();
    const pid_t pid = fork();
    if (pid == 0) {
      PyOS_AfterFork_Child();
      ours.Close();
      Serve(theirs.get(), prepare());
    }
    const int reason = errno;
    PyOS_AfterFork_Parent();
    if (pid < 0) throw HarnessError(std::string("cannot fork: ") + std::strerror(reason));
    processes_.push_back({pid, std::move(ours)});
  }
}

ProcessCrew::~ProcessCrew() {
  for (const Process& process : processes_) {
    kill(process.pid, SIGKILL);
    waitpid(process.pid, nullptr, 0);
  }
}

std::vector<Pace> ProcessCrew::AllAtOnce() const {
  for (const Process& process : processes_) send(process.line.get(), "", 1, MSG_NOSIGNAL);
  std::vector<Pace> measured(processes_.size());
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    Pace pace;
    if (read(processes_[i].line.get(), &pace, sizeof pace) == sizeof pace) measured[i] = pace;
  }
  return measured;
}

}  // namespace isograde

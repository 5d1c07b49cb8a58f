#include "testing/sanitizer_reports.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <string>

namespace isograde {
namespace {

// Modules close low descriptors, and write to them, and so do tests that do as such modules do.
constexpr int kAboveThoseOfModules = 1024;

int reports = -1;

// libubsan reads its options when it has something to report for the first time, and what it has
// been told before that is lost. Here is something, which ci/sanitizers/ubsan.supp has it leave
// out.
void LetItReadItsOptions() {
  volatile int most = std::numeric_limits<int>::max();
  most = most + 1;
}

// A process of ours writes to the one file, opened beforehand: what is confined may open none, and
// what it writes to its stderr is not seen by anybody. The run-time library opens one of its own
// for every process that it finds itself in, unless it is told anew.
void WriteReportsThere() {
  for (const char* const library : {"libasan.so.8", "libubsan.so.1", "libtsan.so.2"}) {
    void* const loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    if (!loaded) continue;
    using SetReportFd = void (*)(void*);
    const auto set = reinterpret_cast<SetReportFd>(dlsym(loaded, "__sanitizer_set_report_fd"));
    if (set) set(reinterpret_cast<void*>(static_cast<std::intptr_t>(reports)));
    dlclose(loaded);
  }
}

int OpenedOutOfTheWay(const std::filesystem::path& file) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min<rlim_t>(std::max<rlim_t>(limit.rlim_cur, 2UL * kAboveThoseOfModules),
                                    limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  const int opened = open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  const int moved = fcntl(opened, F_DUPFD_CLOEXEC, kAboveThoseOfModules);
  if (moved < 0) return opened;
  close(opened);
  return moved;
}

class SanitizerReports : public testing::EmptyTestEventListener {
 public:
  explicit SanitizerReports(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void OnTestEnd(const testing::TestInfo&) override {
    if (const std::string told = New(); !told.empty()) ADD_FAILURE() << told;
  }

  void OnTestProgramEnd(const testing::UnitTest&) override {
    if (reports_seen_ == 0) std::filesystem::remove_all(folder_);
  }

 private:
  // What has been written since this was asked last.
  std::string New() {
    std::string told;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::uintmax_t& read = read_[entry.path().string()];
      if (entry.file_size() <= read) continue;
      std::ifstream file(entry.path());
      file.seekg(static_cast<std::streamoff>(read));
      told.append(std::istreambuf_iterator<char>(file), {});
      read = entry.file_size();
      ++reports_seen_;
    }
    return told;
  }

  std::filesystem::path folder_;
  std::map<std::string, std::uintmax_t> read_;
  int reports_seen_ = 0;
};

}  // namespace

void FailOnSanitizerReports() {
  const char* const folder = std::getenv("ISOGRADE_SANITIZER_REPORTS");
  if (!folder) return;
  std::filesystem::create_directories(folder);
  reports = OpenedOutOfTheWay(std::filesystem::path(folder) / "tests");
  LetItReadItsOptions();
  WriteReportsThere();
  pthread_atfork(nullptr, nullptr, WriteReportsThere);
  testing::UnitTest::GetInstance()->listeners().Append(new SanitizerReports(folder));
}

}  // namespace isograde

#include "cli/main.h"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>

#include "base/error.h"
#include "base/exit_code.h"
#include "checklist/fresh_process.h"
#include "cli/commands.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {

int Main(const std::vector<std::string>& arguments, const std::string& package, Command* bench) {
  try {
    if (arguments.size() == 4 && arguments[0] == kFreshProcess) {
      GoOnInFreshProcess(std::stoi(arguments[1]), std::stoi(arguments[2]), std::stoi(arguments[3]));
      return kThresholdMet;
    }
    std::error_code gone;
    static_cast<void>(std::filesystem::current_path(gone));
    if (gone) throw UsageError("the working directory was removed: go to another one");
    const Options options = ReadCommandLine(arguments);
    if (options.command == "grade") return GradeCommand(options, package);
    if (options.command == "env") return EnvCommand(options, package);
    if (options.command == "can") return CanCommand(options, package);
    if (options.command == "store") return StoreCommand(options);
    if (options.command == "judge") return JudgeCommand(options);
    if (options.command == "gate") return GateCommand(options, package);
    if (options.command == "badge") return BadgeCommand(options);
    if (options.command == "report") return ReportCommand(options);
    if (options.command == "bench" && bench) return bench(options, package);
    if (options.command == "explore") return ExploreCommand(options);
    if (options.command == "recipe") return RecipeCommand(options);
    if (options.command == "reliability") return ReliabilityCommand(options, package);
    if (options.command == "talk") return TalkCommand(options);
    if (options.command == "explain") return ExplainCommand(options, package);
    return ListCommand(options, package);
  } catch (const CommandLineDone& done) {
    return done.exit_code;
  } catch (const UsageError& error) {
    fmt::print(stderr, "isograde: {}\n", error.what());
    return kUsage;
  } catch (const Interrupted&) {
    fmt::print(stderr, "isograde: interrupted\n");
    return InterruptedExit();
  } catch (const std::system_error& error) {
    // Whoever read what is printed has enough of it, such as `head`.
    if (error.code() == std::errc::broken_pipe) return kThresholdMet;
    fmt::print(stderr, "isograde: internal error: {}\n", error.what());
    return kHarnessFailed;
  } catch (const std::exception& error) {
    fmt::print(stderr, "isograde: internal error: {}\n", error.what());
    return kHarnessFailed;
  }
}

namespace {
/// One call at a time: what is told is the process's own, its children and its signals.
class OnlyCall {
 public:
  OnlyCall() : is_only_(!running_.test_and_set()) {}
  OnlyCall(const OnlyCall&) = delete;
  OnlyCall& operator=(const OnlyCall&) = delete;
  ~OnlyCall() {
    if (is_only_) running_.clear();
  }
  explicit operator bool() const { return is_only_; }

 private:
  static std::atomic_flag running_;
  bool is_only_;
};
std::atomic_flag OnlyCall::running_;
}  // namespace

PyObject* RunMain(PyObject* module, PyObject* arguments, Command* bench) {
  if (cpython::CurrentInterpreterId() != 0) {
    PyErr_SetString(PyExc_RuntimeError, "isograde runs in the main interpreter");
    return nullptr;
  }
  const OnlyCall only;
  if (!only) {
    PyErr_SetString(PyExc_RuntimeError, "isograde runs already in this process");
    return nullptr;
  }
  std::vector<std::string> words;
  for (Py_ssize_t i = 0; i < PySequence_Size(arguments); ++i) {
    const Reference word = Reference::Steal(PySequence_GetItem(arguments, i));
    const Reference bytes =
        Reference::Steal(word ? PyUnicode_EncodeFSDefault(word.get()) : nullptr);
    if (!bytes) return nullptr;
    words.emplace_back(PyBytes_AsString(bytes.get()));
  }
  const Reference file = Reference::Steal(PyModule_GetFilenameObject(module));
  if (!file) return nullptr;
  const std::string path = TextOf(file.get());
  int exit_code = Main(words, path.substr(0, path.rfind('/')), bench);
  std::cout.flush();
  // What nobody has read is no answer; but whoever has closed the pipe has had enough.
  if ((std::fflush(stdout) != 0 || std::ferror(stdout)) && errno != EPIPE) {
    fmt::print(stderr, "isograde: stdout: {}\n", std::strerror(errno));
    if (exit_code == kThresholdMet) exit_code = kHarnessFailed;
  }
  return PyLong_FromLong(exit_code);
}

}  // namespace isograde

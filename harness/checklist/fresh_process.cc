#include "checklist/fresh_process.h"

#include <Python.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "checklist/experiment.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"
#include "interpreter/search_path.h"
#include "sandbox/crash_handler.h"
#include "sandbox/program.h"

namespace isograde {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Recipe::Raise, exception, call)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Recipe::Decline, call, exception)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Recipe::Found, call, needs, by_value)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Recipe::Purpose, level, what, reason, items)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Recipe::Current, level, set, seen)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Recipe, module, file, setup, raises, accepts, declines, purposes,
                                   current, callback, exercise, found, found_module)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Subject, target, recipe, is_control, brought, imports_again,
                                   import_again_alone)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Effort, interpreters, stress, seed, fast, unread)

namespace {

std::string ReadWhole(int file) {
  const off_t size = lseek(file, 0, SEEK_END);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (pread(file, text.data(), text.size(), 0) != size) throw HarnessError("no order to be read");
  return text;
}

bool HasFlag(const char* name) {
  PyObject* const flags = PySys_GetObject("flags");
  const Reference value = Reference::Steal(flags ? PyObject_GetAttrString(flags, name) : nullptr);
  const bool set = value && PyObject_IsTrue(value.get()) == 1;
  PyErr_Clear();
  return set;
}

void NothingToDump() {}

std::vector<Stage> StagesOf(const Experiment& experiment, const Subject& subject) {
  std::vector<Stage> all = experiment.stages;
  if (subject.is_control)
    all.insert(all.end(), experiment.control_stages.begin(), experiment.control_stages.end());
  return all;
}

}  // namespace

void RunInFreshProcess(const Experiment& experiment, const Subject& subject,
                       InterpreterConfig config, const Effort& effort, Channel& channel) {
  const nlohmann::json order = {{"experiment", experiment.id},
                                {"subject", subject},
                                {"config", Name(config)},
                                {"effort", effort},
                                {"path", SearchPath()}};
  const int file = InheritableFile(order.dump());
  const std::string program = SysText("executable");
  std::vector<std::string> words = {program};
  for (const auto& [flag, option] :
       {std::pair{"isolated", "-I"}, {"no_site", "-S"}, {"dont_write_bytecode", "-B"}}) {
    if (HasFlag(flag)) words.emplace_back(option);
  }
  for (const std::string& word : {ProgramPath("__main__.py"), std::string(kFreshProcess),
                                  std::to_string(channel.InheritableResults()),
                                  std::to_string(channel.InheritableBoard()), std::to_string(file)})
    words.push_back(word);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  channel.Begin(stages::kNone, -1, "a fresh process");
  execv(program.c_str(), pointers.data());
  throw HarnessError(fmt::format("{}: {}", program, std::strerror(errno)));
}

void GoOnInFreshProcess(int results, int board_descriptor, int order_file) {
  // Never destroyed: they are of use until the process has gone.
  auto& board = *new StageBoard(board_descriptor);
  auto& channel = *new Channel(results, board);
  HoldOnCrash(board, NothingToDump);
  const auto order = nlohmann::json::parse(ReadWhole(order_file));
  close(order_file);
  close(board_descriptor);
  fcntl(results, F_SETFD, FD_CLOEXEC);
  const auto& subject = *new Subject(order.at("subject").get<Subject>());
  SetSearchPath(order.at("path").get<std::vector<std::string>>());
  try {
    const Experiment* const experiment = FindExperiment(order.at("experiment").get<std::string>());
    if (!experiment) throw HarnessError("an order to run an experiment that is not there");
    channel.Expect(StagesOf(*experiment, subject));
    experiment->run(subject, *ConfigFromName(order.at("config").get<std::string>()),
                    order.at("effort").get<Effort>(), channel);
  } catch (const std::bad_alloc&) {
    _exit(Channel::kNoMemoryExitCode);
  } catch (const std::exception& error) {
    channel.Send({{"harness_error", error.what()}});
  }
  channel.Begin(stages::kExit);
  channel.Close();
}

void RunExperiment(const Experiment& experiment, const Subject& subject, InterpreterConfig config,
                   const Effort& effort, Channel& channel) {
  channel.Expect(StagesOf(experiment, subject));
  if (experiment.fresh_process) {
    RunInFreshProcess(experiment, subject, config, effort, channel);
  } else {
    experiment.run(subject, config, effort, channel);
  }
}

}  // namespace isograde

#include "suites/lifecycle/reinitialize_experiment.h"

#include <Python.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "checklist/experiment.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "sandbox/program.h"
#include "suites/loading/control_imports.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Round, round, value, raised, refused);
ISOGRADE_JSON_FIELDS(NoRounds, reason);
namespace {

constexpr int kRounds = 2;

// Values go as hexadecimal digits, so that no module for JSON is loaded beside the target.
constexpr const char* kCode = R"(
def isograde_tell(value, raised, refused):
    import os, sys
    text = '{"observation":"round","data":{"round":%d,"value":"%s","raised":"%s","refused":%s}}' % (
        isograde_round, value, raised, 'true' if refused else 'false')
    data = text.encode()
    os.write(isograde_results, len(data).to_bytes(4, sys.byteorder) + data)

def isograde_hex(text):
    return text.encode('utf-8', 'backslashreplace').hex()

def isograde_run():
    import importlib
    modules = [importlib.import_module(root) for root in isograde_roots]
    names = {'module': modules[0]} if modules else {}
    exec(isograde_setup, names)
    if not isograde_was_found:
        return repr(eval(isograde_exercise, names))
    try:
        return repr(eval(isograde_exercise, names))
    except Exception as error:
        return 'raised ' + type(error).__name__

try:
    isograde_value = isograde_run()
except BaseException as error:
    isograde_tell('', isograde_hex('%s: %s' % (type(error).__name__, error)),
                  isinstance(error, ImportError))
else:
    isograde_tell(isograde_hex(isograde_value), '', False)
)";

std::string Literal(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) literal += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return literal + "'";
}

// A Python literal of UTF-8 text.
std::string TextLiteral(const std::string& text) {
  return "b" + Literal(text) + ".decode('utf-8')";
}

std::string SearchPathText() {
  std::string text;
  for (const std::string& entry : SearchPath()) {
    if (!entry.empty()) text += (text.empty() ? "" : ":") + entry;
  }
  return text;
}

// Turns the child into `isograde-embed`, which loads the hosting Python's libpython
// and goes through the rounds. Does not return where there is a libpython.
// Or the shortest call that was found whose result can be compared, and that needs nothing besides.
std::string ExerciseOf(const Recipe& recipe) {
  std::string shortest = recipe.exercise;
  for (const Recipe::Found& found : recipe.found) {
    const bool is_plain = found.by_value && found.call.starts_with("module.") &&
                          found.needs.empty() && found.call.find("callback") == std::string::npos &&
                          found.call.ends_with(")");
    if (recipe.exercise.empty() && is_plain &&
        (shortest.empty() || found.call.size() < shortest.size()))
      shortest = found.call;
  }
  return shortest.empty() ? "None" : shortest;
}

void RunReinitialize(const Subject& subject, InterpreterConfig, const Effort& effort,
                     Channel& channel) {
  const std::string library = cpython::SharedLibrary();
  if (library.empty()) {
    channel.Observe(NoRounds{"this Python is linked into its executable: there is no libpython"});
    return;
  }
  const Recipe& recipe = subject.recipe;
  std::string code;
  code += "isograde_roots = [";
  if (!subject.is_control) {
    for (const std::string& root : RootsOf(subject.target)) code += TextLiteral(root) + ", ";
  }
  code += "]\n";
  code += "isograde_setup = " + TextLiteral(recipe.setup) + "\n";
  code += "isograde_exercise = " + TextLiteral(ExerciseOf(recipe)) + "\n";
  code += fmt::format("isograde_was_found = {}\n", recipe.exercise.empty() ? "True" : "False");
  const std::string imports = subject.is_control ? ImportsOf(subject.brought) : "";
  dup2(InheritableFile(code + imports + kCode), STDIN_FILENO);
  const std::string prefix = SysText("base_prefix"), exec_prefix = SysText("base_exec_prefix");
  setenv("PYTHONHOME", (prefix + ":" + exec_prefix).c_str(), 1);
  setenv("PYTHONPATH", SearchPathText().c_str(), 1);
  setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
  const std::string program = ProgramPath("isograde-embed");
  const std::string rounds = std::to_string(kRounds * effort.stress);
  const std::string results = std::to_string(channel.InheritableResults());
  const std::string board = std::to_string(channel.InheritableBoard());
  channel.Begin(stages::kReinitialize);
  execl(program.c_str(), "isograde-embed", library.c_str(), rounds.c_str(), results.c_str(),
        board.c_str(), std::string(stages::kReinitialize.id).c_str(),
        std::string(stages::kReinitialize.words).c_str(), nullptr);
  throw HarnessError(fmt::format("{}: {}", program, std::strerror(errno)));
}

ISOGRADE_EXPERIMENT({.id = experiments::kReinitialize,
                     .words = "CPython is initialised, the target imported and used, CPython "
                              "finalised, again and again (libpython only)",
                     .stages = {stages::kReinitialize},
                     .run = RunReinitialize,
                     .place = 80,
                     .config_independent = true});

}  // namespace
}  // namespace isograde

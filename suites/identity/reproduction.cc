#include "suites/identity/reproduction.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace isograde {
namespace {

// How each CPython makes an interpreter from Python, and runs a text in it: 3.8 has no configs, and
// before 3.13 there are two.
constexpr const char* kScript = R"(# {what}
import sys

CODE = {code}
alone = None  # what it gives here at first
try:
    import _interpreters as interpreters
    new, run = interpreters.create({config}), interpreters.exec
except ImportError:
    import _xxsubinterpreters as interpreters
    new, run = interpreters.create({isolated}), interpreters.run_string
exec(CODE)
print("in a further interpreter:", flush=True)
try:
    told = run(new, "import sys; sys.path[:] = %r; alone = %r\n" % (sys.path, alone) + CODE + "\nassert is_good, 'of another interpreter'")
except Exception as error:
    told = error
failed = "of another interpreter" in "%s %s" % (told, getattr(told, "msg", ""))
print("in the main interpreter again:", flush=True)
exec(CODE)
failed = failed or not is_good
sys.exit(1 if failed else 0)
)";

constexpr const char* kCode = R"(
import importlib, sys
module = importlib.import_module({main})
{with}try:
    given = eval({call})
except BaseException as error:
    given = error
is_good = True
for one in [given] + (list(given) if type(given) in (list, tuple) else []):
    kind = one if isinstance(one, type) else type(one)
    home = importlib.import_module(kind.__module__)
    for name in kind.__qualname__.split("."):
        home = getattr(home, name, kind)
    is_good = is_good and home is kind
    print("   ", kind.__module__ + "." + kind.__qualname__, "is the interpreter's own class:", home is kind, flush=True)
)";

constexpr const char* kCompared = R"(
import importlib, sys
module = importlib.import_module({main})
{with}try:
    given = eval({call})
    given = repr(given) if {by_value} else "a " + type(given).__name__
except BaseException as error:
    given = "raised " + type(error).__name__
alone = alone or given
is_good = given == alone
print("   ", given, flush=True)
)";

// A Python literal.
std::string Quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string Filled(std::string text, std::string_view name, std::string_view value) {
  const std::string mark = fmt::format("{{{}}}", name);
  const auto at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), value);
}

std::string Script(const char* code, const CallResult& result, InterpreterConfig config,
                   const std::string& what) {
  const bool own_gil = HasOwnGil(config);
  std::string filled = Filled(code, "main", Quoted(result.main));
  filled = Filled(std::move(filled), "with", ToolsFor(result.call));
  filled = Filled(std::move(filled), "call", Quoted(result.call));
  std::string text = Filled(kScript, "what", what);
  text = Filled(std::move(text), "code", "r\"\"\"" + filled + "\"\"\"");
  text = Filled(std::move(text), "config", own_gil ? "\"isolated\"" : "\"legacy\"");
  return Filled(
      std::move(text), "isolated",
      own_gil ? "isolated=True" : "**({} if sys.version_info < (3, 9) else {\"isolated\": False})");
}

}  // namespace

std::string ReproductionOf(const CallResult& result, InterpreterConfig config) {
  return Script(
      kCode, result, config,
      fmt::format("{} {} is to be of the class of the interpreter that made the call.",
                  result.raised ? "What is raised by" : "What is given by", Quoted(result.call)));
}

std::string ReproductionOfDifference(const CallResult& result, const CallResult& alone,
                                     InterpreterConfig config) {
  return Filled(
      Script(kCompared, result, config,
             fmt::format("{} is to give the same in all interpreters.", Quoted(result.call))),
      "by_value", alone.value.empty() ? "False" : "True");
}

}  // namespace isograde

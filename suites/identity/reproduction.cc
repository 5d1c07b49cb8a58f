#include "suites/identity/reproduction.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

constexpr const char* kScript = R"(# {what}
import sys, {interpreters} as interpreters
CODE = r"""
import importlib
module = importlib.import_module({main})
{with}try: given = {call}
except BaseException as error: given = error
{check}
"""
where = "main"
exec(CODE)  # here, then in a further interpreter, then here again
new = interpreters.create({config})  # before 3.13 it ends with the last object that names it
HERE = "import sys; sys.path[:] = %r; alone = %r; where = 'a further one'" % (sys.path, globals().get("alone"))
try: told = interpreters.{run}(new, HERE + CODE + "assert good, 'it differs'")
except Exception as error: told = error
exec(CODE)
sys.exit(1 if not good or "it differs" in "%s %s" % (told, getattr(told, "msg", "")) else 0)
)";

// Of what it gave, and where that is a list or a tuple, of what is in it.
constexpr const char* kOwnClasses = R"(def is_own(kind):
    home = importlib.import_module(kind.__module__)
    for name in kind.__qualname__.split("."): home = getattr(home, name, kind)
    return home is kind
inside = list(given) if type(given) in (list, tuple) else []
kinds = [one if isinstance(one, type) else type(one) for one in [given] + inside]
good = all(map(is_own, kinds))
print("in %s: %s: its own: %s" % (where, kinds, good), flush=True))";

constexpr const char* kSameAsAlone =
    R"(given = "raised " + type(given).__name__ if isinstance(given, BaseException) else {shown}
alone = globals().get("alone") or given
good = given == alone
print("in %s: %s" % (where, given), flush=True))";

// A Python literal.
std::string Quoted(const std::string& text) { return nlohmann::json(text).dump(); }

std::string Filled(std::string text, std::string_view name, std::string_view value) {
  const std::string mark = fmt::format("{{{}}}", name);
  const auto at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), value);
}

// As it stands there, where it can.
std::string Code(const std::string& call) {
  const bool is_plain = call.find('\n') == std::string::npos &&
                        call.find("\"\"\"") == std::string::npos && !call.ends_with('\\');
  return is_plain ? call : fmt::format("eval({})", Quoted(call));
}

// How the hosting CPython makes an interpreter from Python: 3.8 has no configs, and before 3.13 the
// module is another.
std::string ConfigArgument(InterpreterConfig config) {
  if (cpython::AtLeast(3, 13)) return HasOwnGil(config) ? "\"isolated\"" : "\"legacy\"";
  if (!cpython::AtLeast(3, 9)) return "";
  return HasOwnGil(config) ? "isolated=True" : "isolated=False";
}

std::string Script(std::string check, const CallResult& result, InterpreterConfig config,
                   const std::string& what) {
  const bool is_new = cpython::AtLeast(3, 13);
  std::string text = Filled(kScript, "what", what);
  text = Filled(std::move(text), "interpreters", is_new ? "_interpreters" : "_xxsubinterpreters");
  text = Filled(std::move(text), "main", Quoted(result.main));
  text = Filled(std::move(text), "run", is_new ? "exec" : "run_string");
  text = Filled(std::move(text), "config", ConfigArgument(config));
  text = Filled(std::move(text), "with", ToolsFor(result.call));
  text = Filled(std::move(text), "check", check);
  return Filled(std::move(text), "call", Code(result.call));  // last: it may have any text
}

}  // namespace

std::string ReproductionOf(const CallResult& result, InterpreterConfig config) {
  return Script(
      kOwnClasses, result, config,
      fmt::format("{} {} is to be of the class of the interpreter that made the call.",
                  result.raised ? "What is raised by" : "What is given by", Quoted(result.call)));
}

std::string ReproductionOfDifference(const CallResult& result, const CallResult& alone,
                                     InterpreterConfig config) {
  return Script(Filled(kSameAsAlone, "shown",
                       alone.value.empty() ? "\"a \" + type(given).__name__" : "repr(given)"),
                result, config,
                fmt::format("{} is to give the same in all interpreters.", Quoted(result.call)));
}

}  // namespace isograde

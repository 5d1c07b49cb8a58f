#include <fmt/format.h>

#include "checklist/scene.h"

namespace isograde {
namespace {

// The talk's steps, all in one interpreter: import, delete from sys.modules, import again.
std::string Reimported(const char* module, const char* then) {
  const Interpreter main = Interpreter::Main();
  return RunIn(
      main, fmt::format("import sys, importlib\n"
                        "old = importlib.import_module('{0}')\n"
                        "del sys.modules['{0}']\n"
                        "new = importlib.import_module('{0}')\n"
                        "def types_shared():\n"
                        "    return [n for n, t in vars(old).items() if isinstance(t, type) and t "
                        "is getattr(new, n, None)\n"
                        "            and t.__module__ != 'builtins' and not n.startswith('__')]\n"
                        "{1}\n",
                        module, then));
}

SceneOutcome TypesShared(const char* module) {
  const std::string count = Reimported(module, "result = len(types_shared())");
  if (count.starts_with("raised")) return {count, false};
  return {fmt::format("{} types are in both", count), count != "0"};
}

SceneOutcome Enum() {
  const std::string seen =
      Reimported("enum", "result = (old is not new) and (old.Enum is not new.Enum)");
  return {seen == "True" ? "a new module with new contents" : seen, seen == "True"};
}

SceneOutcome Sqlite() {
  const std::string seen =
      Reimported("_sqlite3",
                 "result = '%s, old.Error is new.Error: %s' % ('new module' if old is not new else "
                 "'same module', old.Error is new.Error)");
  return {seen, seen.ends_with("True")};
}

SceneOutcome Csv() {
  const std::string seen =
      Reimported("_csv",
                 "try:\n    list(old.reader([1]))\n    result = 'nothing is raised'\n"
                 "except old.Error:\n    result = '`except old.Error` catches'\n"
                 "except Exception as error:\n    result = '`except old.Error` does not catch the "
                 "%s raised' % type(error).__name__");
  return {seen, seen.find("does not catch") != std::string::npos};
}

SceneOutcome Ssl() { return TypesShared("_ssl"); }
SceneOutcome Decimal() { return TypesShared("_decimal"); }
SceneOutcome Ctypes() { return TypesShared("_ctypes"); }

SceneOutcome Datetime() {
  SceneOutcome outcome = TypesShared("_datetime");
  const std::string managed = Reimported("_datetime",
                                         "result = all(not t.__flags__ & (1 << 9) and t.__flags__ "
                                         "& (1 << 1) for t in map(vars(old).get, types_shared()))");
  if (managed == "True" && outcome.as_claimed)
    return {outcome.observed + ", static ones that the runtime keeps per interpreter", false};
  return outcome;
}

constexpr Scene kScenes[] = {
    {"enum", "enum, in Python: delete it from sys.modules, import it again",
     "a new module with new contents", "", Enum},
    {"sqlite3", "_sqlite3, in C: the same steps",
     "a new module, but old.Error is new.Error: the contents are shared. \"This is a lie.\"",
     "3.11: new contents (multi-phase init, PEP 489)", Sqlite},
    {"csv", "_csv, in C: after the same steps, list(old.reader([1]))",
     "raises what `except old.Error` does not catch",
     "3.10: caught (module state instead of PyState_FindModule)", Csv},
    {"ssl", "_ssl, after the same steps", "had to be ported; its types are one set for the process",
     "3.10: none shared (heap types); declares an own GIL in 3.12", Ssl},
    {"decimal", "_decimal, after the same steps", "types are one set for the process",
     "3.13: none shared", Decimal},
    {"datetime", "_datetime, after the same steps", "types are one set for the process",
     "3.13: still static, but kept per interpreter by the runtime", Datetime},
    {"ctypes", "_ctypes, after the same steps", "types are one set for the process",
     "3.13: none shared", Ctypes},
};

const SceneRegistration kRegistration(100, kScenes);

}  // namespace
}  // namespace isograde

#include <fmt/format.h>

#include <set>
#include <sstream>

#include "checklist/scene.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

Interpreter Newest() {
  // The most that this CPython offers: an own GIL where there is one.
  const auto configs = cpython::SupportedConfigs();
  return Interpreter::Create(configs.size() > 1 ? InterpreterConfig::kIsolated
                                                : InterpreterConfig::kLegacy);
}

SceneOutcome Process() {
  const Interpreter main = Interpreter::Main();
  const std::string number = RunIn(main, "import os\nresult = os.open('/dev/null', os.O_RDONLY)");
  const Interpreter other = Newest();
  const std::string seen =
      RunIn(other, fmt::format("import os\ntry:\n    os.fstat({0})\n    result = 'open'\nexcept "
                               "OSError:\n    result = 'closed'",
                               number));
  return {fmt::format("a descriptor that main opened is {} in another interpreter", seen),
          seen == "open"};
}

// Whether objects of both interpreters lie in one pool of the small-object allocator: 4 KiB up
// to 3.9, 16 KiB since, aligned.
bool SharesAllocator(const Interpreter& main, const Interpreter& other) {
  const std::string pools = fmt::format(
      "import sys\nsys.isograde_objects = [object() for _ in range(5000)]\n"
      "result = ' '.join(sorted({{str(id(o) >> {}) for o in sys.isograde_objects}}))",
      cpython::AtLeast(3, 10) ? 14 : 12);
  std::set<std::string> of_main;
  std::istringstream first(RunIn(main, pools)), second(RunIn(other, pools));
  for (std::string pool; first >> pool;) of_main.insert(pool);
  for (std::string pool; second >> pool;) {
    if (of_main.contains(pool)) return true;
  }
  return false;
}

SceneOutcome Runtime() {
  const Interpreter main = Interpreter::Main();
  std::string text;
  bool shared_everywhere = true;
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    if (config == InterpreterConfig::kStrict || config == InterpreterConfig::kOverride) continue;
    const Interpreter other = Interpreter::Create(config);
    const bool shared = SharesAllocator(main, other);
    shared_everywhere &= shared;
    text += fmt::format("{}{}: {} allocator", text.empty() ? "" : ", ", Name(config),
                        shared ? "the process's" : "its own");
  }
  return {text, shared_everywhere};
}

SceneOutcome InterpreterLevel() {
  const Interpreter main = Interpreter::Main();
  RunIn(main,
        "import builtins, sys\nbuiltins.isograde_mark = 1\nsys.modules['isograde_mark'] = "
        "builtins\nresult = None");
  const Interpreter other = Newest();
  const std::string seen = RunIn(other,
                                 "import builtins, sys\nresult = hasattr(builtins, "
                                 "'isograde_mark') or 'isograde_mark' in sys.modules");
  return {seen == "False"
              ? "what main puts into builtins and sys.modules is not seen in another interpreter"
              : "another interpreter sees it: " + seen,
          seen == "False"};
}

SceneOutcome Thread() {
  const Interpreter main = Interpreter::Main();
  const std::string threads = RunIn(
      main,
      "import asyncio, threading\n"
      "loop = asyncio.new_event_loop()\nseen = []\n"
      "async def ask():\n"
      "    thread = threading.Thread(target=lambda: seen.append(asyncio._get_running_loop()))\n"
      "    thread.start()\n    thread.join()\n    return asyncio._get_running_loop() is loop\n"
      "own = loop.run_until_complete(ask())\nloop.close()\n"
      "result = own and seen == [None]");
  RunIn(main, "import asyncio\nasyncio._set_running_loop(asyncio.new_event_loop())\nresult = None");
  const Interpreter other = Newest();
  const std::string elsewhere =
      RunIn(other, "import asyncio\nresult = asyncio._get_running_loop() is None");
  RunIn(main, "import asyncio\nasyncio._set_running_loop(None)\nresult = None");
  if (threads != "True") return {"another thread sees asyncio's running loop: " + threads, false};
  if (elsewhere != "True")
    return {
        "no other thread sees asyncio's running loop, but another interpreter on the same thread "
        "does",
        false};
  return {
      "asyncio's running loop is seen by no other thread, nor by another interpreter on the same "
      "one",
      true};
}

SceneOutcome Context() {
  const Interpreter main = Interpreter::Main();
  const char* const change =
      "import contextvars, decimal\n"
      "before = decimal.getcontext().prec\n"
      "def change():\n    decimal.getcontext().prec = 5\n    return decimal.getcontext().prec\n"
      "inside = contextvars.Context().run(change)\n"
      "result = '%d inside, %d outside' % (inside, decimal.getcontext().prec)";
  const std::string seen = RunIn(main, change);
  RunIn(main, "import decimal\ndecimal.getcontext().prec = 7\nresult = None");
  const Interpreter other = Newest();
  const std::string elsewhere = RunIn(other, "import decimal\nresult = decimal.getcontext().prec");
  const bool holds = seen == "5 inside, 28 outside" && elsewhere == "28";
  return {fmt::format(
              "decimal's precision set in one context: {}; set in main, another interpreter has {}",
              seen, elsewhere),
          holds};
}

SceneOutcome Module() {
  const Interpreter main = Interpreter::Main();
  const std::string seen =
      RunIn(main,
            "import sys, _csv as old\ndel sys.modules['_csv']\nimport _csv as new\n"
            "before = new.field_size_limit()\nold.field_size_limit(10)\n"
            "result = 'its own' if new.field_size_limit() == before else 'shared'");
  return {fmt::format("field_size_limit of two _csv modules in one interpreter: {}", seen),
          seen == "shared"};
}

constexpr Scene kScenes[] = {
    {"level-process", "state on the level of the process: open file descriptors",
     "one table for all interpreters", "", Process},
    {"level-runtime", "state on the level of the runtime: the memory allocator",
     "one for all interpreters",
     "3.12: an interpreter can have its own, with a GIL of its own (PEP 684)", Runtime},
    {"level-interpreter", "state on the level of the interpreter: builtins, sys.modules",
     "each interpreter has its own", "", InterpreterLevel},
    {"level-thread", "state on the level of the thread: asyncio's current loop",
     "each thread has its own",
     "3.12: nor does another interpreter on the same thread see it (before, _asyncio cached it for "
     "the process)",
     Thread},
    {"level-context", "state on the level of the context: decimal's context",
     "each context has its own", "", Context},
    {"level-module", "state on the level of the module: _csv's globals",
     "should be each module's own; in C it is the interpreter's or the process's",
     "3.10: each _csv module has its own", Module},
};

const SceneRegistration kRegistration(300, kScenes);

}  // namespace
}  // namespace isograde

#include <fmt/format.h>

#include "checklist/scene.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

// A chat library on asyncio: an event loop with a task that waits, state in builtins, a patched
// module.
constexpr const char* kChatStarts = R"(
import asyncio, builtins, sys
builtins.chat = asyncio.new_event_loop()
sys.chat_log = []
async def talk():
    for word in ("hello", "world"):
        sys.chat_log.append(word)
        await asyncio.sleep(0)
    raise asyncio.TimeoutError("chat")
builtins.chat_task = builtins.chat.create_task(talk())
builtins.chat.run_until_complete(asyncio.sleep(0))
result = "ok"
)";

constexpr const char* kChatEnds = R"(
import asyncio, builtins, sys
try:
    builtins.chat.run_until_complete(builtins.chat_task)
    caught = "nothing"
except asyncio.TimeoutError:
    caught = "own"
builtins.chat.close()
leaks = [name for name in ("simulation",) if hasattr(builtins, name)]
ok = sys.chat_log == ["hello", "world"] and caught == "own" and not leaks
result = "ok" if ok else "chat saw %r, caught %s, leaks %r" % (sys.chat_log, caught, leaks)
)";

// A simulation library on decimal contexts: a precision and traps of its own.
constexpr const char* kSimulationStarts = R"(
import builtins, decimal
builtins.simulation = decimal.getcontext()
decimal.getcontext().prec = 6
decimal.getcontext().traps[decimal.Inexact] = False
decimal.setcontext(decimal.getcontext())
result = "ok"
)";

constexpr const char* kSimulationEnds = R"(
import builtins, decimal
value = str(decimal.Decimal(1) / 3)
try:
    decimal.Decimal(1) / 0
    caught = "nothing"
except decimal.DivisionByZero:
    caught = "own"
leaks = [name for name in ("chat", "chat_task") if hasattr(builtins, name)]
ok = value == "0.333333" and caught == "own" and not leaks
result = "ok" if ok else "simulation got %s, caught %s, leaks %r" % (value, caught, leaks)
)";

std::string Embed(InterpreterConfig config) {
  const Interpreter main = Interpreter::Main();
  const Interpreter chat = Interpreter::Create(config);
  const Interpreter simulation = Interpreter::Create(config);
  // Interleaved on one thread, as an application that calls now the one and now the other does.
  for (const auto& [where, code] : {std::pair{&chat, kChatStarts},
                                    {&simulation, kSimulationStarts},
                                    {&chat, kChatEnds},
                                    {&simulation, kSimulationEnds}}) {
    if (std::string seen = RunIn(*where, code); seen != "ok") return seen;
  }
  const std::string application =
      RunIn(main,
            "import builtins, decimal\nresult = decimal.getcontext().prec == 28 and not "
            "hasattr(builtins, 'chat')");
  if (application != "True") return "the application itself was changed";
  const std::string address =
      "import decimal\nresult = '%d %s' % (id(decimal.Decimal), decimal.Decimal.__flags__ & (1 << "
      "9) and 'heap')";
  if (RunIn(chat, address) == RunIn(simulation, address))
    return "works, on one and the same decimal.Decimal";
  return "works, nothing shared";
}

SceneOutcome Embedding() {
  std::string text;
  bool clean = true;
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    if (config == InterpreterConfig::kStrict || config == InterpreterConfig::kOverride) continue;
    const std::string seen = Embed(config);
    clean &= seen == "works, nothing shared";
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", Name(config), seen);
  }
  return {text, !clean};
}

constexpr Scene kScenes[] = {
    {"embedding",
     "one application, two libraries, each with an interpreter of its own: one on asyncio, one on "
     "decimal contexts",
     "must work without cross-contamination, and does not: the libraries' extension modules share "
     "their contents",
     "3.13: nothing shared (_decimal; before that 3.12 falls back to pure Python under an own GIL)",
     Embedding},
};

const SceneRegistration kRegistration(400, kScenes);

}  // namespace
}  // namespace isograde

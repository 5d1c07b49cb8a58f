#include <fmt/format.h>

#include "checklist/scene.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

// readline's hooks are the process's: what does it do in a second interpreter of each config?
SceneOutcome Readline() {
  const Interpreter main = Interpreter::Main();
  const char* const import =
      "try:\n    import readline\n    result = 'loads'\nexcept ImportError as error:\n    result = "
      "'refuses'";
  if (RunIn(main, import) != "loads") return {"this Python has no readline", false};
  std::string text;
  bool loads_everywhere = true;
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    if (config == InterpreterConfig::kOverride) continue;
    const Interpreter other = Interpreter::Create(config);
    const std::string seen = RunIn(other, import);
    loads_everywhere &= seen == "loads";
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", Name(config), seen);
  }
  return {text, loads_everywhere};
}

constexpr Scene kScenes[] = {
    {"readline", "readline in a second interpreter: its hooks are the process's by nature",
     "loads, and the last one to load owns the hooks; what should it do?",
     "3.12: refused by ImportError in interpreters that check", Readline},
};

const SceneRegistration kRegistration(200, kScenes);

}  // namespace
}  // namespace isograde

#include "checklist/scene.h"

#include <cassert>
#include <map>

#include "interpreter/evaluate.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(SceneOutcome, observed, as_claimed);

namespace {

std::map<int, Scene>& Registry() {
  static std::map<int, Scene> scenes;
  return scenes;
}

}  // namespace

SceneRegistration::SceneRegistration(int place, std::span<const Scene> scenes) {
  for (const Scene& scene : scenes) {
    [[maybe_unused]] const bool is_new = Registry().emplace(place++, scene).second;
    assert(is_new && "two scenes have the same place");
  }
}

const std::vector<Scene>& AllScenes() {
  static const std::vector<Scene> scenes = [] {
    std::vector<Scene> all;
    for (const auto& [place, scene] : Registry()) all.push_back(scene);
    return all;
  }();
  return scenes;
}

std::string RunIn(const Interpreter& interpreter, const std::string& statements) {
  return interpreter.Run([&]() -> std::string {
    const Namespace names;
    if (const RaisedException raised = names.Execute(statements)) return "raised " + Text(raised);
    Reference result = names.Evaluate("result");
    if (!result) return "raised " + Text(TakeRaised());
    return TextOf(result.get());
  });
}

}  // namespace isograde

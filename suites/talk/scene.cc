#include "suites/talk/scene.h"

#include <vector>

#include "interpreter/evaluate.h"

namespace isograde {

std::span<const Scene> AllScenes() {
  static const std::vector<Scene> scenes = [] {
    std::vector<Scene> all;
    for (const auto part :
         {ReimportScenes(), ProcessWideScenes(), LevelScenes(), EmbeddingScenes()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
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

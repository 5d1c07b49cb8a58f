#include "grading/declared_stages.h"

#include <utility>

namespace isograde {
namespace {

// The stage of that id that an experiment may go through, or nullptr.
const Stage* DeclaredStage(const Experiment& experiment, bool is_control,
                           const Position& position) {
  if (position.Is(stages::kNone)) return &stages::kNone;
  for (const Stage& stage : experiment.stages) {
    if (position.Is(stage)) return &stage;
  }
  if (!is_control) return nullptr;
  for (const Stage& stage : experiment.control_stages) {
    if (position.Is(stage)) return &stage;
  }
  return nullptr;
}

}  // namespace

void KeepDeclared(const Experiment& experiment, bool is_control, Record& record) {
  std::vector<Position> kept;
  for (Position& position : record.stages) {
    if (const Stage* const stage = DeclaredStage(experiment, is_control, position))
      kept.push_back(Position::At(*stage, position.interpreter, std::move(position.detail)));
  }
  record.stages = std::move(kept);
}

}  // namespace isograde

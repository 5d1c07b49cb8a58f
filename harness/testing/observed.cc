#include "testing/observed.h"

#include <gtest/gtest.h>

#include "checklist/import_outcome.h"

namespace isograde {
namespace {

Record Imports(const std::vector<int>& interpreters, const RaisedException& in_others) {
  Record record = CompleteRecord({stages::kImport});
  for (const int interpreter : interpreters) {
    ImportOutcome outcome{.interpreter = interpreter, .loaded = interpreter == 0 || !in_others};
    if (!outcome.loaded) outcome.raised = outcome.retry_raised = in_others;
    Add(record, outcome);
  }
  return record;
}

Observations Imported(InterpreterConfig config, const RaisedException& in_others) {
  Observations seen{.target = {.name = "m", .kind = TargetKind::kExtension, .file = "/lib/m.so"},
                    .config = config};
  seen.At(experiments::kAlone) = Imports({0}, {});
  seen.At(experiments::kMainFirst) = Imports({0, 1, 2, 3}, in_others);
  seen.At(experiments::kMainLast) = Imports({1, 2, 0}, in_others);
  return seen;
}

}  // namespace

Record CompleteRecord(const std::vector<Stage>& stages) {
  Record record;
  record.ending = Ending::kComplete;
  for (const Stage& stage : stages) record.stages.push_back(Position::At(stage, 0));
  return record;
}

Record CrashedRecord(const std::vector<Stage>& stages, int signal) {
  Record record = CompleteRecord(stages);
  record.ending = Ending::kSignalled;
  record.signal = signal;
  for (std::size_t i = 0; i + 1 < stages.size(); ++i) record.finished.emplace_back(stages[i].id);
  return record;
}

Observations LoadedEverywhere(InterpreterConfig config) { return Imported(config, {}); }

Observations RefusedInOthers(InterpreterConfig config, const std::string& message) {
  return Imported(config, {.type = "ImportError", .message = message, .is_import_error = true});
}

Finding JudgedBy(const std::string& id, const Observations& seen) {
  const Check* check = FindCheck(id);
  if (check) return check->judge(seen);
  ADD_FAILURE() << "no check is called " << id;
  return {};
}

}  // namespace isograde

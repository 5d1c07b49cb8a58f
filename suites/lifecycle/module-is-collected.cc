#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/lifecycle/dropped_experiment.h"

namespace isograde {
namespace {

Finding JudgeCollected(const Observations& seen) {
  if (!UnimportableBecause(seen).empty())
    return NotApplicable("the main interpreter cannot import it");
  if (seen.target.kind == TargetKind::kPure) return NotApplicable("it is pure Python");
  const auto import = seen[experiments::kAlone].First<ImportOutcome>();
  if (import && import->was_loaded)
    return NotApplicable("every interpreter loads it at its own start, and keeps it");
  const Record* dropped = seen.Of(experiments::kDropped);
  const auto collection = dropped ? dropped->First<Collection>() : std::nullopt;
  if (!collection) return Inconclusive("it was not seen to be dropped");
  if (collection->raised)
    return Inconclusive("importing it, to drop it, raised " + Text(collection->raised));
  if (!collection->not_referable.empty())
    return NotApplicable(
        fmt::format("no weak reference to its module object, of {}, can be had, which alone shows "
                    "that it is gone",
                    collection->not_referable));
  if (collection->kept_by_others)
    return Inconclusive(
        fmt::format("others still refer to it: {}", fmt::join(collection->kept_by, ", ")));
  if (!collection->module_gone) {
    std::vector<Evidence> evidence;
    for (const std::string& keeper : collection->kept_by)
      evidence.push_back({.text = "still refers to it: " + keeper});
    return Fail(
               "after its last reference was dropped and gc.collect(), the module object is still "
               "there")
        .With(std::move(evidence));
  }
  if (collection->has_free && collection->freed == 0)
    return Fail("the module object is gone, but its m_free never ran");
  return Pass(collection->has_free ? "the module object is gone, m_free ran"
                                   : "the module object is gone");
}

ISOGRADE_CHECK(
    {.id = "lifecycle/module-is-collected",
     .level = StateLevel::kModule,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim = "After `del` and gc.collect(), the module object and its state are gone.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html"
                  "#module-state-traverse-clear-and-free",
     .remedy = "Visit everything that the module state holds in m_traverse, let it go in "
               "m_clear, and keep no reference to the module in a static variable.",
     .remedy_changes = GeneratedPart::kState,
     .config_independent = true,
     .experiments = {experiments::kDropped},
     .stages = {stages::kCollect},
     .answers_for = Answers({experiments::kDropped},
                            {stages::kNone, stages::kImport, stages::kUse, stages::kCollect}),
     .scope = CheckScope::kMembers,
     .judge = JudgeCollected});

}  // namespace
}  // namespace isograde

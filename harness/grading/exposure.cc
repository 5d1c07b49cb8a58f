#include "grading/exposure.h"

#include <set>

#include "checklist/break_site.h"
#include "checklist/declaration.h"
#include "checklist/demonstrated.h"
#include "checklist/innocent.h"
#include "grading/reliability_book.h"

namespace isograde {

std::vector<std::string> InnocentsOf(const Record& alone) {
  std::set<std::string> names;
  const auto own = alone.First<OwnExtensions>();
  for (const OwnExtension& one : own ? own->modules : std::vector<OwnExtension>()) {
    if (const Innocent* const innocent = InnocentOf(one.init, one.has_state))
      names.insert(std::string(innocent->module));
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> ExposedTo(const Observations& seen, const Experiment& experiment) {
  const Record& alone = seen[experiments::kAlone];
  std::vector<std::string> with = InnocentsOf(alone);
  const auto in_main = alone.First<ImportOutcome>();
  if (!in_main) return with;
  std::set<std::string> reached;
  bool all = !experiment.basic || HasBroken(seen[experiment.id]);
  for (const ImportOutcome& outcome : seen[experiment.id].All<ImportOutcome>()) {
    if (outcome.interpreter == 0) continue;
    all |= outcome.loaded;
    for (const BroughtModule& module : outcome.brought) reached.insert(module.name);
  }
  for (const WhoRaised& one : WhoRaisedIn(seen)) reached.insert(one.module);
  std::vector<std::string> pythons;
  for (const BroughtModule& module : in_main->brought) {
    if (!module.is_extension || (!all && !reached.contains(module.name))) continue;
    const std::string identity = IdentityOf(module.name, module.file);
    (identity == module.name ? pythons : with).push_back(identity);
  }
  // Last, since others may break by what they import of it: the last that does is told (judge.cc).
  with.insert(with.end(), pythons.begin(), pythons.end());
  return with;
}

}  // namespace isograde

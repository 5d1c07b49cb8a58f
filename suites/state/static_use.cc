#include "suites/state/static_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/file_name.h"
#include "checklist/declined_call.h"
#include "checklist/demonstrated.h"
#include "suites/identity/different_results.h"
#include "suites/state/exemptions.h"

namespace isograde {
namespace {

using Key = std::tuple<int, bool, std::uint64_t>;

// Words of one variable belong together; those without one stand for themselves.
Key KeyOf(const StaticWord& word, const StaticVariable& variable) {
  const std::uint64_t begin = variable.name.empty() ? word.place.address : variable.begin;
  return {word.library, word.place.is_thread_local, begin};
}

// What an import has put at a place.
struct Placed {
  bool object = false;
  std::string attribute;
  int interpreter = -1;
};

bool IsUse(StaticPhase phase) {
  return phase == StaticPhase::kUse || phase == StaticPhase::kDocumentedUse;
}

}  // namespace

StaticVariable VariableAt(const StaticNames& names, int library, const StaticPlace& place) {
  if (static_cast<std::size_t>(library) >= names.libraries.size()) return {};
  const StaticNames::Library& known = names.libraries[static_cast<std::size_t>(library)];
  for (std::size_t i = 0; i < std::min(known.places.size(), known.variables.size()); ++i) {
    if (known.places[i] == place) return known.variables[i];
  }
  return {};
}

StaticNames NamesIn(const Record& record) {
  StaticNames all;
  for (StaticNames& one : record.All<StaticNames>()) {
    all.types.insert(all.types.end(), one.types.begin(), one.types.end());
    if (one.libraries.size() > all.libraries.size()) all.libraries.resize(one.libraries.size());
    for (std::size_t i = 0; i < one.libraries.size(); ++i) {
      StaticNames::Library& known = all.libraries[i];
      StaticNames::Library& more = one.libraries[i];
      known.path = more.path;
      known.size = more.size;
      if (known.problem.empty()) known.problem = more.problem;
      // Where there was a problem, there are fewer variables than places.
      more.variables.resize(more.places.size());
      known.places.insert(known.places.end(), more.places.begin(), more.places.end());
      known.variables.insert(known.variables.end(), more.variables.begin(), more.variables.end());
    }
  }
  return all;
}

std::string Words(StaticClass what) {
  switch (what) {
    case StaticClass::kObject:
      return "holds an object of one interpreter";
    case StaticClass::kMainsAlone:
      return "holds an object of main, by calls that further interpreters decline";
    case StaticClass::kOverwritten:
      return "overwritten by a further import";
    case StaticClass::kLazyCache:
      return "a lazily filled cache";
    case StaticClass::kChangesInUse:
      return "changes with use";
    case StaticClass::kSetOnce:
      return "set once, never again";
    case StaticClass::kUntouched:
      return "untouched";
  }
  return "?";
}

StaticClass VariableUse::what() const {
  const auto objects = [](const Holding& one) { return !one.objection.empty(); };
  if (std::any_of(holdings.begin(), holdings.end(), objects))
    return is_mains_alone ? StaticClass::kMainsAlone : StaticClass::kObject;
  if (imports > 1) return StaticClass::kOverwritten;
  if (uses > 1) return StaticClass::kChangesInUse;
  if (uses == 1 && imports == 0) return StaticClass::kLazyCache;
  return imports + uses > 0 ? StaticClass::kSetOnce : StaticClass::kUntouched;
}

Severity VariableUse::severity(InterpreterConfig config) const {
  const bool changeable = std::any_of(holdings.begin(), holdings.end(), [](const Holding& one) {
    return !one.objection.empty() && !one.constant;
  });
  // What calls put in the place of another interpreter's comes from outside: no constant, which
  // every import would make alike.
  const bool replaced = uses > 1;
  return changeable || replaced || HasOwnGil(config) ? Severity::kContaminates : Severity::kHygiene;
}

void VariableUse::SetLibrary(const StaticNames::Library& of) {
  library = of.path;
  problem = of.problem;
}

std::string VariableUse::Name() const {
  if (variable.name.empty()) {
    const std::string where =
        variable.section.empty()
            ? fmt::format("{:#x}", place.address)
            : fmt::format("{}+{:#x}", variable.section, place.address - variable.begin);
    return fmt::format("a variable at {} of {}, which has no symbols{}",
                       (place.is_thread_local ? "thread-local " : "") + where, FileName(library),
                       problem.empty() ? "" : " that could be read (" + problem + ")");
  }
  std::vector<std::string> details;
  if (!variable.type.empty()) details.push_back(variable.type);
  if (place.is_thread_local) details.push_back("thread-local");
  if (!variable.function.empty()) details.push_back("static in " + variable.function);
  if (!variable.file.empty())
    details.push_back(fmt::format("{}:{}", FileName(variable.file), variable.line));
  else
    details.push_back("of " + FileName(library));
  return fmt::format("`{}` ({})", variable.name, fmt::join(details, ", "));
}

Evidence VariableUse::Say(std::string text) const {
  Evidence evidence{.text = std::move(text)};
  evidence.variable = variable.name;
  evidence.type = variable.type;
  evidence.function = variable.function;
  evidence.file = variable.file;
  evidence.line = variable.line;
  evidence.library = library;
  std::set<int> seen;
  for (const Holding& one : holdings) seen.insert(one.interpreter);
  evidence.interpreters.assign(seen.begin(), seen.end());
  return evidence;
}

std::vector<VariableUse> VariablesUsed(const Record& record) {
  const StaticNames names = NamesIn(record);
  // Which of the calls that were found brought a change about is not known: those of main alone are
  // taken for what others decline, where they decline any.
  const bool others_decline_found = DeclinesSomeFound(record);
  const bool others_decline = DeclinesAllDocumented(record) || others_decline_found;
  std::map<Key, VariableUse> variables;
  std::map<Key, std::set<std::pair<StaticPhase, int>>> changed;
  std::map<std::pair<int, StaticPlace>, Placed> placed;
  for (const StaticChanges& changes : record.All<StaticChanges>()) {
    for (const StaticWord& word : changes.words) {
      const StaticVariable variable = VariableAt(names, word.library, word.place);
      if (ExemptionOf(variable, word.shape)) continue;
      const Key key = KeyOf(word, variable);
      const auto [entry, is_new] = variables.try_emplace(key);
      VariableUse& use = entry->second;
      if (is_new) {
        use.variable = variable;
        use.place = word.place;
        use.is_mains_alone = others_decline;
        if (static_cast<std::size_t>(word.library) < names.libraries.size())
          use.SetLibrary(names.libraries[static_cast<std::size_t>(word.library)]);
      }
      use.is_mains_alone &= changes.interpreter == 0 &&
                            (changes.phase == StaticPhase::kDocumentedUse ||
                             (others_decline_found && changes.phase == StaticPhase::kUse));
      if (changed[key].insert({changes.phase, changes.interpreter}).second)
        ++(IsUse(changes.phase) ? use.uses : use.imports);
      Placed& held = placed[{word.library, word.place}];
      if (!IsUse(changes.phase)) {
        use.overwrote_object |= held.object;
        held.object |= !word.objection.empty();
        const bool is_elsewhere = held.interpreter != changes.interpreter;
        if (is_elsewhere && !word.attribute.empty() && held.attribute == word.attribute)
          use.overwrote_attribute = word.attribute;
        held.attribute = word.attribute;
        held.interpreter = changes.interpreter;
      }
      if (word.object.empty()) continue;
      use.holdings.push_back({.interpreter = changes.interpreter,
                              .phase = changes.phase,
                              .member = variable.member,
                              .type = word.object,
                              .objection = word.objection,
                              .address = word.after,
                              .constant = word.constant});
    }
  }
  std::vector<VariableUse> found;
  for (auto& [key, use] : variables) found.push_back(std::move(use));
  return found;
}

std::optional<Finding> NoStatics(const Observations& seen) {
  // What the only one that loaded it left there, `legacy` shows, in which nobody is refused.
  if (const std::string reason = NotSeenInSeveral(seen);
      !reason.empty() && seen.config != InterpreterConfig::kLegacy)
    return NotApplicable(reason);
  const Record& record = seen[experiments::kMainFirst];
  if (seen.target.kind == TargetKind::kBuiltin)
    return NotApplicable("it is compiled into Python: its variables are among Python's own");
  if (record.First<StaticNames>()) return std::nullopt;
  if (record.ending != Ending::kComplete)
    return Inconclusive("the experiment did not get there: it " + DescribeEnding(record));
  return NotApplicable(
      "its static variables were not read: its library does not load before its package");
}

}  // namespace isograde

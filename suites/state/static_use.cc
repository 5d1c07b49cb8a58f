#include "suites/state/static_use.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "suites/loading/outcomes.h"
#include "suites/state/exemptions.h"

namespace isograde {
namespace {

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The variable that a library has at a place; one without a name where none is known.
StaticVariable Lookup(const StaticNames& names, int library, const StaticPlace& place) {
  if (static_cast<std::size_t>(library) >= names.libraries.size()) return {};
  const StaticNames::Library& known = names.libraries[static_cast<std::size_t>(library)];
  for (std::size_t i = 0; i < std::min(known.places.size(), known.variables.size()); ++i) {
    if (known.places[i] == place) return known.variables[i];
  }
  return {};
}

using Key = std::tuple<int, bool, std::uint64_t>;

// Words of one variable belong together; those without one stand for themselves.
Key KeyOf(const StaticWord& word, const StaticVariable& variable) {
  const std::uint64_t begin = variable.name.empty() ? word.place.address : variable.begin;
  return {word.library, word.place.is_thread_local, begin};
}

}  // namespace

std::string Words(StaticClass what) {
  switch (what) {
    case StaticClass::kObject:
      return "holds an object of one interpreter";
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
  if (std::any_of(holdings.begin(), holdings.end(), objects)) return StaticClass::kObject;
  if (imports > 1) return StaticClass::kOverwritten;
  if (uses > 1) return StaticClass::kChangesInUse;
  if (uses == 1 && imports == 0) return StaticClass::kLazyCache;
  return imports + uses > 0 ? StaticClass::kSetOnce : StaticClass::kUntouched;
}

std::string VariableUse::Name() const {
  if (variable.name.empty()) {
    const std::string where =
        variable.section.empty()
            ? fmt::format("{:#x}", place.address)
            : fmt::format("{}+{:#x}", variable.section, place.address - variable.begin);
    return fmt::format("a variable at {} of {}, which has no symbols",
                       (place.is_thread_local ? "thread-local " : "") + where, FileName(library));
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
  const StaticNames names = record.First<StaticNames>().value_or(StaticNames());
  std::map<Key, VariableUse> variables;
  std::map<Key, std::set<std::pair<StaticPhase, int>>> changed;
  std::map<std::pair<int, StaticPlace>, bool> held_object;  // by an import
  for (const StaticChanges& changes : record.All<StaticChanges>()) {
    for (const StaticWord& word : changes.words) {
      const StaticVariable variable = Lookup(names, word.library, word.place);
      if (ExemptionOf(variable, word.shape)) continue;
      const Key key = KeyOf(word, variable);
      const auto [entry, is_new] = variables.try_emplace(key);
      VariableUse& use = entry->second;
      if (is_new) {
        use.variable = variable;
        use.place = word.place;
        if (static_cast<std::size_t>(word.library) < names.libraries.size())
          use.library = names.libraries[static_cast<std::size_t>(word.library)].path;
      }
      if (changed[key].insert({changes.phase, changes.interpreter}).second)
        ++(changes.phase == StaticPhase::kUse ? use.uses : use.imports);
      bool& held = held_object[{word.library, word.place}];
      if (changes.phase != StaticPhase::kUse) {
        use.overwrote_object |= held;
        held |= !word.objection.empty();
      }
      if (word.object.empty()) continue;
      use.holdings.push_back({.interpreter = changes.interpreter,
                              .phase = changes.phase,
                              .member = variable.member,
                              .type = word.object,
                              .objection = word.objection,
                              .address = word.after});
    }
  }
  std::vector<VariableUse> found;
  for (auto& [key, use] : variables) found.push_back(std::move(use));
  return found;
}

std::string NoStatics(const Observations& seen) {
  // What the only one that loaded it left there, `legacy` shows, in which nobody is refused.
  if (const std::string reason = NotSeenInSeveral(seen);
      !reason.empty() && seen.config != InterpreterConfig::kLegacy)
    return reason;
  const Record& record = seen.main_first;
  const Target& target = seen.target;
  if (target.kind == TargetKind::kBuiltin)
    return "it is compiled into Python: its variables are among Python's own";
  if (!record.First<StaticNames>())
    return "its static variables were not read: its library does not load before its package";
  return {};
}

}  // namespace isograde

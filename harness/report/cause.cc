#include "report/cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "checklist/check.h"
#include "report/generated.h"
#include "report/report.h"
#include "report/target_group.h"

namespace isograde {
namespace {

constexpr std::size_t kObjectsNamed = 3;

/// In the order in which they are told among equally grave ones.
enum class Kind { kVariable, kCrash, kObject, kFinding };

// What is one cause: its kind, and what tells it from others of the kind.
using Key = std::pair<Kind, std::vector<std::string>>;

/// One failure, in one config, of one target of the group.
struct Failure {
  const TargetReport* target;
  const CheckResult* result;
  const Check* check;  ///< nullptr: of another isograde

  Severity severity() const { return result->finding.severity.value_or(result->severity); }
};

/// What failures have in common.
struct Gathered {
  struct Shown {
    Failure failure;
    const Evidence* evidence;  ///< nullptr: the finding as a whole
  };
  std::vector<Shown> shown;
  std::vector<std::string> objects{};  ///< Kind::kObject: paths, with types
};

std::vector<Failure> FailuresOf(const TargetReport& target) {
  std::vector<Failure> failures;
  for (const CheckResult& result : target.results) {
    const Failure failure{&target, &result, FindCheck(result.id)};
    if (result.finding.verdict == Verdict::kFail && result.counts &&
        failure.severity() != Severity::kNote)
      failures.push_back(failure);
  }
  return failures;
}

std::string Base(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Key KeyOfVariable(const Evidence& evidence) {
  return {Kind::kVariable,
          {evidence.library, evidence.variable, evidence.file, std::to_string(evidence.line)}};
}

Key KeyOfFinding(const CheckResult& result) {
  const auto& evidence = result.finding.evidence;
  const auto signal = std::find_if(evidence.begin(), evidence.end(),
                                   [](const Evidence& one) { return !one.signal.empty(); });
  const auto place = std::find_if(evidence.begin(), evidence.end(),
                                  [](const Evidence& one) { return !one.function.empty(); });
  if (signal == evidence.end() || place == evidence.end()) return {Kind::kFinding, {result.id}};
  return {Kind::kCrash,
          {signal->signal, place->function, Base(place->file), std::to_string(place->line)}};
}

/// Puts failures to what they come from.
class Gatherer {
 public:
  void Add(const TargetReport& target) {
    const std::vector<Failure> failures = FailuresOf(target);
    // Which variable holds what is at an address, in one config: objects are seen in one run.
    std::map<std::pair<std::string, std::string>, Key> holders;
    for (const Failure& failure : failures) {
      for (const Evidence& one : failure.result->finding.evidence) {
        if (!one.variable.empty() && !one.address.empty())
          holders.emplace(std::pair(failure.result->config, one.address), KeyOfVariable(one));
      }
    }
    for (const Failure& failure : failures) {
      bool known = false;
      for (const Evidence& one : failure.result->finding.evidence) {
        if (one.variable.empty() && one.object_path.empty()) continue;
        known = true;
        const auto holder = holders.find({failure.result->config, one.address});
        if (!one.variable.empty()) {
          Put(KeyOfVariable(one), {failure, &one});
        } else if (holder != holders.end() && !one.address.empty()) {
          Put(holder->second, {failure, &one});
        } else {
          Put({Kind::kObject, {target.target.name, one.object_path}}, {failure, &one});
        }
      }
      if (!known) Put(KeyOfFinding(*failure.result), {failure, nullptr});
    }
  }

  // In the order in which they were met.
  std::vector<std::pair<Key, Gathered>> Take() {
    FoldObjects();
    std::vector<std::pair<Key, Gathered>> all;
    for (const Key& key : order_) {
      if (const auto found = gathered_.find(key); found != gathered_.end())
        all.emplace_back(key, std::move(found->second));
    }
    return all;
  }

 private:
  void Put(const Key& key, Gathered::Shown shown) {
    const auto [place, is_new] = gathered_.try_emplace(key);
    if (is_new) order_.push_back(key);
    place->second.shown.push_back(shown);
  }

  // Objects of one target that show in the same checks have one cause, whatever it is.
  void FoldObjects() {
    std::map<std::pair<std::string, std::set<std::string>>, Key> first;
    for (const Key& key : order_) {
      if (key.first != Kind::kObject) continue;
      Gathered& gathered = gathered_.at(key);
      std::set<std::string> checks;
      for (const Gathered::Shown& one : gathered.shown) checks.insert(one.failure.result->id);
      const Evidence& evidence = *gathered.shown.front().evidence;
      gathered.objects = {evidence.type.empty()
                              ? evidence.object_path
                              : fmt::format("{} ({})", evidence.object_path, evidence.type)};
      const auto [place, is_new] = first.try_emplace({key.second[0], checks}, key);
      if (is_new) continue;
      Gathered& one = gathered_.at(place->second);
      std::move(gathered.shown.begin(), gathered.shown.end(), std::back_inserter(one.shown));
      one.objects.push_back(gathered.objects.front());
      gathered_.erase(key);
    }
  }

  std::map<Key, Gathered> gathered_;
  std::vector<Key> order_;
};

std::string VariableText(const Evidence& evidence) {
  std::vector<std::string> parts;
  if (!evidence.type.empty()) parts.push_back(evidence.type);
  if (!evidence.function.empty()) parts.push_back("static in " + evidence.function);
  if (evidence.line > 0) {
    parts.push_back(fmt::format("{}:{}", Base(evidence.file), evidence.line));
  } else if (!evidence.library.empty()) {
    parts.push_back("in " + Base(evidence.library));
  }
  std::string text = "`" + evidence.variable + "`";
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? " (" : ", ") + parts[i];
  return parts.empty() ? text : text + ")";
}

// What is said of a variable, without its name and place, and without addresses.
std::string Predicate(std::string text) {
  const std::size_t end = text.starts_with('`') ? text.find(") ") : std::string::npos;
  if (end != std::string::npos) text.erase(0, end + 2);
  constexpr std::string_view kAt = " at 0x";
  for (std::size_t at = text.find(kAt); at != std::string::npos; at = text.find(kAt, at))
    text.erase(
        at,
        std::min(text.find_first_not_of("0123456789abcdef", at + kAt.size()), text.size()) - at);
  return text;
}

std::string ObjectsText(const std::vector<std::string>& objects) {
  const std::size_t shown = std::min(objects.size(), kObjectsNamed);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + objects[i];
  if (shown < objects.size()) text += fmt::format(", and {} more", objects.size() - shown);
  return text;
}

void Describe(const Key& key, const Gathered& gathered, const Gathered::Shown& first,
              Cause& cause) {
  const Finding& finding = first.failure.result->finding;
  const auto& parts = key.second;
  switch (key.first) {
    case Kind::kVariable: {
      const auto& shown = gathered.shown;
      const auto own = std::find_if(shown.begin(), shown.end(), [](const Gathered::Shown& one) {
        return !one.evidence->variable.empty();
      });
      cause.what = VariableText(*own->evidence);
      cause.generator = GeneratorsOwn(*own->evidence, own->failure.target->making);
      // What is seen of the object that it holds says more than that it does.
      cause.shows = Predicate(first.evidence->text);
      break;
    }
    case Kind::kCrash:
      cause.what = fmt::format("{} in {}", parts[0], parts[1]);
      if (parts[3] != "0") cause.what += fmt::format(" ({}:{})", parts[2], parts[3]);
      cause.shows = finding.message;
      break;
    case Kind::kObject:
      cause.what = ObjectsText(gathered.objects);
      cause.shows = finding.message;
      break;
    case Kind::kFinding:
      cause.what = finding.message;
      break;
  }
}

Cause CauseOf(const Key& key, Gathered& gathered) {
  auto& shown = gathered.shown;
  std::stable_sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) {
    return a.failure.severity() < b.failure.severity();
  });
  // What names the state knows best what to do about it.
  const auto names_state = [](const Gathered::Shown& one) {
    return one.failure.check && one.failure.check->names_state;
  };
  const auto found = std::find_if(shown.begin(), shown.end(), names_state);
  const Failure& told = (found == shown.end() ? shown.front() : *found).failure;
  Cause cause{.severity = shown.front().failure.severity(),
              .level = told.result->level,
              .belongs = told.check ? told.check->belongs : told.result->level,
              .check = told.result->id};
  if (told.check) cause.remedy = RemedyOf(*told.check, told.result->finding);
  for (const Gathered::Shown& one : shown) {
    const auto add = [](std::vector<std::string>& to, const std::string& name) {
      if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
    };
    add(cause.checks, one.failure.result->id);
    if (!one.failure.target->target.owner.empty())
      add(cause.members, one.failure.target->target.name);
  }
  Describe(key, gathered, shown.front(), cause);
  return cause;
}

struct Told {
  Kind kind;
  Cause cause;

  bool NamesState() const {
    const Check* const check = FindCheck(cause.check);
    return check && check->names_state;
  }
};

// A finding that names no state comes from what does at its level, where that is one thing: what
// `except` does not catch, from a lookup by interpreter.
void LeadBack(std::vector<Told>& all) {
  for (auto one = all.begin(); one != all.end();) {
    const auto explains = [&](const Told& other) {
      return other.NamesState() && other.cause.level == one->cause.level &&
             other.cause.members == one->cause.members;
    };
    const bool looks_for_one = one->kind == Kind::kFinding && !one->NamesState() &&
                               one->cause.level != StateLevel::kModule;
    if (!looks_for_one || std::count_if(all.begin(), all.end(), explains) != 1) {
      ++one;
      continue;
    }
    Cause& cause = std::find_if(all.begin(), all.end(), explains)->cause;
    const bool graver = one->cause.severity < cause.severity;
    if (graver || cause.shows.empty()) cause.shows = one->cause.what;
    cause.checks.insert(graver ? cause.checks.begin() : cause.checks.end(),
                        one->cause.checks.begin(), one->cause.checks.end());
    cause.severity = std::min(cause.severity, one->cause.severity);
    one = all.erase(one);
  }
}

}  // namespace

std::vector<Cause> CausesOf(const TargetGroup& group) {
  Gatherer gatherer;
  gatherer.Add(*group.head);
  for (const TargetReport* member : group.Loaded()) gatherer.Add(*member);
  std::vector<std::pair<Key, Gathered>> all = gatherer.Take();
  std::vector<Told> told;
  for (auto& [key, gathered] : all) told.push_back({key.first, CauseOf(key, gathered)});
  LeadBack(told);
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return std::tuple(a.cause.severity, a.kind) < std::tuple(b.cause.severity, b.kind);
  });
  std::vector<Cause> causes;
  for (Told& one : told) causes.push_back(std::move(one.cause));
  return causes;
}

}  // namespace isograde

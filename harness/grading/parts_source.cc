#include "grading/parts_source.h"

#include <algorithm>

#include "checklist/parts.h"

namespace isograde {
namespace {

bool HasParts(const Target& observed) { return observed.kind == TargetKind::kDistribution; }

}  // namespace

PartsSource::PartsSource(ObservationSource& whole, const std::vector<Target>& targets)
    : whole_(whole), targets_(targets) {}

const Target& PartsSource::ObservedWith(const Target& target, const std::vector<Target>& targets) {
  if (target.owner.empty() || target.is_apart) return target;
  const auto owner = std::find_if(targets.begin(), targets.end(), [&](const Target& one) {
    return one.name == target.owner && HasParts(one);
  });
  return owner == targets.end() ? target : *owner;
}

const Observations& PartsSource::ViewOf(const Target& target,
                                        std::optional<InterpreterConfig> config,
                                        const Observations& seen) {
  const auto known = views_.find({FullName(target), config});
  if (known != views_.end()) return known->second;
  Observations view = HasParts(target) ? OfTheWhole(seen) : OfMember(seen, target);
  return views_.emplace(Key{FullName(target), config}, std::move(view)).first->second;
}

const Observations& PartsSource::For(const Target& target, InterpreterConfig config) {
  const Target& observed = Observed(target);
  const Observations& seen = whole_.For(observed, config);
  return HasParts(observed) ? ViewOf(target, config, seen) : seen;
}

const Observations& PartsSource::Single(const Target& target) {
  const Target& observed = Observed(target);
  const Observations& seen = whole_.Single(observed);
  return HasParts(observed) ? ViewOf(target, std::nullopt, seen) : seen;
}

const Record& PartsSource::Alone(const Target& target) {
  const Target& observed = Observed(target);
  const Record& seen = whole_.Alone(observed);
  if (!HasParts(observed)) return seen;
  const auto known = alone_.find(FullName(target));
  if (known != alone_.end()) return known->second;
  Record view = HasParts(target) ? OfTheWhole(seen) : OfMember(seen, target, observed);
  return alone_.emplace(FullName(target), std::move(view)).first->second;
}

}  // namespace isograde

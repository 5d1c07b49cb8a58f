#include "host/schedule.h"

#include <fmt/format.h>

#include "suites/loading/outcomes.h"

namespace isograde {
namespace {

std::string Key(const std::string& name, InterpreterConfig config, Order order) {
  return fmt::format("{}/{}/{}", name, Name(config), Name(order));
}

std::string AloneKey(const Target& target) { return target.name + "/alone"; }

constexpr Order kOrders[] = {Order::kMainFirst, Order::kMainLast};

}  // namespace

void Schedule::Add(const Target& target, const std::set<InterpreterConfig>& configs) {
  for (const InterpreterConfig config : configs) {
    if (config != InterpreterConfig::kOverride) QueueControl(config);
  }
  const Subject subject{.target = target, .recipe = recipes_.For(target.name)};
  pool_.Queue(
      AloneKey(target), [subject](Channel& channel) { RunAlone(subject, channel); },
      [this, subject, configs](const Record& alone) {
        Subject known = subject;
        if (const auto outcome = alone.First<ImportOutcome>()) known.needed = outcome->needed;
        for (const InterpreterConfig config : configs) {
          if (!Importable(alone)) {
            for (const Order order : kOrders)
              skipped_.insert(Key(subject.target.name, config, order));
          } else if (config != InterpreterConfig::kOverride ||
                     !configs.contains(InterpreterConfig::kIsolated)) {
            QueueAcross(known, config);
          }
        }
      });
}

bool Schedule::Importable(const Record& alone) const {
  const auto outcome = alone.First<ImportOutcome>();
  return outcome && outcome->loaded;
}

void Schedule::QueueAcross(const Subject& subject, InterpreterConfig config) {
  if (!subject.is_control && config == InterpreterConfig::kOverride) QueueControl(config);
  for (const Order order : kOrders) {
    created_[config] += InterpretersCreated(order, interpreters_);
    const bool decides_override =
        config == InterpreterConfig::kIsolated && order == Order::kMainLast && !subject.is_control;
    pool_.Queue(
        Key(subject.target.name, config, order),
        [subject, config, order, count = interpreters_](Channel& channel) { RunAcross(subject, config, order, count, channel); },
        decides_override ? [this, subject](const Record& record) {
          Observations seen;
          seen.main_first = record;
          if (DemonstratedIn(seen) != "loads") QueueAcross(subject, InterpreterConfig::kOverride);
          else for (const Order skipped : kOrders) skipped_.insert(Key(subject.target.name, InterpreterConfig::kOverride, skipped));
        } : ChildPool::Then());
  }
}

void Schedule::QueueControl(InterpreterConfig config) {
  if (controls_.insert(config).second) QueueAcross(ControlSubject(), config);
}

const Record& Schedule::Alone(const Target& target) { return pool_.Wait(AloneKey(target)); }

bool Schedule::WasTried(const Target& target, InterpreterConfig config) {
  Alone(target);
  if (config == InterpreterConfig::kOverride &&
      !skipped_.contains(Key(target.name, config, Order::kMainFirst))) {
    pool_.Wait(Key(target.name, InterpreterConfig::kIsolated, Order::kMainLast));
  }
  return !skipped_.contains(Key(target.name, config, Order::kMainFirst));
}

bool Schedule::LoadsByItself(const Target& target, InterpreterConfig config) {
  return config == InterpreterConfig::kOverride && Importable(Alone(target)) &&
         !WasTried(target, config);
}

Observations Schedule::For(const Target& target, InterpreterConfig config) {
  Observations seen{.target = target, .config = config, .alone = Alone(target)};
  if (WasTried(target, config)) {
    seen.main_first = pool_.Wait(Key(target.name, config, Order::kMainFirst));
    seen.main_last = pool_.Wait(Key(target.name, config, Order::kMainLast));
  } else if (!Importable(seen.alone)) {
    seen.main_first = seen.main_last = seen.alone;
  }
  return seen;
}

const Observations& Schedule::Control(InterpreterConfig config) {
  const auto known = control_observations_.find(config);
  if (known != control_observations_.end()) return known->second;
  Observations seen{.target = ControlSubject().target, .config = config};
  seen.alone.ending = Ending::kComplete;
  seen.main_first = pool_.Wait(Key(seen.target.name, config, Order::kMainFirst));
  seen.main_last = pool_.Wait(Key(seen.target.name, config, Order::kMainLast));
  return control_observations_[config] = std::move(seen);
}

}  // namespace isograde

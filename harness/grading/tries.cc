#include "grading/tries.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "checklist/fresh_process.h"
#include "checklist/subject.h"
#include "interpreter/cpython_api.h"

namespace isograde {
namespace {

// Where the first ones all break in one way, more would not tell more.
constexpr int kFirst = 5;

constexpr const char* kNothing = "";

}  // namespace

struct Tries::Place {
  const Experiment& experiment;
  std::optional<InterpreterConfig> config;

  ReliabilityBook::Place InBook() const {
    return {config ? std::string(Name(*config)) : "any", experiment.id};
  }
};

std::vector<Reliability> Tries::Of(const Experiment& experiment,
                                   std::optional<InterpreterConfig> config,
                                   const std::vector<std::string>& with) {
  const Place place{experiment, config};
  std::vector<std::string> all = {kNothing};
  all.insert(all.end(), with.begin(), with.end());
  std::vector<std::string> unknown;
  for (const std::string& one : all) {
    if (!book_.Find(place.InBook(), one)) unknown.push_back(one);
  }
  if (times_ > 0 && !unknown.empty()) {
    TellOnce(unknown);
    if (unknown.front() == kNothing) {
      Add(place, {kNothing}, Try(place, {}, times_));
      unknown.erase(unknown.begin());
    }
    if (!unknown.empty()) TryTogether(place, unknown, times_);
    book_.Save();
  }
  return KnownOf(place, all);
}

std::vector<Reliability> Tries::OfThisBuild(const Experiment& experiment,
                                            std::optional<InterpreterConfig> config,
                                            const std::vector<std::string>& with) {
  const Place place{experiment, config};
  std::vector<std::string> all = {kNothing};
  all.insert(all.end(), with.begin(), with.end());
  for (const std::string& one : all) {
    const TriedTogether* const known = book_.Find(place.InBook(), one);
    if (times_ == 0 || !known || known->breakdowns.empty() ||
        book_.IsOfThisBuild(place.InBook(), one))
      continue;
    TellOnce({one});
    Add(place, {one},
        Try(place, *one.c_str() ? std::vector{one} : std::vector<std::string>(), times_));
    book_.Save();
  }
  return KnownOf(place, all);
}

std::optional<Reliability> Tries::Known(const Experiment& experiment,
                                        std::optional<InterpreterConfig> config,
                                        const std::string& with) const {
  const auto known = KnownOf({experiment, config}, {with});
  return known.empty() ? std::nullopt : std::optional(known.front());
}

std::vector<Reliability> Tries::KnownOf(const Place& place,
                                        const std::vector<std::string>& with) const {
  std::vector<Reliability> broke;
  for (const std::string& one : with) {
    const TriedTogether* const tried = book_.Find(place.InBook(), one);
    if (tried && !tried->breakdowns.empty())
      broke.push_back({NameIn(one), tried->tries, tried->breakdowns});
  }
  return broke;
}

void Tries::Add(const Place& place, const std::vector<std::string>& with,
                const Reliability& tried) {
  book_.Add(place.InBook(), {.with = with, .tries = tried.tries, .breakdowns = tried.breakdowns});
}

// Whether one of them was found to break it. What is so rare that neither half shows it, tried
// three times as often, is charged to none of them.
bool Tries::TryTogether(const Place& place, const std::vector<std::string>& with, int times) {
  const Reliability tried = Try(place, with, times);
  if (tried.breakdowns.empty() || with.size() == 1) {
    Add(place, with, tried);
    return !tried.breakdowns.empty();
  }
  const auto middle = with.begin() + static_cast<std::ptrdiff_t>(with.size() / 2);
  bool found = false;
  for (const int more : {times, 3 * times_}) {
    if (found) break;
    found |= TryTogether(place, {with.begin(), middle}, more);
    found |= TryTogether(place, {middle, with.end()}, more);
  }
  return found;
}

Reliability Tries::Try(const Place& place, const std::vector<std::string>& with, int times) {
  std::vector<std::string> names;
  std::transform(with.begin(), with.end(), std::back_inserter(names), NameIn);
  const auto subject = ControlSubject(names);
  const Experiment& experiment = place.experiment;
  const auto body = [subject, &experiment, config = place.config,
                     effort = effort_](Channel& channel) {
    RunExperiment(experiment, subject, config.value_or(InterpreterConfig::kLegacy), effort,
                  channel);
  };
  Reliability result;
  const std::string series = fmt::format("tries {}", ++series_);
  const auto go_on_to = [&](int count) {
    const int begun = result.tries;
    for (int i = begun; i < count; ++i) pool_.Queue(fmt::format("{}/{}", series, i), body);
    for (int i = begun; i < count; ++i) {
      const Record& record = pool_.Wait(fmt::format("{}/{}", series, i));
      Note(record, result);
      cost_.cpu_s += record.cpu_s;
      ++cost_.tries;
    }
  };
  go_on_to(std::min(kFirst, times));
  // Of several, it is enough to know that they break; then they are tried by halves.
  const bool always = result.breakdowns.size() == 1 && result.broken() == result.tries;
  if (!always && (with.size() < 2 || BeyondNothing(place, result).empty())) go_on_to(times);
  if (!with.empty()) result.breakdowns = BeyondNothing(place, result);
  return result;
}

// What nothing at all shows too is not theirs.
std::vector<Breakdown> Tries::BeyondNothing(const Place& place, const Reliability& tried) const {
  std::vector<Breakdown> own = tried.breakdowns;
  const TriedTogether* const nothing = book_.Find(place.InBook(), kNothing);
  if (!nothing) return own;
  std::erase_if(own, [&](const Breakdown& breakdown) {
    return LikeIn(nothing->breakdowns, breakdown.site) != nullptr;
  });
  return own;
}

void Tries::TellOnce(const std::vector<std::string>& with) {
  if (cost_.tries > 0) return;
  const auto extensions =
      std::count_if(with.begin(), with.end(), [](const std::string& one) { return !one.empty(); });
  fmt::print(stderr,
             "isograde: how reliable this CPython {} is with what the target imports ({} extension "
             "module{}) is not known yet: each experiment is tried {} times without it, once\n",
             cpython::VersionText(), extensions, extensions == 1 ? "" : "s", times_);
}

}  // namespace isograde

#include "explore/exploration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/error.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ExploredCall, code, needs, returned, type, value, by_value, changes, why);
ISOGRADE_JSON_FIELDS(Exploration, main, calls, callback, callables, answered, documented, silent,
                     exceptions, own_exceptions, tried, broke, was_capped, trouble);

/// What a step of exploring says, as isograde/_explore has it.
struct Told {
  static constexpr const char* kName = "told";
  std::string json;
};
ISOGRADE_JSON(Told);
ISOGRADE_JSON_FIELDS(Told, json);

namespace stages {
inline constexpr Stage kExplore{.id = "explore", .words = "trying a call", .makes_calls = true};
}  // namespace stages

namespace {

// What a function of isograde._explore gives, for one text.
Reference Asked(const char* module_name, const char* function, const std::string& text) {
  const Reference module = Reference::Steal(
      PyImport_ImportModule(fmt::format("isograde._explore.{}", module_name).c_str()));
  const Reference given = Reference::Steal(
      PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
  Reference answer = Reference::Steal(
      module && given ? PyObject_CallMethod(module.get(), function, "O", given.get()) : nullptr);
  if (!answer)
    throw HarnessError(fmt::format("isograde._explore.{}: {}", module_name, Text(TakeRaised())));
  return answer;
}

constexpr std::chrono::milliseconds kOfFirstImport{30'000};  // beyond what a call may take

// In a child of its own each: what was imported here, every experiment would have.
Child::Body Deciding(const char* module, const char* function, std::string text) {
  return [module, function, text = std::move(text)](Channel& channel) {
    channel.Observe(Told{TextOf(Asked(module, function, text).get())});
  };
}

// Iterates over (kind, text): "call" is what comes next, anything else is told.
Child::Body Trying(const char* module, std::string order) {
  return [module, order = std::move(order)](Channel& channel) {
    const Reference steps = Asked(module, "run", order);
    while (true) {
      const Reference pair = Reference::Steal(PyIter_Next(steps.get()));
      if (!pair) break;
      const std::string text = TextOf(PyTuple_GetItem(pair.get(), 1));
      if (TextOf(PyTuple_GetItem(pair.get(), 0)) == "call")
        channel.Begin(stages::kExplore, 0, text);
      else
        channel.Observe(Told{text});
    }
    if (PyErr_Occurred())
      throw HarnessError(fmt::format("isograde._explore.{}: {}", module, Text(TakeRaised())));
  };
}

/// One exploration: asks what to try, and has it tried.
class Explorer {
 public:
  Explorer(const Target& target, const Recipe& recipe, ChildPool& pool,
           std::chrono::milliseconds at_most)
      : target_(target),
        recipe_(recipe),
        pool_(pool),
        end_(std::chrono::steady_clock::now() + at_most) {}

  nlohmann::json Run() {
    nlohmann::json step = {
        {"target", target_}, {"state", nullptr}, {"told", nlohmann::json::array()}};
    while (true) {
      step["is_late"] = std::chrono::steady_clock::now() > end_;
      const nlohmann::json next = Decided("_plan", "step", step);
      if (!next.at("chosen").is_null()) return Settled(next);
      step["state"] = next.at("state");
      step["told"] = Tried(next.at("orders"));
    }
  }

 private:
  std::string Key() { return fmt::format("explore {} {}", target_.name, ++keys_); }

  nlohmann::json Decided(const char* module, const char* function, const nlohmann::json& given) {
    const std::string key = Key();
    pool_.Queue(key, Deciding(module, function, given.dump()), {}, {.more_time = kOfFirstImport});
    const Record& record = pool_.Wait(key);
    const auto told = record.First<Told>();
    if (!told || !record.complete())
      throw HarnessError(record.harness_error.empty() ? DescribeEnding(record)
                                                      : record.harness_error);
    return nlohmann::json::parse(told->json);
  }

  nlohmann::json Tried(const nlohmann::json& orders) {
    std::vector<std::string> keys;
    for (nlohmann::json order : orders) {
      order["until"] = std::chrono::duration<double>(end_.time_since_epoch()).count();
      keys.push_back(Key());
      pool_.Queue(keys.back(), Trying("_child", order.dump()), {}, {.more_time = more_time_});
    }
    nlohmann::json all = nlohmann::json::array();
    for (const std::string& key : keys) {
      const Record& record = pool_.Wait(key);
      // After a call of the target's, what goes wrong is the call's: it may leave an exception
      // behind where there is none, which is raised by whatever comes next.
      const bool is_ours = record.last().detail.empty();
      if (is_ours && !record.harness_error.empty()) throw HarnessError(record.harness_error);
      nlohmann::json found = nlohmann::json::array();
      for (const Told& told : record.All<Told>()) found.push_back(told.json);
      all.push_back({{"found", found},
                     {"last", record.last().detail},
                     {"how", !record.harness_error.empty() ? "left behind: " + record.harness_error
                             : record.complete()           ? ""
                                                           : DescribeEnding(record)}});
      pool_.DropObservations(key);
      // The first looks around, and does little else than the import, which every other makes too.
      constexpr double kTimes = 2;
      if (!knows_time_ && record.complete()) {
        knows_time_ = true;
        more_time_ = std::chrono::milliseconds(std::lround(record.wall_s * 1000 * kTimes));
      }
    }
    return all;
  }

  nlohmann::json Settled(const nlohmann::json& last) {
    nlohmann::json order = last.at("state").at("target");
    order["calls"] = last.at("chosen").at("calls");
    std::vector<std::string> uses = recipe_.uses();
    for (const Recipe::Raise& raise : recipe_.raises) uses.push_back(raise.call);
    order["recipe"] = {{"module", recipe_.module}, {"setup", recipe_.setup}, {"uses", uses}};
    const std::string key = Key();
    pool_.Queue(key, Trying("_again", order.dump()), {}, {.more_time = more_time_});
    const Record& record = pool_.Wait(key);
    nlohmann::json told = nlohmann::json::array();
    for (const Told& one : record.All<Told>()) told.push_back(one.json);
    return Decided("_again", "settled", {{"chosen", last.at("chosen")}, {"told", told}});
  }

  const Target& target_;
  const Recipe& recipe_;
  ChildPool& pool_;
  std::chrono::steady_clock::time_point end_;  // as time.monotonic() has it, which children ask
  std::chrono::milliseconds more_time_ = kOfFirstImport;
  bool knows_time_ = false;
  int keys_ = 0;
};

// A TOML string.
std::string Quoted(const std::string& text) { return nlohmann::json(text).dump(); }

}  // namespace

Exploration Explore(const Target& target, const Recipe& recipe, ChildPool& pool,
                    std::chrono::milliseconds at_most) {
  try {
    return Explorer(target, recipe, pool, at_most).Run().get<Exploration>();
  } catch (const HarnessError& error) {
    return {.trouble = error.what()};
  }
}

Called CalledOf(const Exploration& exploration) {
  Called called{.callables = exploration.callables,
                .answered = exploration.answered,
                .documented = exploration.documented,
                .exceptions = static_cast<int>(exploration.exceptions.size()),
                .own_exceptions = exploration.own_exceptions,
                .was_capped = exploration.was_capped,
                .main = exploration.main,
                .calls = {},
                .callback = exploration.callback,
                .silent = exploration.silent,
                .broke = exploration.broke};
  for (const ExploredCall& call : exploration.calls)
    called.calls.push_back({call.code, call.needs, call.by_value});
  return called;
}

Recipe With(Recipe recipe, const Called& called) {
  recipe.called = called;
  if (called.calls.empty() && called.callback.empty()) return recipe;
  if (recipe.module.empty()) recipe.module = called.main;
  if (recipe.callback.empty() && recipe.module == called.main) recipe.callback = called.callback;
  recipe.found_module = called.main;
  for (const FoundCall& call : called.calls) {
    const auto is_it = [&](const FoundCall& found) { return found.call == call.call; };
    if (std::none_of(recipe.found.begin(), recipe.found.end(), is_it)) recipe.found.push_back(call);
  }
  return recipe;
}

std::string RecipeText(const Exploration& exploration) {
  std::string text = fmt::format("module = {}\n", Quoted(exploration.main));
  for (const ExploredCall& call : exploration.calls) {
    text += fmt::format("\n# {}{}\n[[calls]]\ncall = {}\n", call.returned ? "gives " : "raises ",
                        call.type, Quoted(call.code));
    if (!call.needs.empty()) text += fmt::format("needs = {}\n", nlohmann::json(call.needs).dump());
    if (!call.by_value) text += "compare = \"class\"\n";
  }
  if (!exploration.callback.empty())
    text += fmt::format("\n# from another thread\n[callback]\ncall = {}\n",
                        Quoted(exploration.callback));
  return text;
}

}  // namespace isograde

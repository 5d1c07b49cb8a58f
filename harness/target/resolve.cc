#include "target/resolve.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"
#include "sandbox/child_pool.h"
#include "sandbox/record.h"
#include "target/project_name.h"

namespace isograde {

/// What is known of a distribution.
struct Discovered {
  static constexpr const char* kName = "discovered";
  Target target;
};
ISOGRADE_JSON(Discovered);

/// What a target rests on.
struct Contents {
  static constexpr const char* kName = "contents";
  std::string json;
};
ISOGRADE_JSON(Contents);

namespace {

// The finders are Python objects, so the search is Python too: isograde/_targets.py.
template <typename... Arguments>
std::string Ask(const char* function, Arguments... arguments) {
  Reference module = Reference::Steal(PyImport_ImportModule("isograde._targets"));
  const std::string format(sizeof...(arguments), 's');
  Reference answer = Reference::Steal(
      module ? PyObject_CallMethod(module.get(), function, format.c_str(), arguments...) : nullptr);
  if (!answer) {
    const bool interrupted = PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) != 0;
    const std::string raised = Text(TakeRaised());
    if (interrupted) throw Interrupted();
    throw HarnessError("isograde._targets: " + raised);
  }
  return TextOf(answer.get());
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// What may be a distribution is known by no finder.
struct FirstLook {
  Target target;
  bool asks = false;
  bool is_known = false;
  std::string asked{};  // name
};

FirstLook LookAt(const std::string& name) {
  const bool is_project = name == ".";
  const ProjectName project = is_project ? ProjectNameAt(name) : ProjectName();
  if (!project.problem.empty()) return {.target = {.name = name, .problem = project.problem}};
  // kind, file, problem, name
  std::vector<std::string> lines =
      Lines(is_project ? Ask("project", project.name.c_str(), project.file.c_str())
                       : Ask("resolve", name.c_str()));
  lines.resize(std::max<std::size_t>(lines.size(), 4));
  FirstLook look{
      .target = {.name = lines[3].empty() ? name : lines[3], .file = lines[1], .problem = lines[2]},
      .asks = lines[0] == "ask"};
  if (!look.asks)
    look.target.kind = nlohmann::json(lines[0]).get<TargetKind>();  // unknown: any other word
  else if (look.target.problem.empty())
    look.target.kind = TargetKind::kPure;
  return look;
}

// In a child: sends the target as far as it is known, again and again.
void Discover(const Target& asked, bool wants_contents, Channel& channel) {
  const Reference module = Reference::Steal(PyImport_ImportModule("isograde._roots"));
  const Reference found = Reference::Steal(
      module ? PyObject_CallMethod(module.get(), "discover", "ssi", asked.name.c_str(),
                                   asked.problem.c_str(), wants_contents ? 1 : 0)
             : nullptr);
  while (found) {
    const Reference pair = Reference::Steal(PyIter_Next(found.get()));
    if (!pair) break;
    const std::string what = TextOf(PyTuple_GetItem(pair.get(), 0));
    const std::string json = TextOf(PyTuple_GetItem(pair.get(), 1));
    if (what == "target")
      channel.Observe(Discovered{nlohmann::json::parse(json).get<Target>()});
    else
      channel.Observe(Contents{json});
  }
  if (PyErr_Occurred()) throw HarnessError("isograde._roots: " + Text(TakeRaised()));
}

// In a child: of a module that is known not to be a distribution; of none where it has no name.
void FindContents(const std::string& module_name, Channel& channel) {
  const Reference module = Reference::Steal(PyImport_ImportModule("isograde._contents"));
  const Reference json = Reference::Steal(
      module ? PyObject_CallMethod(module.get(), "contents_of_module", "s", module_name.c_str())
             : nullptr);
  if (!json) throw HarnessError("isograde._contents: " + Text(TakeRaised()));
  channel.Observe(Contents{TextOf(json.get())});
}

// One that was named as a module, and is nothing else, is graded as such.
Target Simplified(Target target) {
  if (target.kind != TargetKind::kDistribution || target.roots.size() != 1 ||
      target.roots.front() != target.name || !target.libraries.empty())
    return target;
  const std::string& root = target.roots.front();
  Target module{.name = root,
                .problem = target.problem,
                .distribution = target.distribution,
                .version = target.version};
  if (target.members.empty()) {
    module.kind = TargetKind::kPure;
    module.file = Resolve(root).file;
    return module;
  }
  const Target::Member& only = target.members.front();
  if (target.members.size() > 1 || only.name != root) return target;
  module.kind = TargetKind::kExtension;
  module.file = only.file;
  return module;
}

Target Found(const Target& asked, const Record& record) {
  if (!record.harness_error.empty()) {
    Target unknown = asked;
    unknown.kind = TargetKind::kUnknown;
    unknown.harness_error = record.harness_error;
    unknown.problem =
        fmt::format("isograde failed while looking for {}: {}", asked.name, record.harness_error);
    return unknown;
  }
  const std::vector<Discovered> known = record.All<Discovered>();
  if (known.empty()) {
    Target unknown = asked;
    unknown.kind = TargetKind::kUnknown;
    unknown.problem =
        fmt::format("looking for {}: the process {}", asked.name, DescribeEnding(record));
    return unknown;
  }
  Target target = known.back().target;
  // What its import ends, it ends when it is graded, too.
  if (target.kind == TargetKind::kDistribution && target.roots.empty())
    target.roots = target.packages;
  return Simplified(std::move(target));
}

}  // namespace

ISOGRADE_JSON_FIELDS(Discovered, target);
ISOGRADE_JSON_FIELDS(Contents, json);

Target Resolve(const std::string& name) {
  FirstLook look = LookAt(name);
  return std::move(look.target);
}

Resolved ResolveAll(const std::vector<std::string>& names, const Resolving& resolving) {
  std::vector<FirstLook> looks;
  const auto is_asked = [&looks](const std::string& name) {
    return std::any_of(looks.begin(), looks.end(),
                       [&](const FirstLook& look) { return look.asked == name; });
  };
  for (const std::string& name : names) {
    const auto known = resolving.known.find(name);
    FirstLook look = known == resolving.known.end() ? LookAt(name) : FirstLook{known->second};
    look.asked = look.target.name;
    look.is_known = known != resolving.known.end();
    if (!is_asked(look.asked)) looks.push_back(std::move(look));
  }
  ChildPool pool(resolving.jobs, resolving.limits);
  const bool wants_contents = resolving.contents_of.has_value();
  for (const FirstLook& look : looks) {
    if (look.asks)
      pool.Queue(look.asked, [target = look.target, wants_contents](Channel& channel) {
        Discover(target, wants_contents, channel);
      });
    else if (wants_contents && !look.is_known && look.target.kind != TargetKind::kUnknown)
      pool.Queue(look.asked,
                 [name = look.target.name](Channel& channel) { FindContents(name, channel); });
  }
  Resolved resolved;
  const auto take_contents = [&](const std::string& name, const Record& record) {
    if (const auto contents = record.First<Contents>(); contents && record.complete())
      resolved.contents[name] = contents->json;
  };
  if (wants_contents && !resolving.known.contains(*resolving.contents_of)) {
    const std::string& name = *resolving.contents_of;
    pool.Queue(name, [](Channel& channel) { FindContents("", channel); });
    take_contents(name, pool.Wait(name));
  }
  const auto add = [&targets = resolved.targets](Target target) {
    const auto is_same = [&](const Target& other) {
      const bool both_named = !target.distribution.empty() && target.kind == other.kind;
      return (other.name == target.name && other.owner == target.owner) ||
             (both_named && other.distribution == target.distribution &&
              other.packages == target.packages);
    };
    const bool is_new = std::none_of(targets.begin(), targets.end(), is_same);
    if (is_new) targets.push_back(std::move(target));
    return is_new;
  };
  for (const FirstLook& look : looks) {
    Target target = look.target;
    const bool was_looked_for = !look.is_known && target.kind != TargetKind::kUnknown;
    if (look.asks || (wants_contents && was_looked_for)) {
      const Record& record = pool.Wait(look.asked);
      if (look.asks) target = Found(look.target, record);
      take_contents(target.name, record);
    }
    if (!add(target) || target.kind != TargetKind::kDistribution) continue;
    for (Target& member : LoadedMembers(target)) add(std::move(member));
    for (const Target::Member& member : target.members) {
      if ((!resolving.all_members || member.is_loaded) || is_asked(member.name)) continue;
      Target apart = Resolve(member.name);
      apart.owner = target.name;
      apart.is_apart = true;
      add(std::move(apart));
    }
  }
  return resolved;
}

std::vector<std::string> NotInstalled() { return Lines(Ask("not_installed")); }

std::vector<std::string> StandardLibraryExtensions() {
  return Lines(Ask("standard_library_extensions"));
}

}  // namespace isograde

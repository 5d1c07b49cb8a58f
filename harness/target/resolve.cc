#include "target/resolve.h"

#include <algorithm>

#include "base/error.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

// The finders are Python objects, so the search is Python too: isograde/_targets.py.
template <typename... Arguments>
std::string Ask(const char* function, Arguments... arguments) {
  Reference module = Reference::Steal(PyImport_ImportModule("isograde._targets"));
  Reference answer = Reference::Steal(
      module ? PyObject_CallMethod(module.get(), function, sizeof...(arguments) ? "s" : nullptr,
                                   arguments...)
             : nullptr);
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

}  // namespace

Target Resolve(const std::string& name) {
  // kind, file, problem, then one line for each extension module of a package
  std::vector<std::string> lines = Lines(Ask("resolve", name.c_str()));
  lines.resize(std::max<std::size_t>(lines.size(), 3));
  Target target;
  target.name = name;
  target.kind = nlohmann::json(lines[0]).get<TargetKind>();
  target.file = lines[1];
  target.problem = lines[2];
  target.modules.assign(lines.begin() + 3, lines.end());
  return target;
}

std::vector<Target> ResolveAll(const std::vector<std::string>& names) {
  std::vector<Target> targets;
  const auto add = [&targets](Target target) {
    const bool known = std::any_of(targets.begin(), targets.end(),
                                   [&](const Target& other) { return other.name == target.name; });
    if (!known) targets.push_back(std::move(target));
  };
  for (const std::string& name : names) {
    Target target = Resolve(name);
    const std::vector<std::string> modules = target.modules;
    add(std::move(target));
    for (const std::string& module : modules) {
      Target part = Resolve(module);
      part.owner = name;
      add(std::move(part));
    }
  }
  return targets;
}

std::vector<std::string> StandardLibraryExtensions() {
  return Lines(Ask("standard_library_extensions"));
}

}  // namespace isograde

#include "suites/identity/share_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <tuple>
#include <unordered_map>

#include "base/fault.h"
#include "evidence/object_walk.h"
#include "evidence/sharing_rule.h"
#include "interpreter/python_error.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(SharedObject, path, type, address, objection, interpreters, constant);
ISOGRADE_JSON_FIELDS(SharedObjects, objects, topmost, constants, total, walked, truncated,
                     after_calls);
namespace {

struct View {
  const Seat* seat;
  const ObjectWalk* walk;
};

using Sightings =
    std::unordered_map<PyObject*, std::vector<std::size_t>>;  // object -> indices of views

// The first objection of an interpreter that sees it; each is asked with itself current.
std::string Objection(PyObject* object, const std::vector<std::size_t>& seen_in,
                      const std::vector<View>& views, bool builtin) {
  for (const std::size_t index : seen_in) {
    std::string objection =
        views[index].seat->interpreter->Run([&] { return SharingObjection(object, builtin); });
    if (!objection.empty()) return objection;
  }
  return {};
}

// Another module's, or seen as such by one of those who see it.
bool IsForeign(PyObject* object, const std::vector<std::size_t>& seen_in,
               const std::vector<View>& views) {
  return std::any_of(seen_in.begin(), seen_in.end(), [&](std::size_t index) {
    return views[index].seat->foreign.Contains(object);
  });
}

}  // namespace

void RecordSharing(const Subject& subject, std::span<const Seat> seats, Channel& channel,
                   const Stage& stage) {
  // Never given back: see ObjectWalk.
  auto& walks = *new std::deque<ObjectWalk>;
  std::vector<View> views;
  SharedObjects result{.after_calls = stage == stages::kWalkAgain};
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    channel.Begin(stage, seat.index);
    seat.interpreter->Run([&] { walks.emplace_back(seat.module, seat.foreign); });
    views.push_back({&seat, &walks.back()});
    result.walked.push_back(walks.back().nodes().size());
    result.truncated |= walks.back().truncated();
  }
  Sightings sightings;
  for (std::size_t index = 0; index < views.size(); ++index) {
    for (const ObjectWalk::Node& node : views[index].walk->nodes())
      sightings[node.object].push_back(index);
  }
  std::unordered_map<PyObject*, std::string> shared;
  for (const auto& [object, seen_in] : sightings) {
    if (seen_in.size() < 2 || IsForeign(object, seen_in, views)) continue;
    if (ISOGRADE_FAULT("experiment/types-are-not-walked") && PyType_Check(object)) continue;
    if (std::string objection =
            Objection(object, seen_in, views, subject.target.kind == TargetKind::kBuiltin);
        !objection.empty())
      shared[object] = objection;
  }
  result.total = static_cast<int>(shared.size());
  for (const auto& [object, objection] : shared) {
    const std::vector<std::size_t>& seen_in = sightings[object];
    // Main's own module object, reached from another's functions, is the root of main's walk: the
    // others' paths say more.
    const auto leads = std::find_if(
        seen_in.begin(), seen_in.end(),
        [&, object = object](std::size_t view) { return views[view].walk->Find(object) != 0; });
    const View& first = views[leads == seen_in.end() ? seen_in.front() : *leads];
    const std::uint32_t index = first.walk->Find(object);
    const std::uint32_t parent = first.walk->nodes()[index].parent;
    if (parent != ObjectWalk::kNoParent && shared.contains(first.walk->nodes()[parent].object))
      continue;
    ++result.topmost;
    SharedObject found{.address = fmt::format("{:#x}", reinterpret_cast<std::uintptr_t>(object)),
                       .objection = objection};
    first.seat->interpreter->Run([&, object = object] {
      found.constant = IsConstant(object);
      found.path = first.walk->Path(index);
      found.type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(object)));
    });
    for (const std::size_t view : seen_in) found.interpreters.push_back(views[view].seat->index);
    result.constants += found.constant;
    result.objects.push_back(std::move(found));
  }
  std::sort(result.objects.begin(), result.objects.end(),
            [](const SharedObject& a, const SharedObject& b) {
              return std::tuple(a.constant, a.path.size(), a.path) <
                     std::tuple(b.constant, b.path.size(), b.path);
            });
  if (result.objects.size() > SharedObjects::kMostReported)
    result.objects.resize(SharedObjects::kMostReported);
  channel.Observe(result);
}

}  // namespace isograde

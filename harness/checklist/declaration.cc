#include "checklist/declaration.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace isograde {

ISOGRADE_JSON_FIELDS(Declaration, init, multiple_interpreters, gil, state_size, has_traverse,
                     has_clear, has_free, knows_interpreters_slot, knows_gil_slot, state_objects);

ISOGRADE_JSON_FIELDS(Declarations, members);
ISOGRADE_JSON_FIELDS(OwnExtension, name, file, init, has_state);
ISOGRADE_JSON_FIELDS(OwnExtensions, modules);
namespace {

// Of what members say, what holds for all of them: the first that one of them says.
template <std::size_t kCount>
std::string Least(const std::vector<Declaration>& all, std::string Declaration::*field,
                  const std::array<std::string_view, kCount>& from_least) {
  for (const std::string_view word : from_least) {
    const auto says = [&](const Declaration& one) { return one.*field == word; };
    if (std::any_of(all.begin(), all.end(), says)) return std::string(word);
  }
  return all.front().*field;
}

}  // namespace

std::optional<Declaration> DeclaredIn(const Record& alone) {
  if (auto own = alone.First<Declaration>()) return own;
  const auto parts = alone.First<Declarations>();
  if (!parts || parts->members.empty()) return std::nullopt;
  const std::vector<Declaration>& all = parts->members;
  Declaration whole = all.front();
  whole.init = Least(all, &Declaration::init,
                     std::array<std::string_view, 3>{"single-phase", "multi-phase", "export"});
  whole.multiple_interpreters =
      Least(all, &Declaration::multiple_interpreters,
            std::array<std::string_view, 4>{"not_supported", "unspecified", "supported",
                                            "per_interpreter_gil"});
  whole.gil = Least(all, &Declaration::gil, std::array<std::string_view, 2>{"used", "not_used"});
  return whole;
}

}  // namespace isograde

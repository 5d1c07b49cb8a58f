#include "checklist/innocent.h"

#include <algorithm>
#include <array>

namespace isograde {
namespace {

constexpr std::array kInnocents = {
    Innocent{"_isograde_single_phase",
             "nothing but an innocent single-phase extension without state (m_size -1)"},
    Innocent{"_isograde_single_phase_with_state",
             "nothing but an innocent single-phase extension with state (m_size >= 0)"},
    Innocent{"_isograde_multi_phase", "nothing but an innocent multi-phase extension"},
};

}  // namespace

std::span<const Innocent> Innocents() { return kInnocents; }

const Innocent* FindInnocent(std::string_view module) {
  const auto found = std::find_if(kInnocents.begin(), kInnocents.end(),
                                  [&](const Innocent& one) { return one.module == module; });
  return found == kInnocents.end() ? nullptr : &*found;
}

const Innocent* InnocentOf(std::string_view init, bool has_state) {
  if (init == "single-phase") return &kInnocents[has_state ? 1 : 0];
  if (init == "multi-phase" || init == "export") return &kInnocents[2];
  return nullptr;
}

}  // namespace isograde

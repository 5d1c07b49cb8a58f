#include "grading/untaken_recipes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

namespace isograde {
namespace {

// What a recipe may name to be for a target; a member's own target is not run by itself.
bool MayBeFor(const Recipe& recipe, const Target& target) {
  if (target.name == recipe.module) return true;
  for (const std::string& root : RootsOf(target)) {
    if (root == recipe.module) return true;
  }
  for (const Target::Member& member : target.members) {
    if (member.name == recipe.module) return true;
  }
  return false;
}

std::string Why(const Recipe& recipe, const std::vector<Target>& targets,
                const std::map<std::string, std::string>& taken) {
  for (const Target& target : targets) {
    if (!MayBeFor(recipe, target)) continue;
    const auto other = taken.find(FullName(target));
    if (other != taken.end() && !other->second.empty())
      return fmt::format("it is for {}, and {} is graded with {}", recipe.module, target.name,
                         other->second);
    if (target.kind == TargetKind::kDistribution)
      return fmt::format("it is for {}, which no root of {} loads", recipe.module, target.name);
  }
  return fmt::format("it is for {}, which is not graded here", recipe.module);
}

}  // namespace

std::vector<RecipeFault> UntakenRecipes(const RecipeBook& recipes,
                                        const std::vector<Target>& targets) {
  std::map<std::string, std::string> taken;  // by target: a file
  for (const Target& target : targets) {
    if (target.owner.empty() || target.is_apart) taken[FullName(target)] = recipes.For(target).file;
  }
  std::vector<RecipeFault> untaken;
  for (const Recipe* recipe : recipes.ForNoneOf({})) {
    const auto is_it = [&](const auto& entry) { return entry.second == recipe->file; };
    if (std::none_of(taken.begin(), taken.end(), is_it))
      untaken.push_back({.file = recipe->file, .text = Why(*recipe, targets, taken)});
  }
  return untaken;
}

}  // namespace isograde

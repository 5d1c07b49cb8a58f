#pragma once

#include <vector>

#include "target/recipe.h"
#include "target/recipe_fault.h"
#include "target/target.h"

namespace isograde {

/// Of the recipes that the user gave, those that none of these targets takes, each with why.
std::vector<RecipeFault> UntakenRecipes(const RecipeBook& recipes,
                                        const std::vector<Target>& targets);

}  // namespace isograde

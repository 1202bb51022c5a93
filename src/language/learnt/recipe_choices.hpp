// The recipes a trainer tries: families that differ in kind, then steps from the best of them.

#pragma once

#include <vector>

#include "language/learnt/recipe.hpp"

namespace aftercare::language {

struct RecipeChoices {
  std::vector<Recipe> families;
  std::vector<float> cost_factors;
  std::vector<float> balances;
};

/// `han`: texts are written in Chinese characters. `several`: more than two labels.
RecipeChoices recipe_choices(bool han, bool several);

}  // namespace aftercare::language

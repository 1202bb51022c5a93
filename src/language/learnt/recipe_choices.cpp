#include "language/learnt/recipe_choices.hpp"

namespace aftercare::language {

RecipeChoices recipe_choices(bool han, bool several) {
  constexpr Views words = bit_of(View::word) | bit_of(View::adjacent);
  constexpr Views runs = words | bit_of(View::points);
  constexpr Views inside = words | bit_of(View::inside);
  constexpr Views together = inside | bit_of(View::together);
  constexpr auto bm25 = LocalWeight::bm25;
  constexpr auto sublinear = LocalWeight::sublinear;
  RecipeChoices choices;
  if (han)
    choices.families = {{runs, bm25, false, true, 0.5F, several ? 0.3F : 0.5F, several ? 0.5F : 0},
                        {runs, bm25, false, false, 0, 0.5F, 0},
                        {runs, sublinear, true, false, 0, 1, 0},
                        {bit_of(View::points), bm25, false, true, 0.5F, 0.5F, 0},
                        {words, sublinear, false, true, 1.5F, 0.5F, 0}};
  else
    choices.families = {{inside, bm25, false, true, 1.5F, 0.2F, 0},
                        {together, bm25, false, true, 1.5F, 0.2F, 0},
                        {inside, sublinear, true, false, 0, 1, 0},
                        {together, sublinear, true, false, 0, 1, 0},
                        {words, sublinear, false, true, 0.5F, 0.5F, 0}};
  choices.cost_factors = {0.4F, 2.5F};
  if (several) choices.balances = {0.5F, 0.75F};
  return choices;
}

}  // namespace aftercare::language

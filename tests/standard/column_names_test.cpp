// Names of columns alone, without other columns and without values: whether the words say enough.

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>

#include "base/yaml_file.hpp"
#include "place/place.hpp"
#include "raw_rows.hpp"
#include "standard/suggested_mapping.hpp"

namespace aftercare::standard {
namespace {

TEST(ColumnNamesTest, AtLeastNinetyFivePercentOfTheNamesItWasMadeWithSayTheirField) {
  if (place::kSanitized) GTEST_SKIP() << "a measure; what suggests mappings is tested beside it";
  const auto root = base::load_yaml(place::root() / "tests/standard/column_names.yaml").value();
  const bool print = std::getenv("AFTERCARE_PRINT_LAYOUTS") != nullptr;
  std::size_t names = 0, right = 0;
  for (const auto& entity : root)
    for (const auto& field : entity.second)
      for (const auto& name : field.second) {
        const auto column = name.Scalar(), of = field.first.Scalar();
        const auto suggestion =
            shipped().suggest({column}, raw_rows({column}, {}), entity.first.Scalar());
        const auto& choice = suggestion.columns.front().choice;
        const bool correct = choice.field == (of == "none" ? "" : of);
        ++names, right += correct;
        if (print && !correct)
          std::cout << fmt::format("  {}.{}: {} -> {} ({:.2f}); {}\n", entity.first.Scalar(), of,
                                   column, choice.field, choice.name, choice.reason.en);
      }
  if (print) std::cout << fmt::format("{} of {} names right\n", right, names);
  EXPECT_GE(static_cast<double>(right), 0.95 * static_cast<double>(names));
}

}  // namespace
}  // namespace aftercare::standard

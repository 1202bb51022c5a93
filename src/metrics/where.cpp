#include "metrics/where.hpp"

#include <fmt/format.h>

#include "metrics/condition_text.hpp"
#include "metrics/filter.hpp"

namespace aftercare::metrics {
namespace {

class DimensionNames : public ConditionNames {
 public:
  explicit DimensionNames(const Model& model) : model_(model) {}

  base::Message kind() const override { return {"a dimension", "维度"}; }

  base::Result<std::string> name_of(const std::string& said) const override {
    const auto dimension = model_.dimension(said);
    if (!dimension) return base::failure_of(dimension);
    return (*dimension)->name;
  }

  base::Result<void> settle(Filter& filter) const override {
    const auto resolved = resolve(model_, filter);
    if (!resolved) return base::failure_of(resolved);
    for (std::size_t at = 0; at < resolved->values.size(); ++at)
      if (const auto* code = std::get_if<std::string>(&resolved->values[at].value))
        filter.values[at] = *code;
      else if (const auto* whole = std::get_if<std::int64_t>(&resolved->values[at].value))
        filter.values[at] = fmt::format("{}", *whole);
    return {};
  }

 private:
  const Model& model_;
};

}  // namespace

base::Result<std::vector<Filter>> parse_where(const Model& model, std::string_view text) {
  return parse_conditions(DimensionNames(model), text);
}

}  // namespace aftercare::metrics

#include "insight/told/sample_rows.hpp"

#include "store/build.hpp"

namespace aftercare::insight {

base::Result<std::vector<SampleRow>> sample_rows(const Workspace& workspace,
                                                 const std::string& fact, const std::string& day,
                                                 store::ExpressionPtr where, std::size_t most) {
  store::Query query;
  query.fact = fact;
  query.select = {{store::column(workspace.model.fact(fact).key), "sample_key"},
                  {store::column(day), "sample_day"}};
  query.where = std::move(where);
  query.order_by = {{"sample_day", true}, {"sample_key", false}};
  query.totally_ordered = true;
  query.limit = most;
  const auto frame = workspace.engine.run(query, workspace.viewer);
  if (!frame) return base::failure_of(frame);
  std::vector<SampleRow> rows;
  for (const auto& row : frame->rows) rows.push_back({text_in(row[0]), text_in(row[1])});
  return rows;
}

}  // namespace aftercare::insight

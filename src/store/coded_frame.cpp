#include "store/coded_frame.hpp"

#include <map>

#include "store/engine.hpp"

namespace aftercare::store {

CodedFrame coded(const Frame& frame) {
  CodedFrame result;
  result.rows = frame.rows.size();
  for (std::size_t i = 0; i < frame.columns.size(); ++i) {
    auto& column = result.columns.emplace_back();
    column.name = frame.columns[i];
    column.of.reserve(frame.rows.size());
    std::map<Cell, std::uint32_t> places;
    for (const auto& row : frame.rows) {
      const auto [place, is_new] =
          places.emplace(row[i], static_cast<std::uint32_t>(column.values.size()));
      if (is_new) column.values.push_back(row[i]);
      column.of.push_back(place->second);
    }
  }
  return result;
}

base::Result<CodedFrame> Engine::run_coded(const Query& query,
                                           const records::Viewer& viewer) const {
  const auto frame = run(query, viewer);
  if (!frame) return base::failure_of(frame);
  return coded(*frame);
}

}  // namespace aftercare::store

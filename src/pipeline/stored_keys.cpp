#include "pipeline/stored_keys.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/duckdb/key_overlap.hpp"

namespace aftercare::pipeline {

standard::KnownKeys stored_keys(const Session& session, records::Viewer viewer) {
  using Question = std::pair<std::string, std::vector<std::string>>;
  const auto answers = std::make_shared<std::map<Question, double>>();
  return [&session, viewer = std::move(viewer), answers](
             std::string_view entity, const std::vector<std::string_view>& values) {
    Question question{std::string(entity), {values.begin(), values.end()}};
    if (const auto known = answers->find(question); known != answers->end()) return known->second;
    const auto share = store::key_overlap(session.store(), viewer, entity, values);
    return answers->emplace(std::move(question), share.value_or(0)).first->second;
  };
}

}  // namespace aftercare::pipeline

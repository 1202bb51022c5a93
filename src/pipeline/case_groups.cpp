#include "pipeline/case_groups.hpp"

#include <map>
#include <tuple>

#include "pipeline/known_same.hpp"
#include "store/duckdb/compared_texts.hpp"

namespace aftercare::pipeline {

base::Result<std::vector<store::GroupMember>> case_groups(
    const Session& session, const std::vector<store::PairVerdict>& verdicts,
    const std::vector<store::KeyPair>& pairs) {
  KeyRows rows;
  std::vector<quality::RowPair> joined;
  for (const auto& [one, other] : pairs) joined.emplace_back(rows.add(one), rows.add(other));
  for (const auto& verdict : verdicts) {
    rows.add(verdict.keys.first);
    rows.add(verdict.keys.second);
  }
  std::vector<std::string> keys;
  for (std::uint32_t row = 0; row < rows.size(); ++row) keys.push_back(rows.key(row));
  const auto voices = store::voices_of(session.store(), records::Viewer::owner(), keys);
  if (!voices) return base::failure_of(voices);

  quality::KnownSame known;
  known.verdicts = row_verdicts(verdicts, rows);
  known.differing.assign(3, quality::RowNumbers(rows.size()));
  std::vector<records::Moment> opened(rows.size(), records::Moment::max());
  KeyRows persons;
  KeyRows products;
  KeyRows orders;
  for (const auto& voice : *voices) {
    const auto row = *rows.find(voice.key);
    if (!voice.person.empty()) known.differing[0][row] = persons.add(voice.person) + 1;
    if (!voice.product.empty()) known.differing[1][row] = products.add(voice.product) + 1;
    if (!voice.order.empty()) known.differing[2][row] = orders.add(voice.order) + 1;
    if (voice.opened) opened[row] = *voice.opened;
  }
  const auto groups = quality::settle_groups(rows.size(), known, joined);
  std::map<std::uint32_t, std::uint32_t> originals;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const auto [at, is_new] = originals.try_emplace(groups.first_of(row), row);
    if (!is_new &&
        std::tie(opened[row], rows.key(row)) < std::tie(opened[at->second], rows.key(at->second)))
      at->second = row;
  }
  std::vector<store::GroupMember> members;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const auto first = groups.first_of(row);
    if (groups.members(first).size() > 1)
      members.push_back({rows.key(row), rows.key(originals.at(first))});
  }
  return members;
}

}  // namespace aftercare::pipeline

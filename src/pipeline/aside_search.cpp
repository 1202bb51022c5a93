#include "pipeline/aside_search.hpp"

#include <algorithm>
#include <map>

#include "privacy/mask.hpp"
#include "privacy/masked_text.hpp"
#include "privacy/seal_batch.hpp"
#include "privacy/sealed_row.hpp"
#include "store/duckdb/sealed_customers.hpp"

namespace aftercare::pipeline {
namespace {

using records::PersonalKind;

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Values in clear by which one person is told from all others, by customer; every version of the
// record.
using TellingValues = std::map<std::string, std::vector<privacy::KnownValue>>;

base::Result<TellingValues> telling_values(const Session& session,
                                           const std::vector<std::string>& customers) {
  TellingValues values;
  const auto rows = store::sealed_customers(session.store(), records::Viewer::owner(), customers);
  if (!rows) return base::failure_of(rows);
  const auto* entity = session.dictionary().entity("customer");
  for (const auto& row : *rows) {
    const auto known = session.vault().knows(row.person);
    if (!known) return base::failure_of(known);
    if (!*known) continue;
    const auto json = session.vault().unseal(row.person, row.sealed);
    if (!json) return base::failure_of(json);
    const auto originals = privacy::originals_of(*json);
    if (!originals) return base::failure_of(originals);
    for (const auto& [name, value] : *originals) {
      const auto* field = entity->field(name);
      const auto kind = field == nullptr ? PersonalKind::none : field->personal;
      if (kind == PersonalKind::phone || kind == PersonalKind::email ||
          kind == PersonalKind::id_card || kind == PersonalKind::bank_card ||
          kind == PersonalKind::account)
        values[row.customer_id].push_back({kind, value});
    }
  }
  return values;
}

bool is_about(const privacy::RawRow& row, const std::string& customer,
              const std::vector<privacy::KnownValue>& known, std::vector<records::Span>& spans) {
  if (std::ranges::any_of(
          row.cells, [&](const std::string& cell) { return without_blanks(cell) == customer; }))
    return true;
  if (known.empty()) return false;
  spans.clear();
  privacy::find_known(row.raw, known, spans);
  for (const auto& cell : row.cells) privacy::find_known(cell, known, spans);
  return !spans.empty();
}

}  // namespace

base::Result<std::vector<std::vector<store::SetAside>>> rows_aside_about_each(
    const Session& session, const std::vector<std::string>& customers) {
  const auto viewer = records::Viewer::owner();
  const auto values = telling_values(session, customers);
  if (!values) return base::failure_of(values);
  static const std::vector<privacy::KnownValue> none;
  std::vector<std::vector<store::SetAside>> about(customers.size());
  std::vector<records::Span> spans;
  const auto read = store::each_quarantined(
      session.store(), viewer, [&](store::SetAside&& row) -> base::Result<void> {
        const auto has_key = session.vault().knows(row.row.person);
        if (!has_key) return base::failure_of(has_key);
        if (!*has_key) return {};
        const auto clear = privacy::unseal_row(session.vault(), row.row.person, row.row.sealed);
        if (!clear) return base::failure_of(clear);
        for (std::size_t i = 0; i < customers.size(); ++i) {
          const auto known = values->find(customers[i]);
          if (is_about(*clear, customers[i], known == values->end() ? none : known->second, spans))
            about[i].push_back(row);
        }
        return {};
      });
  if (!read) return base::failure_of(read);
  return about;
}

base::Result<std::vector<store::SetAside>> rows_aside_about(const Session& session,
                                                            const std::string& customer) {
  auto about = rows_aside_about_each(session, {customer});
  if (!about) return base::failure_of(about);
  return std::move(about->front());
}

}  // namespace aftercare::pipeline

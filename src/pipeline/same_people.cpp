#include "pipeline/same_people.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>

#include "pipeline/consent.hpp"
#include "pipeline/known_same.hpp"
#include "pipeline/person_groups.hpp"
#include "privacy/seal_batch.hpp"
#include "quality/duplicates/people.hpp"
#include "quality/duplicates/workers.hpp"
#include "store/duckdb/alike_write.hpp"
#include "store/duckdb/sealed_customers.hpp"
#include "text/pinyin.hpp"
#include "text/traditional.hpp"

namespace aftercare::pipeline {
namespace {

using quality::FieldKind;
using records::PersonalKind;

// Joined without asking from 20 to 1 on: a wrong join changes numbers, a missed one is proposed.
constexpr float kJoinedPeople = 4.3F;
constexpr float kProposedPeople = -2.0F;  // Log odds: one in five.
constexpr std::size_t kMostProposed = 100'000;

// Fields in clear that say something of a person beside the sealed ones.
constexpr std::array kOpenFields = {std::pair("province", FieldKind::region),
                                    std::pair("city", FieldKind::locality),
                                    std::pair("gender", FieldKind::category)};

std::optional<FieldKind> kind_of(PersonalKind kind) {
  switch (kind) {
    case PersonalKind::name:
      return FieldKind::full_name;
    case PersonalKind::phone:
      return FieldKind::phone;
    case PersonalKind::email:
      return FieldKind::email;
    case PersonalKind::address:
      return FieldKind::address;
    case PersonalKind::id_card:
    case PersonalKind::bank_card:
    case PersonalKind::account:
      return FieldKind::identifier;
    case PersonalKind::none:
    case PersonalKind::other:
      break;
  }
  return std::nullopt;
}

// All customers in clear, for as long as it lives.
class OpenedCustomers {
 public:
  explicit OpenedCustomers(const Session& session) : session_(session) {
    const auto& entity = *session.dictionary().entity("customer");
    for (const auto& field : entity.fields)
      if (const auto kind = kind_of(field.personal)) add_column(field.name, *kind);
    sealed_ = kinds_.size();
    for (const auto& [name, kind] : kOpenFields)
      if (const auto* field = entity.field(name); field && field->pii == records::PiiClass::none)
        add_column(name, kind);
  }
  ~OpenedCustomers() {
    for (auto& value : values_) std::fill(value.begin(), value.end(), '\0');
  }
  OpenedCustomers(const OpenedCustomers&) = delete;
  OpenedCustomers& operator=(const OpenedCustomers&) = delete;

  /// `expected`: how many there will be.
  base::Result<void> open(std::uint64_t expected, base::Progress& progress) {
    auto withdrawn = store::withdrawn_consents(session_.store(), records::Viewer::owner());
    if (!withdrawn) return base::failure_of(withdrawn);
    withdrawn_ = std::move(*withdrawn);
    progress.begin("customers opened", expected, "customers");
    auto done = store::each_customer(session_.store(), records::Viewer::owner(),
                                     [&](store::ComparedCustomer&& customer) -> base::Result<void> {
                                       if (customers_.size() % 1024 == 0) {
                                         progress.update(customers_.size());
                                         if (!progress.wanted()) return comparison_stopped();
                                       }
                                       return add(customer);
                                     });
    progress.end();
    for (const auto& value : values_) table_.cells.emplace_back(value);
    return done;
  }

  const std::vector<GroupedCustomer>& customers() const { return customers_; }
  const records::RawBatch& table() const { return table_; }
  std::int64_t newest() const { return newest_; }
  /// Columns that say anything.
  std::vector<quality::PersonField> fields() const {
    std::vector<quality::PersonField> fields;
    const auto width = table_.columns.size();
    for (std::size_t column = 0; column < width; ++column) {
      std::string_view first;
      for (std::size_t row = 0; row < customers_.size(); ++row) {
        const auto cell = table_.cell(row, column);
        if (cell.empty() || cell == first) continue;
        if (!first.empty()) {
          fields.push_back({column, kinds_[column]});
          break;
        }
        first = cell;
      }
    }
    return fields;
  }

 private:
  void add_column(const std::string& name, FieldKind kind) {
    table_.columns.push_back(name);
    kinds_.push_back(kind);
  }

  base::Result<void> add(const store::ComparedCustomer& customer) {
    std::map<std::string, std::string> originals;
    auto& vault = session_.vault();
    if (!customer.sealed.empty() &&
        !withdrawn_.contains({std::string(kRecognition), customer.key})) {
      // Of an erased person nothing is known.
      const auto known = vault.seals() ? vault.knows(customer.person) : true;
      if (!known) return base::failure_of(known);
      if (*known) {
        const auto json = vault.unseal(customer.person, customer.sealed);
        if (!json) return base::failure_of(json);
        auto opened = privacy::originals_of(*json);
        if (!opened) return base::failure_of(opened);
        originals = std::move(*opened);
      }
    }
    for (std::size_t column = 0; column < sealed_; ++column) {
      const auto at = originals.find(table_.columns[column]);
      values_.push_back(at == originals.end() ? std::string() : std::move(at->second));
    }
    for (std::size_t column = sealed_; column < kinds_.size(); ++column) {
      const auto& name = table_.columns[column];
      const auto& value = name == "province" ? customer.province
                          : name == "city"   ? customer.city
                                             : customer.gender;
      values_.push_back(value == "unknown" ? std::string() : value);
    }
    table_.origins.push_back({customers_.size() + 1, 0});
    customers_.push_back({customer.key, customer.person_id});
    newest_ = std::max(newest_, customer.commit);
    return {};
  }

  store::WithdrawnConsents withdrawn_;
  const Session& session_;
  std::vector<FieldKind> kinds_;  // Per column.
  std::size_t sealed_ = 0;        // Columns that lie sealed come first.
  std::deque<std::string> values_;
  std::vector<GroupedCustomer> customers_;
  std::int64_t newest_ = 0;
  records::RawBatch table_;
};

// What each field said; no value of anybody.
std::string why_of(const quality::People& people, const records::RawBatch& table,
                   const quality::PersonPair& pair) {
  const auto fall = people.explain(pair.one, pair.other);
  const auto rounded = [](float bits) { return std::round(bits * 100.0) / 100.0; };
  nlohmann::ordered_json json = {{"prior", rounded(fall.prior)},
                                 {"others", rounded(fall.others)},
                                 {"fields", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < fall.fields.size(); ++i) {
    const auto& part = fall.fields[i];
    json["fields"].push_back({{"field", table.columns[people.persons().fields()[i].column]},
                              {"level", quality::to_name(part.level)},
                              {"weight", rounded(part.weight)},
                              {"rarity", rounded(part.rarity)}});
  }
  return json.dump();
}

}  // namespace

base::Result<ComparedRecords> compare_customers(const Session& session, base::Progress& progress) {
  const std::lock_guard writing(session.writing());
  const auto viewer = records::Viewer::owner();
  auto& store = session.store();
  const auto before = store::compared_so_far(store, viewer, "customer");
  if (!before) return base::failure_of(before);
  const auto verdicts = store::pair_verdicts(store, viewer, "customer", true);
  if (!verdicts) return base::failure_of(verdicts);
  OpenedCustomers opened(session);
  if (auto done = opened.open(before->records + before->waiting, progress); !done)
    return base::failure_of(done);

  ComparedRecords result;
  const auto& customers = opened.customers();
  result.records = customers.size();
  result.fresh = before->waiting;
  KeyRows rows;
  for (const auto& customer : customers) rows.add(customer.key);
  quality::LinkOptions options;
  options.workers = quality::default_workers();
  options.accept = kJoinedPeople;
  // What is alike does not depend on verdicts, so that taking one back needs no new comparison.
  options.known.given = given_persons(customers);
  const quality::KnownSame known{row_verdicts(*verdicts, rows), options.known.given, {}};
  std::vector<quality::RowPair> joined_rows;

  store::AlikeChange change;
  change.entity = "customer";
  change.all_pairs = true;
  auto fields = opened.fields();
  if (!fields.empty() && customers.size() > 1) {
    const auto simplifier = text::Simplifier::load();
    if (!simplifier) return base::failure_of(simplifier);
    const auto pinyin = text::Pinyin::load(session.workspace().root());
    if (!pinyin) return base::failure_of(pinyin);
    auto table = quality::PersonTable::make(opened.table(), std::move(fields),
                                            {simplifier->get(), &*pinyin}, options.workers);
    if (!progress.wanted()) return comparison_stopped();
    const auto people = quality::People::link(std::move(table), options, progress);
    if (!progress.wanted()) return comparison_stopped();
    result.compared = people->compared();
    const auto& clusters = people->clusters();
    std::size_t proposed = 0;
    for (const auto& pair : people->pairs()) {
      if (pair.log_odds < kProposedPeople) break;
      const bool together = clusters[pair.one] == clusters[pair.other];
      const bool joined = together && pair.log_odds >= kJoinedPeople;
      if (!together && ++proposed > kMostProposed) continue;
      if (joined) joined_rows.emplace_back(pair.one, pair.other);
      change.pairs.push_back({key_pair(customers[pair.one].key, customers[pair.other].key),
                              quality::to_probability(pair.log_odds), joined,
                              why_of(*people, opened.table(), pair)});
    }
  }
  change.groups = person_groups(
      customers, quality::settle_groups(customers.size(), known, joined_rows).firsts());
  change.compared = store::ComparedSoFar{opened.newest(), result.records, 0, std::nullopt};
  if (!progress.wanted()) return comparison_stopped();
  progress.begin("groups stored", 0, "groups");
  const auto changed = store::change_alike(store, change);
  progress.end();
  if (!changed) return base::failure_of(changed);
  result.changed = changed->records;
  const auto counts = store::group_counts(store, viewer, "customer");
  if (!counts) return base::failure_of(counts);
  result.groups = counts->groups;
  result.repeated = counts->repeated;
  const auto page = store::review_pairs(store, viewer, {"customer", "proposed"}, 0, 0);
  if (!page) return base::failure_of(page);
  result.proposed = page->total;
  return result;
}

}  // namespace aftercare::pipeline

#include "store/duckdb/person_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Entity;
using records::PersonalKind;
using Names = std::vector<std::string>;

constexpr std::string_view kCustomer = "customer";

// What two records of one person may share and two persons seldom do.
bool tells_a_person(PersonalKind kind) {
  return kind == PersonalKind::phone || kind == PersonalKind::email ||
         kind == PersonalKind::id_card || kind == PersonalKind::bank_card ||
         kind == PersonalKind::account;
}

Result<Names> texts_from(const Connection& connection, const std::string& sql,
                         const std::vector<Cell>& values) {
  const auto frame = connection.frame(sql, values);
  if (!frame) return base::failure_of(frame);
  Names texts;
  for (const auto& row : frame->rows)
    if (!is_null(row[0])) texts.push_back(text_in(row[0]));
  return texts;
}

class PersonSearch {
 public:
  PersonSearch(const Connection& connection, const records::Dictionary& dictionary,
               const std::string& customer)
      : connection_(connection), dictionary_(dictionary) {
    found_.customer = customer;
  }

  Result<PersonRecords> run() {
    // Orders and cases first: others are known by them.
    std::vector<const Entity*> entities;
    for (const auto* name : {"customer", "order", "case"})
      if (const auto* entity = dictionary_.entity(name)) entities.push_back(entity);
    for (const auto& entity : dictionary_.entities())
      if (std::ranges::find(entities, &entity) == entities.end()) entities.push_back(&entity);
    for (const auto* entity : entities)
      if (auto searched = search(*entity); !searched) return base::failure_of(searched);
    found_.sealed_under.assign(persons_.begin(), persons_.end());
    found_.files.assign(files_.begin(), files_.end());
    return std::move(found_);
  }

 private:
  // The condition and what is bound to it; empty: nothing of this entity can be the person's.
  std::string condition_of(const Entity& entity, std::vector<Cell>& values) const {
    std::string linked;
    const auto link = [&](const std::string& column, const Names& known, std::string_view cast) {
      if (known.empty()) return;
      linked += fmt::format("{}\"{}\" IN (SELECT unnest(string_split(?, chr(31))){})",
                            linked.empty() ? "" : " OR ", column, cast);
      values.push_back(bound_list(known));
    };
    for (const auto& field : entity.fields) {
      if (field.references == "order") link(field.name, found_.orders, "");
      if (field.references == "case") link(field.name, found_.cases, "");
      if (!is_personal(field)) continue;
      if (const auto at = tokens_.find(field.personal); at != tokens_.end())
        link(field.name + "_token", at->second, "::UUID");
    }
    if (entity.name == kCustomer) {
      values = {found_.customer};
      return "customer_id = ?";
    }
    if (entity.person.empty()) return linked;
    values.insert(values.begin(), found_.customer);
    const auto own = fmt::format("\"{}\" = ?", entity.person);
    if (linked.empty()) return own;
    return fmt::format("{} OR (\"{}\" IS NULL AND ({}))", own, entity.person, linked);
  }

  Result<void> search(const Entity& entity) {
    std::vector<Cell> values;
    const auto condition = condition_of(entity, values);
    if (condition.empty()) return {};
    if (auto read = read_table(entity, entity.name, condition, values, found_.keys); !read)
      return read;
    return read_table(entity, history_table(entity.name), condition, values, found_.old_keys);
  }

  Result<void> read_table(const Entity& entity, const std::string& table,
                          const std::string& condition, const std::vector<Cell>& values,
                          std::map<std::string, Names>& keys) {
    const auto id = entity.name == "order"  ? std::string("order_id")
                    : entity.name == "case" ? std::string("case_id")
                                            : std::string("NULL");
    std::string tokens;
    std::vector<PersonalKind> kinds;
    if (entity.name == kCustomer)
      for (const auto& field : entity.fields)
        if (is_personal(field) && tells_a_person(field.personal)) {
          tokens += fmt::format(", \"{}_token\"::VARCHAR", field.name);
          kinds.push_back(field.personal);
        }
    const auto frame = connection_.frame(
        fmt::format("SELECT t.record_key, t.person, f.name, {}{} FROM \"{}\" t LEFT JOIN file f "
                    "ON f.file_id = t.file_id WHERE {}",
                    id == "NULL" ? id : "t." + id, tokens, table, condition),
        values);
    if (!frame) return base::failure_of(frame);
    std::set<std::string> own_keys;
    for (const auto& row : frame->rows) {
      own_keys.insert(text_in(row[0]));
      if (!is_null(row[1])) persons_.insert(text_in(row[1]));
      if (!is_null(row[2])) files_.insert(text_in(row[2]));
      if (!is_null(row[3])) {
        auto& ids = entity.name == "order" ? found_.orders : found_.cases;
        if (std::ranges::find(ids, text_in(row[3])) == ids.end()) ids.push_back(text_in(row[3]));
      }
      for (std::size_t i = 0; i < kinds.size(); ++i)
        if (!is_null(row[4 + i])) {
          auto& known = tokens_[kinds[i]];
          const auto token = text_in(row[4 + i]);
          if (std::ranges::find(known, token) == known.end()) known.push_back(token);
        }
    }
    if (!own_keys.empty()) keys[entity.name].assign(own_keys.begin(), own_keys.end());
    return {};
  }

  const Connection& connection_;
  const records::Dictionary& dictionary_;
  PersonRecords found_;
  std::map<PersonalKind, Names> tokens_;
  std::set<std::string> persons_;
  std::set<std::string> files_;
};

}  // namespace

Result<PersonRecords> person_records(const Database& database, const records::Viewer&,
                                     const std::string& customer) {
  return database.with_connection([&](const Connection& connection) {
    return PersonSearch(connection, database.dictionary(), customer).run();
  });
}

Result<std::vector<std::string>> accounts_of_same_person(const Database& database,
                                                         const records::Viewer&,
                                                         const std::string& customer) {
  return database.with_connection([&](const Connection& connection) {
    return texts_from(
        connection,
        "SELECT DISTINCT customer_id FROM (SELECT record_key AS customer_id FROM same_record WHERE "
        "entity = 'customer' AND group_key IN (SELECT group_key FROM same_record WHERE entity = "
        "'customer' AND record_key = $1) UNION ALL SELECT customer_id FROM customer WHERE "
        "person_id IN (SELECT person_id FROM customer WHERE customer_id = $1)) WHERE customer_id "
        "<> $1 ORDER BY customer_id",
        {customer});
  });
}

}  // namespace aftercare::store

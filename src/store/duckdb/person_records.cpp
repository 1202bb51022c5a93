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

// What names a customer, an order, a case or a token, and whose it is: by position, since one text
// may be of several persons.
struct Owned {
  Names names;
  Names owners;

  void add(std::size_t owner, const std::string& name) {
    names.push_back(name);
    owners.push_back(std::to_string(owner));
  }
};

// What Owned becomes in a statement, with two bound values.
constexpr std::string_view kOwned =
    "(SELECT unnest(string_split(?, chr(31))) AS owned_name, "
    "unnest(string_split(?, chr(31)))::BIGINT AS owner)";

class PersonSearch {
 public:
  PersonSearch(const Connection& connection, const records::Dictionary& dictionary,
               const Names& customers)
      : connection_(connection),
        dictionary_(dictionary),
        found_(customers.size()),
        traces_(customers.size()) {
    for (std::size_t i = 0; i < customers.size(); ++i) {
      found_[i].customer = customers[i];
      customers_.add(i, customers[i]);
    }
  }

  Result<std::vector<PersonRecords>> run() {
    if (found_.empty()) return std::move(found_);
    // Orders and cases first: others are known by them.
    std::vector<const Entity*> entities;
    for (const auto* name : {"customer", "order", "case"})
      if (const auto* entity = dictionary_.entity(name)) entities.push_back(entity);
    for (const auto& entity : dictionary_.entities())
      if (std::ranges::find(entities, &entity) == entities.end()) entities.push_back(&entity);
    for (const auto* entity : entities)
      if (auto searched = search(*entity); !searched) return base::failure_of(searched);
    for (std::size_t i = 0; i < found_.size(); ++i) {
      found_[i].sealed_under.assign(traces_[i].persons.begin(), traces_[i].persons.end());
      found_[i].files.assign(traces_[i].files.begin(), traces_[i].files.end());
    }
    return std::move(found_);
  }

 private:
  using Keys = std::map<std::string, Names> PersonRecords::*;

  // By what else a person's records are known; in the order of finding.
  struct Traces {
    std::map<PersonalKind, Names> tokens;
    std::set<std::string> persons;
    std::set<std::string> files;
  };

  // How a record of this entity may be somebody's: the condition on it, and the names for that.
  struct Link {
    std::string condition;
    Owned owned;
  };

  std::vector<Link> links_of(const Entity& entity) const {
    if (entity.name == kCustomer) return {{"t.customer_id = o.owned_name", customers_}};
    std::vector<Link> links;
    std::string unnamed;
    if (!entity.person.empty()) {
      links.push_back({fmt::format("t.\"{}\" = o.owned_name", entity.person), customers_});
      unnamed = fmt::format(" AND t.\"{}\" IS NULL", entity.person);
    }
    const auto link = [&](const std::string& column, std::string_view cast, const auto& names_of) {
      Owned owned;
      for (std::size_t i = 0; i < found_.size(); ++i)
        for (const auto& name : names_of(i)) owned.add(i, name);
      if (!owned.names.empty())
        links.push_back(
            {fmt::format("t.\"{}\" = o.owned_name{}{}", column, cast, unnamed), std::move(owned)});
    };
    for (const auto& field : entity.fields) {
      if (field.references == "order")
        link(field.name, "", [&](std::size_t i) -> const Names& { return found_[i].orders; });
      if (field.references == "case")
        link(field.name, "", [&](std::size_t i) -> const Names& { return found_[i].cases; });
      if (!is_personal(field)) continue;
      link(field.name + "_token", "::UUID", [&](std::size_t i) -> const Names& {
        static const Names none;
        const auto at = traces_[i].tokens.find(field.personal);
        return at == traces_[i].tokens.end() ? none : at->second;
      });
    }
    return links;
  }

  Result<void> search(const Entity& entity) {
    const auto links = links_of(entity);
    if (links.empty()) return {};
    if (auto read = read_table(entity, entity.name, links, &PersonRecords::keys); !read)
      return read;
    return read_table(entity, history_table(entity.name), links, &PersonRecords::old_keys);
  }

  Result<void> read_table(const Entity& entity, const std::string& table,
                          const std::vector<Link>& links, Keys keys) {
    const auto id = entity.name == "order"  ? std::string("t.order_id")
                    : entity.name == "case" ? std::string("t.case_id")
                                            : std::string("NULL");
    std::string tokens;
    std::vector<PersonalKind> kinds;
    if (entity.name == kCustomer)
      for (const auto& field : entity.fields)
        if (is_personal(field) && tells_a_person(field.personal)) {
          tokens += fmt::format(", t.\"{}_token\"::VARCHAR", field.name);
          kinds.push_back(field.personal);
        }
    std::string sql;
    std::vector<Cell> values;
    for (const auto& link : links) {
      sql += fmt::format(
          "{}SELECT o.owner, t.record_key, t.person, f.name, {}{} FROM \"{}\" t JOIN {} o ON {} "
          "LEFT JOIN file f ON f.file_id = t.file_id",
          sql.empty() ? "" : " UNION ALL ", id, tokens, table, kOwned, link.condition);
      values.push_back(bound_list(link.owned.names));
      values.push_back(bound_list(link.owned.owners));
    }
    const auto frame = connection_.frame(sql, values);
    if (!frame) return base::failure_of(frame);
    std::map<std::string, std::int64_t> first;  // Whose a record is.
    for (const auto& row : frame->rows) {
      const auto [at, fresh] = first.emplace(text_in(row[1]), number_in(row[0]));
      at->second = std::min(at->second, number_in(row[0]));
    }
    for (const auto& row : frame->rows)
      if (first.at(text_in(row[1])) == number_in(row[0])) take(entity, row, kinds);
    for (const auto& [key, owner] : first)
      (found_[static_cast<std::size_t>(owner)].*keys)[entity.name].push_back(key);
    return {};
  }

  void take(const Entity& entity, const std::vector<Cell>& row,
            const std::vector<PersonalKind>& kinds) {
    auto& found = found_[static_cast<std::size_t>(number_in(row[0]))];
    auto& traces = traces_[static_cast<std::size_t>(number_in(row[0]))];
    const auto add = [](Names& known, std::string one) {
      if (std::ranges::find(known, one) == known.end()) known.push_back(std::move(one));
    };
    if (!is_null(row[2])) traces.persons.insert(text_in(row[2]));
    if (!is_null(row[3])) traces.files.insert(text_in(row[3]));
    if (!is_null(row[4])) add(entity.name == "order" ? found.orders : found.cases, text_in(row[4]));
    for (std::size_t i = 0; i < kinds.size(); ++i)
      if (!is_null(row[5 + i])) add(traces.tokens[kinds[i]], text_in(row[5 + i]));
  }

  const Connection& connection_;
  const records::Dictionary& dictionary_;
  Owned customers_;
  std::vector<PersonRecords> found_;
  std::vector<Traces> traces_;
};

}  // namespace

Result<std::vector<PersonRecords>> records_of_persons(const Database& database,
                                                      const records::Viewer&,
                                                      const std::vector<std::string>& customers) {
  return database.with_connection([&](const Connection& connection) {
    return PersonSearch(connection, database.dictionary(), customers).run();
  });
}

Result<PersonRecords> person_records(const Database& database, const records::Viewer& viewer,
                                     const std::string& customer) {
  auto found = records_of_persons(database, viewer, {customer});
  if (!found) return base::failure_of(found);
  return std::move(found->front());
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

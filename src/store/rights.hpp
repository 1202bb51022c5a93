// What a viewer sees of the store: the one place where rights are enforced.
//
// Rows: a question to a fact gets the viewer's scope as a condition more; a read of a record's
// table gets inside(). Fields: what a viewer may not see is refused in conditions and groups,
// and hidden, replaced by a sign or cut in what is answered.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/viewer.hpp"
#include "store/frame.hpp"
#include "store/query.hpp"

namespace aftercare::store {

/// How much a viewer sees of a column of a fact. A column stands for the field of its name: of the
/// fact's own record, else the most personal one of any record.
records::Shown shown_column(const records::Viewer& viewer, const records::Dictionary& dictionary,
                            std::string_view fact, std::string_view column);

/// The question with the viewer's rows only. Fails (a refusal) if it asks by a hidden column, or
/// about a fact whose rows do not tell whether they are inside: orders have no team.
base::Result<Query> narrowed(const Query& query, const records::Viewer& viewer,
                             const records::Dictionary& dictionary);

/// Covers in the answer to a narrowed question what the viewer may not see in clear.
void cover(Frame& frame, const Query& query, const records::Viewer& viewer,
           const records::Dictionary& dictionary);

/// Whether cover() would change anything.
bool needs_cover(const Query& query, const records::Viewer& viewer,
                 const records::Dictionary& dictionary);

/// A value of a field as a viewer sees it. `token`: the sign stored beside a personal value.
Cell shown_cell(const records::Viewer& viewer, std::string_view entity, const records::Field& field,
                Cell stored, const Cell& token = {});

/// The sign that stands for a value, made with a viewer's key.
std::string sign_of(std::string_view value, std::string_view token_key);

/// As shown_cell() and cover(), as SQL over the columns of the entity's table, or of a fact.
/// `key_number`: of the viewer's key (duckdb/shown_values.hpp). nullopt: nothing of it is shown.
std::optional<std::string> shown_sql(const records::Viewer& viewer, std::string_view entity,
                                     const records::Field& field, std::int64_t key_number);
std::optional<std::string> shown_fact_sql(records::Shown shown, std::string_view column,
                                          bool is_text, std::int64_t key_number);

/// The condition that narrows a question about a fact to the viewer's rows; "TRUE": all are seen.
/// Fails (a refusal) as narrowed().
base::Result<std::string> inside_fact(const records::Viewer& viewer,
                                      const records::Dictionary& dictionary, std::string_view fact);

/// SQL that is true for the rows of an entity's table, under an alias, that are inside the
/// viewer's scope: "TRUE" if all are.
std::string inside(const records::Viewer& viewer, std::string_view entity, std::string_view alias);

/// SQL over columns entity and record_key (with a prefix such as "n."): inside of any entity.
std::string inside_any(const records::Viewer& viewer, const records::Dictionary& dictionary,
                       const std::string& prefix, std::string_view key_column);

/// SQL over the column that names a row's source: a row that is no record (yet) has only that.
std::string inside_source(const records::Viewer& viewer, std::string_view column);

/// SQL over the columns of case_fact, or of order_fact.
std::string inside_cases(const records::Viewer& viewer);
std::string inside_orders(const records::Viewer& viewer);

/// Fails (a refusal) unless the viewer sees every row: for what cannot be told in parts.
base::Result<void> needs_all_rows(const records::Viewer& viewer);
/// The same, and customers by their ids.
base::Result<void> needs_all_records(const records::Viewer& viewer);

}  // namespace aftercare::store

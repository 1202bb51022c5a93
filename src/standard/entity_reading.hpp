// Reads the columns of a file as an entity: which column fills which field, and how well.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "records/dictionary.hpp"
#include "records/raw_batch.hpp"
#include "standard/assignment.hpp"
#include "standard/name_match.hpp"
#include "standard/suggest.hpp"
#include "standard/value_fit.hpp"
#include "standard/value_profile.hpp"

namespace aftercare::standard {

inline constexpr double kLeastScore = 0.52;  // A pair under it is no suggestion.

/// A column as all entities see it.
struct Seen {
  ColumnName name;
  ValueProfile profile;
  using Other = NameMatcher::OtherScore;
  std::vector<Other> others;  // For each entity: how well it is a column that no field holds.
  std::size_t leader = kUnassigned;  // The column it is a further part of.
  bool coarser = false;              // Days, beside a column that says the same to the second.

  /// Of entities that stand in one file.
  const Other& other(const std::vector<std::size_t>& entities) const;
};

struct Pair {
  std::size_t entity = 0;  // Places in the dictionary.
  std::size_t field = 0;
  double score = 0;
  NameScore name;
  ValueFit values;
};

bool is_key(const records::Entity& entity, const records::Field& field);

/// The part of the key that may be counted: a line of an order, a message of a case, where only
/// that order or case is known. Empty if there is none.
std::string counted_key(const records::Entity& entity,
                        const std::function<bool(const std::string&)>& filled);

/// How much a field that is filled speaks for its entity.
double weight(const records::Entity& entity, const records::Field& field, const ColumnWords& words);

/// One way to read the columns: as one entity, or as two that stand in one file.
struct Reading {
  std::vector<std::size_t> entities;
  std::vector<std::vector<Pair>> pairs;  // Of each column, all that might be.
  std::vector<std::size_t> chosen;       // Of each column, a place in its pairs.
  std::vector<double> totals;            // Of each entity.

  const Pair* choice(std::size_t column) const {
    return chosen[column] == kUnassigned ? nullptr : &pairs[column][chosen[column]];
  }
};

/// REQUIRES that the context outlives it.
class EntityReader {
 public:
  EntityReader(const std::vector<std::string>& columns, const records::RawBatch& sample,
               const SuggestContext& context);

  const std::vector<Seen>& seen() const { return seen_; }

  /// By places in the dictionary. With two the first is the one that the second refers to.
  Reading read_as(std::vector<std::size_t> entities) const;
  /// Orders and their lines often stand in one table: both, if a reading as one of them leaves
  /// fields of the other over; else the reading as it was.
  Reading with_lines(Reading single) const;

 private:
  void join_parts();
  void join_clocks();
  void note_initials();
  void note_questions(const std::vector<std::string>& columns);
  Pair score(std::size_t column, std::size_t entity, std::size_t field, bool nothing_named) const;
  void add_totals(Reading& reading) const;

  const SuggestContext& context_;
  NameMatcher matcher_;
  std::vector<Seen> seen_;
  std::string titled_;               // What the name of the file says its records are.
  bool full_names_ = false;          // A column of names of persons that are no nicknames.
  std::size_t rated_questions_ = 0;  // Questions whose answers are small whole numbers.
};

}  // namespace aftercare::standard

// Who reads the store, and how much of it. Every read takes one, so that rights have one place.
//
// A viewer is made from a role and a user (access/policy.hpp); what it says is enforced where the
// store is read (store/rights.hpp), for the dashboard, the API, the command line and exports alike.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"

namespace aftercare::records {

/// How much of a field somebody sees. What is stored masked stays masked for every one of them:
/// `clear` says that the original may be revealed, with a reason.
enum class Shown : std::uint8_t {
  hidden,  // Nothing.
  token,   // The same sign for the same value, which tells nothing of it.
  masked,  // A part of it.
  clear,
};

class FieldRights {
 public:
  /// Nothing is seen.
  FieldRights() { by_class_.fill(Shown::hidden); }
  static FieldRights all();

  void set(PiiClass pii, Shown shown) { by_class_[static_cast<std::size_t>(pii)] = shown; }
  /// "case.text"; stronger than the field's class.
  void set_field(std::string entity_and_field, Shown shown) {
    by_field_[std::move(entity_and_field)] = shown;
  }
  Shown of(PiiClass pii) const { return by_class_[static_cast<std::size_t>(pii)]; }
  Shown of(std::string_view entity, const Field& field) const;

 private:
  std::array<Shown, 5> by_class_{};
  std::map<std::string, Shown, std::less<>> by_field_;
};

/// Which rows somebody sees: those that fit every list that is not empty.
struct RowScope {
  std::vector<std::string> shops;
  std::vector<std::string> teams;
  std::vector<std::string> regions;  // Provinces.
  std::string agent;                 // Only the cases of this one.
  bool none = false;                 // No row at all: a scope that was promised and not given.

  bool whole() const {
    return shops.empty() && teams.empty() && regions.empty() && agent.empty() && !none;
  }
  /// True if only cases, and what they are about, can tell whether a row is inside.
  bool by_case() const { return !teams.empty() || !agent.empty(); }
};

struct Viewer {
  std::string name;  // For the audit; no personal value of a customer.
  std::string role;
  FieldRights fields;
  RowScope scope;
  std::string token_key;  // Of the signs that stand for values; 16 to 64 bytes.

  /// Who holds the machine and the keys: the program itself, and the terminal.
  static Viewer owner();
};

/// What a viewer may not do. Its message begins with "not allowed: ", so that an edge can tell.
tl::unexpected<base::Error> refusal(std::string en, std::string zh);
bool is_refusal(const base::Error& error);

/// A text that tells only its length and end: "***42".
std::string masked_sign(std::string_view text);

std::string_view to_name(Shown shown);

}  // namespace aftercare::records

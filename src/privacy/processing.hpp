// The record of processing: of each field why it is processed, on what ground, for how long and
// where it lies. Who sees it is said by the roles (access/policy.hpp) and nowhere else.
//
// Defaults go by class (catalog/processing.yaml), an entity or a field may say otherwise; classes
// and retention come from the dictionary. A workspace's file is laid over the shipped one.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"

namespace aftercare::privacy {

struct Purpose {
  std::string code;
  bool withdrawable = false;  // Rests on consent: the person may end it.
  records::Label label;
};

/// A law that has records kept, though the person was erased.
struct Hold {
  int years = 0;  // 0: none.
  records::Label law;
};

struct FieldProcessing {
  const records::Entity* entity = nullptr;
  const records::Field* field = nullptr;
  std::string purpose;
  std::string basis;
  std::string stored;
  std::string retention;  // "3y"; empty: no limit is set.
  Hold hold;
};

/// Immutable once loaded.
class Processing {
 public:
  static base::Result<Processing> load(const std::filesystem::path& workspace,
                                       const records::Dictionary& dictionary);
  /// Later files over earlier ones. Fails (usage) with file and line on what is not known.
  static base::Result<Processing> load_files(const std::vector<std::filesystem::path>& files,
                                             const records::Dictionary& dictionary);

  /// Every field of the dictionary, in its order.
  const std::vector<FieldProcessing>& fields() const { return fields_; }
  const std::vector<Purpose>& purposes() const { return purposes_; }
  /// nullptr if there is none.
  const Purpose* purpose(std::string_view code) const;
  const records::Label& basis(std::string_view code) const {
    return labels_.at("basis/" + std::string(code));
  }
  const records::Label& store(std::string_view code) const {
    return labels_.at("store/" + std::string(code));
  }
  Hold hold_of(std::string_view entity) const;
  /// The purpose of an entity that says its own; empty: its fields' classes say theirs.
  std::string purpose_of(std::string_view entity) const;
  /// The field that says how old a record is; empty: nobody knows.
  std::string counted_from(std::string_view entity) const;

 private:
  std::vector<Purpose> purposes_;
  std::map<std::string, records::Label, std::less<>> labels_;
  std::map<std::string, Hold, std::less<>> holds_;
  std::map<std::string, std::string, std::less<>> entity_purposes_, counted_from_;
  std::vector<FieldProcessing> fields_;
};

}  // namespace aftercare::privacy

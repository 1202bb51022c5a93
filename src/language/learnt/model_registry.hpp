// The learnt models of a workspace: models/NAME/ holds the model in use and the story of all that
// were offered.
//
// The test set is frozen by what its texts are (the fifth that the MD5 of a text holds back), so it
// grows with the labels and no model ever learnt from it. A model that does worse on it than the
// one in use is kept aside, not used.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::language {

/// One model offered, as it did on the test set of its day.
struct ModelTrial {
  std::string at;               // ISO moment.
  std::string kind = "labels";  // labels or entities.
  std::uint64_t texts = 0;      // Learnt from.
  std::uint64_t tested = 0;
  unsigned held_back = 1;  // The rest of the MD5 that the test set has.
  double accuracy = 0;     // Of entities: F1.
  double macro_f1 = 0;
  std::optional<double> before_accuracy;  // The model then in use, on the same texts.
  std::optional<double> before_macro_f1;
  bool used = false;

  /// Not worse than what was in use.
  bool holds() const {
    return !before_accuracy || accuracy + macro_f1 >= *before_accuracy + *before_macro_f1;
  }
};

class ModelRegistry {
 public:
  explicit ModelRegistry(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Letters, digits, '_', '-' and characters beyond ASCII, at most 64 bytes. Fails (usage).
  static base::Result<void> check_name(const std::string& name);

  /// The model in use; it may not exist.
  std::filesystem::path model_file(const std::string& name) const {
    return folder_ / name / "model";
  }
  bool has(const std::string& name) const;
  std::vector<std::string> names() const;
  /// What was offered, oldest first; lines that cannot be read are passed over.
  std::vector<ModelTrial> story(const std::string& name) const;

  /// Keeps the model: in use if trial.holds(), else as "refused" beside it. Sets trial.used and
  /// writes the story on. Files are replaced whole or not at all. Fails (internal).
  base::Result<void> offer(const std::string& name, const std::string& bytes, ModelTrial& trial);

 private:
  std::filesystem::path folder_;
};

}  // namespace aftercare::language

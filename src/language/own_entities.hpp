// Entities that a workspace's own model finds (models/entities, learnt by `text train --entities
// --name entities`) beside what the program knows itself.
//
// Its types are those of records::SpanKind by their names; a type of another name is passed over.
// What the program's own rules found stays: the model adds what lies beside it.

#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/entity.hpp"
#include "language/learnt/span_model.hpp"
#include "language/learnt/text_model.hpp"

namespace aftercare::language {

inline constexpr std::string_view kOwnEntities = "entities";  // Its name in the workspace.

struct OwnEntityScratch {
  SpanAskScratch model;
  std::vector<FoundSpan> found;
};

/// The kind that a type of a model means: its name, in any case, with '-' or '_'.
std::optional<records::SpanKind> kind_of_type(std::string_view type);

class OwnEntities {
 public:
  /// Of the folder of models; there may be none. Fails (input) on a file that is damaged.
  static base::Result<OwnEntities> load(const std::filesystem::path& models);

  bool none() const { return !model_; }

  /// Adds to the marks from `first` on, which are those of the points [from, to), what else the
  /// model finds in them; they stay in order. `given` is the text that these points were read from.
  void mark(std::string_view given, const text::NormalText& text, std::size_t from, std::size_t to,
            std::size_t first, OwnEntityScratch& scratch, std::vector<Marked>& marked) const;

 private:
  std::optional<SpanModel> model_;
  TextTools tools_;
};

}  // namespace aftercare::language

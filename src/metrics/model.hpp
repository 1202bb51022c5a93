// The checked definitions: every metric, dimension and fact that a question may name.
//
// Definitions are data: metric_file.hpp and dimension_file.hpp read and check them rule by rule;
// a Model holds only what passed, so nothing behind it needs to doubt a column or a type.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "metrics/definition.hpp"
#include "records/dictionary.hpp"
#include "store/frame.hpp"

namespace aftercare::metrics {

/// Where definitions are read from; later files win over earlier ones, by name.
struct ModelFiles {
  std::vector<std::filesystem::path> metrics;
  std::vector<std::filesystem::path> dimensions;
  std::vector<std::filesystem::path> topics;      // May be empty: topics then have no labels.
  std::vector<DimensionValue> provinces;          // As the gazetteer names them; may be empty.
  std::vector<std::filesystem::path> components;  // Lexicons of parts; may be empty.
};

enum class Language { zh, en };

/// Immutable; safe between threads.
class Model {
 public:
  /// The shipped definitions with the workspace's overlay (path may be empty). Fails (usage) with
  /// file and line of every flaw.
  static base::Result<Model> load(const std::filesystem::path& workspace,
                                  const records::Dictionary& dictionary);
  static base::Result<Model> load_files(const ModelFiles& files,
                                        const records::Dictionary& dictionary);

  const std::vector<Metric>& metrics() const { return metrics_; }
  const std::vector<Dimension>& dimensions() const { return dimensions_; }
  const std::vector<Fact>& facts() const { return facts_; }

  /// Fails (usage) on an unknown name and offers the nearest ones.
  base::Result<const Metric*> metric(std::string_view name) const;
  /// By name, or by label in either language.
  base::Result<const Dimension*> dimension(std::string_view name_or_label) const;
  /// REQUIRES: the fact of a checked definition.
  const Fact& fact(std::string_view name) const;

  /// Names of the dimensions a metric can be asked by, in catalog order.
  std::vector<std::string> dimensions_of(const Metric& metric) const;

 private:
  bool can_be_asked(const Metric& metric, const Dimension& dimension) const;

  std::vector<Fact> facts_;
  std::vector<Dimension> dimensions_;
  std::vector<Metric> metrics_;
};

/// True if rows of the fact have this dimension. Every fact has time.
bool has_dimension(std::string_view fact, const Dimension& dimension);

/// The label of a value of the dimension; a value without one is its own label, null is "—".
std::string label_of(const Dimension& dimension, const store::Cell& value, Language language);

const std::string& text_in(const records::Label& label, Language language);

}  // namespace aftercare::metrics

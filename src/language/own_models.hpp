// Models that a workspace's people taught by labelling cases (models/topic, sentiment, kind): what
// they are sure of stands before what the rules and the shipped model say.
//
// They are there only if they did no worse on labels held back (pipeline/label_training.hpp). One
// whose labels are not all codes of the judgement is about something else and is passed over.

#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/learnt/text_model.hpp"
#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"

namespace aftercare::language {

struct OwnAnswer {
  std::optional<std::uint16_t> topic;  // Its place in the taxonomy.
  float topic_probability = 0;
  std::optional<Sentiment> sentiment;
  double sentiment_score = 0;  // -1..1.
  std::string_view kind;       // Empty: not sure.
};

struct OwnScratch {
  ModelScratch model;
  LabelAnswer answer;
  std::string text;
};

class OwnModels {
 public:
  /// Of the folder of models; there may be none. Fails (input) on a file that is damaged.
  static base::Result<OwnModels> load(const std::filesystem::path& models,
                                      const Taxonomy& taxonomy);

  bool none() const { return models_.empty(); }
  void judge(std::string_view title, std::string_view text, OwnScratch& scratch,
             OwnAnswer& answer) const;

 private:
  enum class About : std::uint8_t { topic, sentiment, kind };
  struct Own {
    About about;
    TextModel model;
    std::vector<std::uint16_t> codes;  // By label: place of the topic, mood or kind.
  };
  static std::optional<std::uint16_t> code_of(About about, const std::string& label,
                                              const Taxonomy& taxonomy);

  std::vector<Own> models_;
  TextTools tools_;
};

}  // namespace aftercare::language

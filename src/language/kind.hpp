// What kind of case a text is, where its source does not say.
//
// The source's own kind wins. Then: the channel complaint, or a rating of 1 or 2 with a mood that
// is not positive, is a complaint. Then cues (catalog/lexicons/kinds.yaml) and mood: cues of a
// complaint count double in a negative text and for nothing in a positive one, the gravest words
// (safety, law, media) speak for a complaint; a question before
// purchase is pre-sale, a request for progress after-sale. A review or post without cues is praise
// or complaint by its mood; anything else after-sale. Where the channel is not known a text that
// asks for nothing is read like a post (a topic of pre-sale or of suggestions says that much too),
// and one that asks without bitterness like a talk.

#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "language/appeal.hpp"
#include "language/gravity.hpp"
#include "language/sentiment.hpp"
#include "language/vocabulary.hpp"
#include "records/moment.hpp"

namespace aftercare::language {

/// What is known of a case besides its text. Empty: not known.
struct Hints {
  std::string_view channel = {};
  std::string_view kind = {};
  std::optional<double> rating = {};           // 1..5
  std::optional<records::Moment> moment = {};  // When it was written.
};

/// Whether the source, the channel or a rating decides: no word of the text may.
bool kind_is_given(const Hints& hints);

/// "pre_sale", "after_sale", "complaint", "suggestion" or "praise"; always of static storage or
/// the hint's own.
std::string_view judge_kind(const Vocabulary& vocabulary, std::span<const Hit> hits,
                            std::span<const Clause> clauses, const Mood& mood,
                            const Gravity& gravity, const Appeal& appeal,
                            std::string_view topic_group, const Hints& hints);

}  // namespace aftercare::language

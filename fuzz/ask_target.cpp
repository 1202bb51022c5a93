// A question in plain words: answered as a question that can be put, or handed back with words of
// its own, never guessed; the same however often it is asked.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "metrics/answer.hpp"
#include "metrics/ask/ask.hpp"
#include "place/place.hpp"

namespace {

using namespace aftercare;

const metrics::Model& model() {
  static const auto loaded = [] {
    ::setenv("AFTERCARE_SHARE", place::root().c_str(), 0);
    static const auto dictionary = records::Dictionary::load({}).value();
    return metrics::Model::load({}, dictionary).value();
  }();
  return loaded;
}

const metrics::AskWords& words() {
  static const auto loaded = [] {
    auto words = metrics::AskWords::load(model(), {}).value();
    words.add_values("product", {"无线耳机", "Desk Lamp", "A-1"});
    words.add_values("agent", {"王敏", "Anna"});
    return words;
  }();
  return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data),
                              std::min<std::size_t>(size, 1000));
  const auto today = *records::parse_day("2026-11-26");
  const auto asked = metrics::ask(text, words(), today);
  const auto line = metrics::query_line(asked);
  if (metrics::query_line(metrics::ask(text, words(), today)) != line) std::abort();
  if (!asked.answerable()) {
    // Something must say why: words that nobody knows, or a sentence.
    if (asked.not_understood.empty() && !asked.problem) std::abort();
    return 0;
  }
  const auto& question = asked.question;
  if (question.metrics.empty()) std::abort();
  if (question.from && question.to && *question.from > *question.to) std::abort();
  // What was understood can be put, but for mixtures that no fact has: these are told as such.
  if (const auto resolved = metrics::resolve(model(), question);
      !resolved && resolved.error().kind != base::ErrorKind::usage)
    std::abort();
  return 0;
}

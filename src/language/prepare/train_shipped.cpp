// train_shipped FILE: the shipped model out of the catalog's training texts and the simulator's
// grammar, made by the build.

#include <fmt/format.h>

#include <algorithm>

#include "base/share.hpp"
#include "language/analyser.hpp"
#include "language/prepare/shipped_trainer.hpp"

namespace aftercare::language {
namespace {

constexpr std::uint32_t kFolds = 3;
constexpr std::size_t kOfTemplate = 12, kOfIssue = 2, kJoined = 1500, kPairs = 4000;

template <typename T>
std::span<const std::byte> bytes_of(const T& list) {
  return std::as_bytes(std::span(list));
}

base::Result<void> run(const std::filesystem::path& file) {
  const auto files = base::catalog_files("training", {});
  if (!files) return base::failure_of(files);
  auto texts = read_examples(*files, kOfTemplate);
  if (!texts) return base::failure_of(texts);
  auto joined = join_examples(*texts, kFolds, kJoined);
  auto simulated = write_simulated(texts->back().source + 1, kOfIssue);
  if (!simulated) return base::failure_of(simulated);
  std::ranges::move(joined, std::back_inserter(*texts));
  std::ranges::move(*simulated, std::back_inserter(*texts));

  Extra extra;
  extra.rules_alone = true;
  const auto analyser = Analyser::load({}, extra);
  if (!analyser) return base::failure_of(analyser);
  Scratch scratch;
  const auto read_one = [&](const TrainingText& text) {
    Analysis found;
    (*analyser)->analyse({}, text.text, {.channel = text.channel}, scratch, found);
    ReadText one;
    one.text = &text;
    one.input = (*analyser)->shipped_input(scratch);
    (*analyser)->topic_input(scratch, one.about);
    one.topic = found.topic;
    one.found = (*analyser)->topics_found(scratch);
    one.told = found.sentiment;
    one.chars = found.chars;
    return one;
  };
  std::vector<ReadText> read;
  for (const auto& text : *texts) read.push_back(read_one(text));
  const auto pairs = pair_texts(*texts, kPairs);
  std::vector<JoinedText> joined_texts;
  for (const auto& pair : pairs)
    joined_texts.push_back({read_one(pair.text), pair.one, pair.other});
  const auto model = train_shipped(read, joined_texts, (*analyser)->taxonomy(), kFolds);
  return base::write_prepared(
      file, kShippedVersion,
      {bytes_of(model.keys), bytes_of(model.filter), bytes_of(model.scales), bytes_of(model.biases),
       bytes_of(model.moods), bytes_of(model.kinds), bytes_of(model.topics.keys),
       bytes_of(model.topics.filter), bytes_of(model.topics.weights), bytes_of(model.topics.scales),
       bytes_of(model.topics.biases), bytes_of(model.topics.sigmoid), bytes_of(model.topics.codes),
       bytes_of(model.topics.trust)});
}

}  // namespace
}  // namespace aftercare::language

int main(int count, char** words) {
  if (count != 2) {
    fmt::print(stderr, "Usage: train_shipped FILE\n");
    return 2;
  }
  const auto done = aftercare::language::run(words[1]);
  if (!done) fmt::print(stderr, "train_shipped: {}\n", done.error().message);
  return done ? 0 : 4;
}

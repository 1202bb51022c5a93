// prepare_words FOLDER FILE: the prepared file of words out of jieba's folder, made by the build.

#include <fmt/format.h>

#include "language/dictionary_builder.hpp"

int main(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "Usage: prepare_words FOLDER FILE\n");
    return 2;
  }
  const auto built = aftercare::language::build_dictionary(words[1], words[2]);
  if (!built) fmt::print(stderr, "prepare_words: {}\n", built.error().message);
  return built ? 0 : 4;
}

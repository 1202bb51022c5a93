// The sentences of what was said.

#pragma once

#include <string_view>

namespace aftercare::language {

/// Calls visit(sentence) for each sentence of a text, with its closing sign; views of the text.
template <typename Visit>
void each_sentence(std::string_view text, Visit&& visit) {
  std::size_t begin = 0;
  const auto give = [&](std::size_t end) {
    auto sentence = text.substr(begin, end - begin);
    while (!sentence.empty() && (sentence.front() == ' ' || sentence.front() == '\n'))
      sentence.remove_prefix(1);
    while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == '\n'))
      sentence.remove_suffix(1);
    if (!sentence.empty()) visit(sentence);
    begin = end;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = text[at];
    std::size_t size = 0;
    for (const std::string_view mark : {"。", "！", "？", "；", "…"})
      if (text.substr(at).starts_with(mark)) size = mark.size();
    if (byte == '!' || byte == '?' || byte == '\n') size = 1;
    // A full stop ends a sentence before a space: not in "3.5" or "x.com".
    if (byte == '.' && (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n'))
      size = 1;
    if (size == 0) {
      ++at;
      continue;
    }
    at += size;
    give(at);
  }
  give(text.size());
}

/// True of a question: it promises and ends nothing.
inline bool is_asked(std::string_view sentence) {
  for (const std::string_view end : {"？", "?", "吗", "么", "吧"})
    if (sentence.ends_with(end)) return true;
  return false;
}

}  // namespace aftercare::language

#include "metrics/ask/ask.hpp"

#include "metrics/ask/ask_reader.hpp"

namespace aftercare::metrics {

Asked ask(std::string_view text, const AskWords& words, records::Day today) {
  return AskReader(text, words, today).read();
}

std::string_view to_name(AskChart chart) {
  static constexpr std::string_view names[] = {"number", "line",  "bar",
                                               "map",    "table", "waterfall"};
  return names[static_cast<std::size_t>(chart)];
}

}  // namespace aftercare::metrics

#include "quality/repair/rewriting.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

#include "quality/repair/written_value.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

using Step = std::function<std::optional<std::string>(std::string_view)>;

class StepRewriting final : public Rewriting {
 public:
  explicit StepRewriting(Step step) : step_(std::move(step)) {}
  std::optional<std::string> apply(std::string_view text) const override {
    auto made = step_(text);
    if (made && *made == text) return std::nullopt;
    return made;
  }

 private:
  Step step_;
};

std::string in_case(std::string_view text, int (*change)(int)) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(change(static_cast<unsigned char>(c)));
  return made;
}

std::string each_word_capital(std::string_view text) {
  std::string made = in_case(text, std::tolower);
  bool begins = true;
  for (char& c : made) {
    if (begins) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    begins = c == ' ' || c == '-';
  }
  return made;
}

std::string digits_in(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

std::string all_replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string made;
  while (true) {
    const auto at = text.find(what);
    made.append(text.substr(0, at));
    if (at == text.npos) return made;
    made.append(by);
    text.remove_prefix(at + what.size());
  }
}

std::string cut_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

// Steps that make `after` of `before`, and more than that: simple ones first.
std::vector<Step> steps_for(const std::string& before, const std::string& after) {
  std::vector<Step> steps;
  const auto whole = [&](std::string (*make)(std::string_view)) {
    steps.emplace_back([make](std::string_view text) { return std::optional(make(text)); });
  };
  whole([](std::string_view text) { return text::fold_width(text); });
  whole([](std::string_view text) { return in_case(text, std::tolower); });
  whole([](std::string_view text) { return in_case(text, std::toupper); });
  whole(each_word_capital);
  if (const auto wanted = parse_moment(after))
    steps.emplace_back(
        [style = wanted->style](std::string_view text) -> std::optional<std::string> {
          const auto moment = parse_moment(text);
          if (!moment) return std::nullopt;
          auto written = write_moment(*moment, style);
          return written.empty() ? std::nullopt : std::optional(std::move(written));
        });
  if (const auto wanted = parse_number(after); wanted && wanted->plain)
    steps.emplace_back(
        [places = wanted->fraction.size()](std::string_view text) -> std::optional<std::string> {
          const auto number = parse_number(text);
          if (!number) return std::nullopt;
          auto written = write_number(*number, places);
          return written.empty() ? std::nullopt : std::optional(std::move(written));
        });
  // Digits into the pattern of the answer: 13800000000 -> 138-0000-0000.
  if (const auto digits = digits_in(before); digits.size() >= 4 && digits == digits_in(after))
    steps.emplace_back([pattern = after,
                        size = digits.size()](std::string_view text) -> std::optional<std::string> {
      const auto own = digits_in(text);
      if (own.size() != size) return std::nullopt;
      std::string made = pattern;
      std::size_t next = 0;
      for (char& c : made)
        if (c >= '0' && c <= '9') c = own[next++];
      return made;
    });
  // Before or behind a mark.
  for (const char mark : std::string(" -_/|,;:()[]@#.*")) {
    const std::string sign(1, mark);
    steps.emplace_back([sign](std::string_view text) -> std::optional<std::string> {
      const auto at = text.find(sign);
      return at == text.npos ? std::nullopt : std::optional(cut_blanks(text.substr(0, at)));
    });
    steps.emplace_back([sign](std::string_view text) -> std::optional<std::string> {
      const auto at = text.rfind(sign);
      return at == text.npos ? std::nullopt : std::optional(cut_blanks(text.substr(at + 1)));
    });
    steps.emplace_back([sign](std::string_view text) -> std::optional<std::string> {
      return text.find(sign) == text.npos ? std::nullopt
                                          : std::optional(all_replaced(text, sign, ""));
    });
  }
  // What differs in the middle, replaced wherever it stands; at an end, only there.
  std::size_t front = 0, back = 0;
  while (front < before.size() && front < after.size() && before[front] == after[front]) ++front;
  while (back < before.size() - front && back < after.size() - front &&
         before[before.size() - 1 - back] == after[after.size() - 1 - back])
    ++back;
  const auto gone = before.substr(front, before.size() - front - back);
  const auto come = after.substr(front, after.size() - front - back);
  if (!gone.empty() && front == 0)
    steps.emplace_back([gone, come](std::string_view text) -> std::optional<std::string> {
      if (!text.starts_with(gone)) return std::nullopt;
      return come + std::string(text.substr(gone.size()));
    });
  if (!gone.empty() && back == 0)
    steps.emplace_back([gone, come](std::string_view text) -> std::optional<std::string> {
      if (!text.ends_with(gone)) return std::nullopt;
      return std::string(text.substr(0, text.size() - gone.size())) + come;
    });
  if (!gone.empty())
    steps.emplace_back([gone, come](std::string_view text) -> std::optional<std::string> {
      if (text.find(gone) == text.npos) return std::nullopt;
      return all_replaced(text, gone, come);
    });
  if (gone.empty() && front == 0)
    steps.emplace_back([come](std::string_view text) -> std::optional<std::string> {
      return text.empty() ? std::nullopt : std::optional(come + std::string(text));
    });
  if (gone.empty() && back == 0)
    steps.emplace_back([come](std::string_view text) -> std::optional<std::string> {
      return text.empty() ? std::nullopt : std::optional(std::string(text) + come);
    });
  return steps;
}

}  // namespace

std::unique_ptr<Rewriting> learn_rewriting(const std::vector<RewritingExample>& examples) {
  const auto first = std::find_if(examples.begin(), examples.end(), [](const auto& example) {
    return !example.before.empty() && example.before != example.after;
  });
  if (first == examples.end()) return nullptr;
  for (auto& step : steps_for(first->before, first->after)) {
    const StepRewriting tried(step);
    const bool right = std::all_of(examples.begin(), examples.end(), [&](const auto& example) {
      const auto made = tried.apply(example.before);
      return example.before == example.after ? !made : made && *made == example.after;
    });
    if (right) return std::make_unique<StepRewriting>(std::move(step));
  }
  return nullptr;
}

}  // namespace aftercare::quality

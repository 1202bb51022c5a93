// Looks for the personal values of known people in anything, in every form they may take.
//
// One pass with a table of the first four bytes of all forms: as they are, as UTF-16, and as
// base64 at each of its three offsets. Numbers are also looked for in any spelling.

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::pipeline {

/// A value of somebody, and whose: empty if it is of nobody in particular.
struct PersonalValue {
  std::string kind;
  std::string value;
  std::string customer;
};

/// What the simulated shop says of its people: truth/people.csv, with the customers' ids.
std::vector<PersonalValue> people_of(const std::filesystem::path& shop);

class LeakSearch {
 public:
  explicit LeakSearch(std::vector<PersonalValue> values);

  /// Kind of value -> where it was seen, at most a few places each.
  using Leaks = std::map<std::string, std::set<std::string>>;

  /// Notes every value that occurs in `content`. Short names (two Han characters) occur in
  /// other words by chance, so of those only the whole content counts.
  void look_at(std::string_view content, const std::string& place);
  /// As look_at, and numbers written with signs between them or full width.
  void look_at_text(std::string_view text, const std::string& place);
  /// A text of this very customer: here a short name counts too.
  void look_at_own_text(std::string_view text, const std::string& customer,
                        const std::string& place);
  void look_at_file(const std::filesystem::path& file);

  /// How many different values of a kind were seen.
  std::size_t found(const std::string& kind) const;

  const Leaks& leaks() const { return leaks_; }
  std::size_t size() const { return values_.size(); }

 private:
  struct Form {
    std::string bytes;
    std::size_t value;
    const char* spelling;
    bool alone;  // Part of a longer word or number it is something else.
  };
  bool fits(const Form& form, std::string_view content, std::size_t at) const;
  void add(std::string bytes, std::size_t value, const char* spelling);
  void note(const PersonalValue& value, const char* spelling, const std::string& place);

  std::vector<PersonalValue> values_;
  std::vector<Form> forms_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_start_;
  std::vector<bool> starts_ = std::vector<bool>(std::size_t{1} << 20);
  std::unordered_map<std::string, std::size_t> short_names_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::unordered_map<std::string, std::vector<std::size_t>> names_of_;  // By customer.
  std::map<std::string, std::set<std::string>> found_;
  Leaks leaks_;
};

}  // namespace aftercare::pipeline

// What comes after what: the next problem of somebody who had this one, and after how long.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::insight {

struct NextProblem {
  std::uint32_t from = 0, to = 0;  // Places among the names.
  std::uint64_t count = 0;         // Problems `from` whose next is `to`, within the time.
  std::uint64_t with_from = 0;     // Problems `from` that could be followed so long.
  std::uint64_t with_to = 0;       // Nexts that are `to`, after whatever problem.
  double share = 0;                // count / with_from, with its interval:
  double low = 0, high = 0;
  double lift = 0;  // The share beside that after any problem.
  double median_days = 0, p90_days = 0;
  double p = 1, q = 1;  // Fisher's exact test, one-sided; over all pairs tested.
};

struct NextProblems {
  std::vector<std::string> names;
  std::uint64_t problems = 0;  // That could be followed until the end of the time.
  std::uint64_t followed = 0;  // Of them, those with a next one.
  std::size_t tested = 0;
  std::vector<NextProblem> pairs;  // q at most 0.02 and lift above 1, the surest first.
};

class NextProblemBuilder {
 public:
  /// In any order. `day` counts days; several problems of one person on one day keep the order
  /// given.
  void add(std::string_view person, std::string_view problem, int day);
  /// Problems later than `last_day` less `within` days could not be followed and begin nothing.
  /// Pairs seen fewer than `least` times are not tested.
  NextProblems build(int last_day, int within, std::uint64_t least = 5) &&;

 private:
  struct Event {
    std::uint32_t person;
    int day;
    std::uint32_t problem;
  };
  using Numbers = std::unordered_map<std::string, std::uint32_t>;
  Numbers people_, problems_;
  std::vector<std::string> names_;
  std::vector<Event> events_;
};

}  // namespace aftercare::insight

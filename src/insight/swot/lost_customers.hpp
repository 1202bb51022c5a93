// Who stopped ordering after a problem, by the problem: what drives customers away.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::insight {

struct LostAfter {
  std::string problem;
  double n = 0;     // Customers whose last problem of the time it was.
  double lost = 0;  // Of them, those without an order within the days after.
  double share = 0, low = 0, high = 0;
  double others = 0;    // The share after all other problems.
  double p = 1, q = 1;  // Of all problems (Bonferroni).
};

class LostCustomers {
 public:
  void add_problem(std::string_view customer, std::string_view problem, int day);
  void add_order(std::string_view customer, int day);
  /// A customer counts with his last problem that is `within` days or more before `last_day`. The
  /// surest excess first; problems of fewer than `least` customers are not judged.
  std::vector<LostAfter> build(int last_day, int within, double least = 20) &&;

 private:
  struct Told {
    std::string customer, problem;
    int day;
  };
  std::vector<Told> told_;
  std::unordered_map<std::string, std::vector<int>> orders_;
};

}  // namespace aftercare::insight

// The source files of the simulated shop: names, headers and encodings, as written down in
// docs/formats/demo.md. The columns' order is the order in which their cells are filled.

#pragma once

#include <array>
#include <filesystem>

#include "simulate/table.hpp"

namespace aftercare::simulate {

struct Sources {
  static base::Result<Sources> create(const std::filesystem::path& folder, std::uint64_t seed,
                                      const Gb18030& gb18030, Truth& truth,
                                      const std::vector<ProvinceForms>& provinces);

  Table customers, products, agents, orders, order_items, shipments, returns, chats, emails,
      tickets, calls, reviews, social, surveys, events;

  std::array<Table*, 15> all() {
    return {&customers, &products, &agents, &orders,  &order_items, &shipments, &returns, &chats,
            &emails,    &tickets,  &calls,  &reviews, &social,      &surveys,   &events};
  }
};

/// Fills a row's cells in their order.
class Row {
 public:
  explicit Row(Table& table) : table_(table) {}
  /// The next cell.
  std::string& next() { return table_.cell(at_++); }
  Row& text(std::string_view text) {
    next() += text;
    return *this;
  }
  Row& plain(std::int64_t at);    // 2026-03-01 08:00:05
  Row& slashed(std::int64_t at);  // 2026/3/1 8:00
  Row& iso(std::int64_t at, const std::string& offset);
  Row& number(std::int64_t number);
  Row& cents(std::int64_t cents);
  Row& skip() {
    ++at_;
    return *this;
  }

 private:
  Table& table_;
  std::size_t at_ = 0;
};

}  // namespace aftercare::simulate

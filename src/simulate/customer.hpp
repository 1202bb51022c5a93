// Customers as pure functions of seed and number: nothing about them is kept in memory.

#pragma once

#include <cstdint>
#include <string>

#include "simulate/clock.hpp"
#include "simulate/content.hpp"

namespace aftercare::simulate {

/// Who a customer, or somebody a customer sends a parcel to, is.
struct Person {
  std::string name;
  std::string phone;
  std::string email;
  std::string address;  // Province, city, district, road, house: in full.
  std::uint16_t province = 0;
  std::uint16_t city = 0;
  bool woman = false;
};

struct Traits {
  Language language = Language::zh;
  bool traditional = false;  // Writes traditional characters.
  bool other_receiver = false;
  double activity = 1;  // How much more often than others it buys, 0.2 .. 3.
  double patience = 0.5;
  std::uint8_t level = 0;  // Index in People::levels.
};

class Customers {
 public:
  /// Registration: most before the first day, the rest evenly until the end.
  Customers(const Content& content, std::uint64_t seed, std::uint32_t count, Second start,
            std::uint32_t days);

  std::uint32_t count() const { return count_; }
  static void append_id(std::string& to, std::uint32_t customer);

  Traits traits(std::uint32_t customer) const;
  Second registered_at(std::uint32_t customer) const;
  /// Customers registered before that moment are exactly the first so many.
  std::uint32_t registered_by(Second at) const;
  /// Fills `person`, reusing its strings.
  void person(std::uint32_t customer, Person& person) const;
  /// The other person some customers send parcels to.
  void receiver(std::uint32_t customer, Person& person) const;

 private:
  void fill(std::uint64_t who, bool english, Person& person) const;

  const Content* content_;
  std::uint64_t seed_;
  std::uint32_t count_;
  Second start_;
  std::uint32_t days_;
};

}  // namespace aftercare::simulate

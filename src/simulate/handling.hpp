// How the shop's people answer: who, how fast, with what result.
//
// People work from 9 to 22, a bot answers chats at any hour; more questions than usual, or a
// slow colleague, make everybody wait longer.

#pragma once

#include <cstdint>

#include "simulate/agenda.hpp"
#include "simulate/world.hpp"

namespace aftercare::simulate {

struct Handling {
  std::uint16_t agent = 0;
  bool bot_only = false;  // Nobody else was needed, or came.
  Second first = kNever;  // First answer of a person.
  Second resolved = kNever;
  Second closed = kNever;
  bool solved = false;  // What the customer would say.
};

class ServiceDesk {
 public:
  explicit ServiceDesk(const World& world) : world_(world) {}

  /// A new day with so many questions, compared with what is usual.
  void begin_day(double load) { load_ = load < 0.6 ? 0.6 : load; }

  /// Moments behind the simulated time are kNever in the result.
  Handling handle(const CasePlan& plan, Random& random) const;

 private:
  std::uint16_t agent_for(const CasePlan& plan, Random& random) const;
  Second wait(const CasePlan& plan, int skill, Random& random) const;

  const World& world_;
  double load_ = 1;
};

/// The same moment, or the next at which people work.
Second working(Second at);

}  // namespace aftercare::simulate

// What will happen on later days, kept until the day comes.
//
// An order decides its whole future when it is placed. What falls behind the last simulated
// moment is never kept, so nothing in any file lies after it.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/causes.hpp"
#include "simulate/clock.hpp"
#include "simulate/content.hpp"

namespace aftercare::simulate {

enum class Channel : std::uint8_t { chat, ticket, phone, email, review, social };

/// An order's number: its day and its place on that day.
struct OrderKey {
  std::int32_t day = -1;  // -1: no order.
  std::uint32_t number = 0;
  bool any() const { return day >= 0; }
};
/// "DD20260301000042".
void append_order_id(std::string& to, OrderKey order, Second start);
/// A carrier's tracking number of that order's parcel.
void append_tracking(std::string& to, OrderKey order, const Carrier& carrier);

struct CasePlan {
  Second at = 0;
  std::uint32_t customer = 0;
  OrderKey order;
  Second bought = 0;
  std::uint16_t product = 0;
  IssueIndex issue = 0;
  Channel channel = Channel::chat;
  Cause cause = Cause::none;
  std::uint8_t carrier = 0;
  std::uint8_t attempt = 0;  // How often the customer came with it before.
  std::uint8_t rating = 0;   // Of reviews.
  std::int16_t days = 1;     // In use.
  std::int16_t late = 2;     // Waited for or late.
};

struct ShipmentPlan {
  Second at = 0;  // Shipped.
  Second promised = 0;
  Second delivered = kNever;
  OrderKey order;
  std::uint16_t province = 0;
  std::uint8_t carrier = 0;
  bool lost = false;
};

enum class ReturnKind : std::uint8_t { refund_only, return_refund, exchange, repair };
enum class ReturnStatus : std::uint8_t { requested, returning, received, refunded, rejected, done };

struct ReturnPlan {
  Second at = 0;  // Requested.
  Second received = kNever;
  Second refunded = kNever;
  std::int64_t cents = 0;
  OrderKey order;
  std::uint32_t customer = 0;
  std::uint16_t product = 0;
  IssueIndex issue = 0;
  ReturnKind kind = ReturnKind::return_refund;
  ReturnStatus status = ReturnStatus::requested;
  std::int16_t days = 1;
};

struct SurveyPlan {
  Second at = 0;  // Sent.
  Second answered = kNever;
  std::string case_id;
  std::uint32_t customer = 0;
  std::uint16_t product = 0;
  std::uint16_t agent = 0;
  IssueIndex issue = 0;
  std::uint8_t score = 0;
};

/// Plans of one kind by their day.
template <typename Plan>
class Days {
 public:
  Days(Second start, Second end, std::uint32_t days) : start_(start), end_(end), days_(days) {}

  void add(const Plan& plan) {
    const auto day = (plan.at - start_) / kDay;
    if (plan.at >= start_ && plan.at < end_ && day < static_cast<Second>(days_.size()))
      days_[static_cast<std::size_t>(day)].push_back(plan);
  }
  /// The day's plans in the order of their moments; forgotten afterwards.
  std::vector<Plan> take(std::int32_t day);

 private:
  Second start_, end_;
  std::vector<std::vector<Plan>> days_;
};

struct Agenda {
  Agenda(Second first, Second after, std::uint32_t days)
      : start(first),
        end(after),
        cases(first, after, days),
        shipments(first, after, days),
        returns(first, after, days),
        surveys(first, after, days) {}

  /// The moment, or kNever if it lies behind the simulated time.
  Second known(Second at) const { return at < end ? at : kNever; }

  Second start;
  Second end;  // First moment that is not simulated.
  Days<CasePlan> cases;
  Days<ShipmentPlan> shipments;
  Days<ReturnPlan> returns;
  Days<SurveyPlan> surveys;
};

}  // namespace aftercare::simulate

// A planned case becomes rows: in its channel's file, in truth/cases.csv, and later a survey,
// another contact, or a customer who never comes back.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/conversation.hpp"
#include "simulate/handling.hpp"
#include "simulate/sources.hpp"
#include "simulate/truth.hpp"

namespace aftercare::simulate {

/// Who stopped buying, when and why. A few bytes per customer.
class Churn {
 public:
  explicit Churn(std::uint32_t customers) : gone_from_(customers, kStays), why_(customers, 0) {}

  bool gone(std::uint32_t customer, std::int32_t day) const { return gone_from_[customer] <= day; }
  bool leaves(std::uint32_t customer) const { return gone_from_[customer] != kStays; }
  /// The first reason counts.
  void leave(std::uint32_t customer, std::int32_t day, std::string_view why);

  std::int32_t day(std::uint32_t customer) const { return gone_from_[customer]; }
  std::string_view why(std::uint32_t customer) const { return reasons_[why_[customer]]; }

 private:
  static constexpr std::int32_t kStays = 1 << 30;
  std::vector<std::int32_t> gone_from_;
  std::vector<std::uint8_t> why_;
  std::vector<std::string> reasons_;
};

class CaseWriter {
 public:
  CaseWriter(const World& world, Sources& sources, Truth& truth, Agenda& agenda, Churn& churn,
             Random& random)
      : world_(world),
        sources_(sources),
        truth_(truth),
        agenda_(agenda),
        churn_(churn),
        random_(random),
        desk_(world),
        conversation_(world, random) {}

  /// `load`: today's questions compared with what is usual.
  void begin_day(double load);
  void write(const CasePlan& planned);
  void write_survey(const SurveyPlan& plan);

 private:
  void set_scene(const CasePlan& plan, const Traits& traits);
  void write_ticket(const Telling& telling, std::string_view kind);
  void write_email(const Telling& telling);
  void write_review(const Telling& telling);
  void write_social(const Telling& telling);
  void follow_up(const CasePlan& plan, const Handling& handling, const Traits& traits);
  void invite(const CasePlan& plan, const Handling& handling, std::string_view id);

  const World& world_;
  Sources& sources_;
  Truth& truth_;
  Agenda& agenda_;
  Churn& churn_;
  Random& random_;
  ServiceDesk desk_;
  Conversation conversation_;

  std::array<std::uint32_t, 8> numbers_{};  // Ids given today, by channel; then surveys.
  Scene scene_;
  std::uint32_t said_ = 0;  // In this case, of content.graves.
  Person person_;
  std::string id_, customer_, order_, tracking_, text_, title_;
};

}  // namespace aftercare::simulate

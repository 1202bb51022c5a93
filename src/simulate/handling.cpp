#include "simulate/handling.hpp"

#include <algorithm>

namespace aftercare::simulate {
namespace {

constexpr Second kOpens = 9 * kHour;
constexpr Second kCloses = 22 * kHour;
constexpr std::array<std::int64_t, 8> kChatWait = {10, 20, 35, 50, 80, 140, 280, 700};
constexpr std::array<std::int64_t, 8> kTicketWait = {8, 18, 35, 70, 130, 240, 480, 1100};  // min
constexpr std::array<std::int64_t, 8> kPhoneWait = {4, 8, 15, 25, 45, 90, 180, 420};
constexpr std::array<std::int64_t, 8> kHoursToSolve = {1, 2, 4, 9, 20, 36, 70, 150};
constexpr std::array<std::int64_t, 7> kChatLength = {2, 4, 6, 9, 13, 20, 40};  // min

}  // namespace

Second working(Second at) {
  const auto clock = at % kDay;
  if (clock < kOpens) return at - clock + kOpens + clock / 60;
  if (clock >= kCloses) return at - clock + kDay + kOpens + (clock - kCloses) / 20;
  return at;
}

std::uint16_t ServiceDesk::agent_for(const CasePlan& plan, Random& random) const {
  const auto& issue = world_.content.issues[plan.issue];
  const auto group = kGroups[issue.group];
  std::uint8_t team = 1;  // After-sale.
  if (group == "pre_sale" || group == "account" || group == "suggestion") team = 0;
  if (group == "logistics") team = 2;
  if (plan.attempt > 0 || group == "service") team = 3;
  const auto& agents = world_.content.agents;
  for (;;) {
    const auto drawn = random.below(static_cast<std::uint32_t>(agents.size()));
    if (agents[drawn].team == team || random.chance(0.02)) return static_cast<std::uint16_t>(drawn);
  }
}

Second ServiceDesk::wait(const CasePlan& plan, int skill, Random& random) const {
  const double pressure = load_ * load_ * skill / 100;
  const auto stretched = [&](std::int64_t usual) {
    return static_cast<Second>(static_cast<double>(usual) * pressure);
  };
  if (plan.channel == Channel::chat) return stretched(random.quantile(kChatWait)) + 3;
  if (plan.channel == Channel::phone) return stretched(random.quantile(kPhoneWait)) + 2;
  const auto usual = random.quantile(kTicketWait);
  const auto minutes = stretched(plan.channel == Channel::email ? usual * 2 : usual);
  return minutes * kMinute + random.below(60);
}

Handling ServiceDesk::handle(const CasePlan& plan, Random& random) const {
  const auto& issue = world_.content.issues[plan.issue];
  Handling result;
  result.agent = agent_for(plan, random);
  const auto skill = world_.content.agents[result.agent].skill;
  const bool trouble = issue.sentiment == Sentiment::negative;
  result.bot_only =
      plan.channel == Channel::chat && !trouble && plan.attempt == 0 && random.chance(0.22);
  double chance = trouble ? 0.74 : 0.96;
  if (skill > 130) chance -= 0.15;
  chance -= 0.12 * plan.attempt;
  if (load_ > 1.3) chance -= 0.08;
  result.solved = random.chance(chance);

  const auto known = [&](Second at) { return at < world_.end ? at : kNever; };
  if (result.bot_only) {
    if (result.solved) result.resolved = known(plan.at + random.between(40, 200));
    return result;
  }
  const auto waited = working(plan.at) + wait(plan, skill, random);
  const auto first = plan.channel == Channel::phone ? waited : working(waited);
  Second resolved = 0;
  if (plan.channel == Channel::chat || plan.channel == Channel::phone) {
    const auto length = random.quantile(kChatLength) * kMinute;
    resolved = first + length + random.below(50);
    if (!result.solved && random.chance(0.6)) resolved = kNever;
  } else {
    const auto work = random.quantile(kHoursToSolve) * kHour * skill / 100;
    resolved = working(first + work + random.below(kHour));
    if (!result.solved) resolved += random.between(2, 9) * kDay;
    if (!result.solved && random.chance(0.25)) resolved = kNever;
  }
  result.first = known(first);
  if (result.first != kNever && resolved != kNever) result.resolved = known(resolved);
  if (result.resolved != kNever) result.closed = known(resolved + random.between(20, 75) * kHour);
  return result;
}

}  // namespace aftercare::simulate

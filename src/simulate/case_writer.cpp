#include "simulate/case_writer.hpp"

#include <algorithm>
#include <bit>

#include "simulate/order_life.hpp"

namespace aftercare::simulate {
namespace {

constexpr std::array<char, 6> kPrefixes = {'S', 'T', 'L', 'M', 'V', 'W'};
constexpr std::size_t kSurveyNumber = 6;
constexpr double kTellsPersonal = 0.08;

std::string_view to_name(Sentiment sentiment) {
  static constexpr std::array<std::string_view, 3> kNames = {"negative", "neutral", "positive"};
  return kNames[static_cast<std::size_t>(sentiment)];
}

// "20260301000042" behind a letter.
void append_dated_id(std::string& to, char prefix, Second at, std::uint32_t number) {
  to.push_back(prefix);
  append_compact_date(to, at);
  append_number(to, number, 6);
}

struct Verdict {
  std::string_view kind;
  std::string_view sentiment;
  Mood mood;
};

Verdict judge(const CasePlan& plan, const Issue& issue, const Traits& traits, Random& random) {
  const auto group = kGroups[issue.group];
  Verdict verdict{"after_sale", to_name(issue.sentiment), Mood::plain};
  const bool chance = random.chance(issue.complaint + 0.25 * plan.attempt);
  if (plan.channel == Channel::review) {
    verdict.kind = plan.rating >= 4 ? "praise" : plan.rating == 3 ? "after_sale" : "complaint";
    verdict.sentiment = plan.rating >= 4 ? "positive" : plan.rating == 3 ? "neutral" : "negative";
    verdict.mood = plan.rating == 1 ? Mood::angry : Mood::plain;
    return verdict;
  }
  if (issue.sentiment == Sentiment::negative && chance) {
    verdict.kind = "complaint";
  } else if (group == "pre_sale") {
    verdict.kind = "pre_sale";
  } else if (group == "suggestion") {
    verdict.kind = "suggestion";
  } else if (issue.sentiment == Sentiment::positive) {
    verdict.kind = "praise";
  }
  const bool complains = verdict.kind == "complaint";
  if (complains && random.chance(0.8 - 0.5 * traits.patience + 0.2 * plan.attempt)) {
    verdict.mood = Mood::angry;
  } else if (random.chance(0.3 + 0.4 * traits.patience)) {
    verdict.mood = Mood::polite;
  }
  return verdict;
}

// The gravest thing said, and one more when two are.
int severity_of(std::uint32_t said, const std::vector<Grave>& graves) {
  int severity = 0;
  for (std::size_t at = 0; at < graves.size(); ++at)
    if ((said >> at & 1U) != 0) severity = std::max(severity, graves[at].weight);
  return std::min(severity + (std::popcount(said) > 1 ? 1 : 0), 3);
}

std::string_view ticket_kind(std::string_view kind, Random& random) {
  if (random.chance(0.1)) return "";
  if (random.chance(0.02)) return "咨询";  // A clerk's mistake.
  if (kind == "complaint") return "投诉";
  if (kind == "pre_sale") return "咨询";
  if (kind == "suggestion") return "建议";
  return kind == "praise" ? "表扬" : "售后";
}

std::string_view ticket_status(const Handling& handling) {
  if (handling.closed != kNever) return "已关闭";
  if (handling.resolved != kNever) return "已解决";
  return handling.first != kNever ? "处理中" : "待处理";
}

}  // namespace

void Churn::leave(std::uint32_t customer, std::int32_t day, std::string_view why) {
  if (leaves(customer)) return;
  gone_from_[customer] = day;
  auto found = std::find(reasons_.begin(), reasons_.end(), why);
  if (found == reasons_.end()) found = reasons_.emplace(found, why);
  why_[customer] = static_cast<std::uint8_t>(found - reasons_.begin());
}

void CaseWriter::begin_day(double load) {
  desk_.begin_day(load);
  numbers_.fill(0);
}

void CaseWriter::set_scene(const CasePlan& plan, const Traits& traits) {
  const auto& content = world_.content;
  world_.customers.person(plan.customer, person_);
  customer_.clear();
  Customers::append_id(customer_, plan.customer);
  order_.clear();
  tracking_.clear();
  scene_.carrier = nullptr;
  if (plan.order.any()) {
    append_order_id(order_, plan.order, world_.start);
    append_tracking(tracking_, plan.order, content.carriers[plan.carrier]);
    scene_.carrier = &content.carriers[plan.carrier];
  }
  scene_.content = &content;
  scene_.language = traits.language;
  scene_.person = &person_;
  scene_.product = &content.products[plan.product];
  scene_.other_product = &random_.one_of(content.products);
  scene_.issue = plan.issue;
  scene_.order = order_;
  scene_.tracking = tracking_;
  scene_.promotion = &world_.causes.promotion_name;
  scene_.at = plan.at;
  scene_.bought = plan.order.any() ? plan.bought : plan.at - 9 * kDay;
  scene_.days = std::max<std::int64_t>(1, plan.days);
  scene_.late = std::max<std::int64_t>(1, plan.late);
}

void CaseWriter::write(const CasePlan& planned) {
  CasePlan plan = planned;
  if (plan.channel == Channel::phone && working(plan.at) != plan.at)
    plan.channel = Channel::chat;  // Nobody answers the telephone at night.
  const auto& content = world_.content;
  const auto& issue = content.issues[plan.issue];
  const auto traits = world_.customers.traits(plan.customer);
  set_scene(plan, traits);
  const auto verdict = judge(plan, issue, traits, random_);
  scene_.angry = verdict.mood == Mood::angry;
  said_ = issue.said;
  scene_.said = &said_;
  Handling handling;
  const bool answered = plan.channel != Channel::review && plan.channel != Channel::social;
  if (answered) handling = desk_.handle(plan, random_);
  scene_.agent = content.agents[handling.agent].name;

  const auto channel = static_cast<std::size_t>(plan.channel);
  id_.clear();
  append_dated_id(id_, kPrefixes[channel], plan.at, ++numbers_[channel]);
  Hand hand;
  hand.traditional = traits.traditional;
  if (traits.language == Language::en) hand.mixes = 0;
  // Some speak of an order without saying which; few are not logged in.
  const bool names_order = plan.order.any() && random_.chance(0.85);
  const bool anonymous = !plan.order.any() && random_.chance(0.1);
  const Telling telling{plan,
                        scene_,
                        handling,
                        hand,
                        verdict.mood,
                        id_,
                        anonymous ? std::string_view() : std::string_view(customer_),
                        names_order ? std::string_view(order_) : std::string_view(),
                        answered && random_.chance(kTellsPersonal)};
  switch (plan.channel) {
    case Channel::chat:
      conversation_.write_chat(telling, sources_.chats);
      break;
    case Channel::ticket:
      write_ticket(telling, ticket_kind(verdict.kind, random_));
      break;
    case Channel::phone:
      conversation_.write_call(telling, sources_.calls);
      break;
    case Channel::email:
      write_email(telling);
      break;
    case Channel::review:
      write_review(telling);
      break;
    case Channel::social:
      write_social(telling);
      break;
  }
  scene_.said = nullptr;
  truth_.one_case({id_, issue.topic, verdict.sentiment, verdict.kind,
                   severity_of(said_, content.graves),
                   issue.component < 0
                       ? std::string_view()
                       : std::string_view(
                             content.components[static_cast<std::size_t>(issue.component)].name.zh),
                   simulate::to_name(plan.cause), traits.language == Language::zh ? "zh" : "en"});
  follow_up(plan, handling, traits);
  if (answered) invite(plan, handling, id_);
}

void CaseWriter::write_ticket(const Telling& telling, std::string_view kind) {
  const auto& plan = telling.plan;
  const auto& handling = telling.handling;
  title_.clear();
  conversation_.answer_matter(scene_, "ticket.title.", title_);
  text_.clear();
  std::string frame = "ticket.";
  frame += to_name(telling.mood);
  conversation_.say(scene_, frame, telling.hand, text_);
  if (telling.personal) {
    text_ += scene_.language == Language::zh ? "\n" : "\n";
    conversation_.answer(scene_, "personal", text_);
  }
  static constexpr std::array<std::string_view, 4> kWays = {"工单", "小程序", "网页", "APP"};
  const auto way = kind == "投诉" && random_.chance(0.12)
                       ? (random_.chance(0.5) ? "投诉平台" : "12315")
                       : random_.one_of(kWays);
  const auto fill = [&](const Handling& state, Second updated) {
    Row row(sources_.tickets);
    row.text(telling.id).plain(plan.at).plain(state.first).plain(state.resolved);
    row.plain(state.closed).text(way).text(kind).text(telling.customer_id);
    row.text(person_.name).text(person_.phone).text(telling.order_id);
    row.text(world_.content.products[plan.product].id).text(title_).text(text_);
    row.text(state.first == kNever ? std::string_view()
                                   : std::string_view(world_.content.agents[state.agent].id));
    row.text(ticket_status(state)).plain(updated);
  };
  const auto updated = handling.closed != kNever     ? handling.closed
                       : handling.resolved != kNever ? handling.resolved
                       : handling.first != kNever    ? handling.first
                                                     : plan.at;
  if (updated > plan.at && random_.chance(0.02)) {
    fill(Handling{}, plan.at);  // Exported once when it was new, and again later.
    sources_.tickets.write_clean();
    fill(handling, updated);
    sources_.tickets.write_newer_version();
    return;
  }
  fill(handling, updated);
  sources_.tickets.write();
}

void CaseWriter::write_email(const Telling& telling) {
  const auto& handling = telling.handling;
  title_.clear();
  conversation_.say(scene_, telling.mood == Mood::angry ? "email.subject.angry" : "email.subject",
                    telling.hand, title_);
  text_.clear();
  std::string frame = "email.";
  frame += to_name(telling.mood);
  conversation_.say(scene_, frame, telling.hand, text_);
  if (telling.personal) {
    conversation_.answer(scene_, "personal", text_);
    text_ += '\n';
  }
  conversation_.answer(scene_, "email.sign", text_);
  Row row(sources_.emails);
  row.text(telling.id).text(person_.email).text(person_.name).text("service@shop.example.com");
  row.text(title_).text(text_).iso(telling.plan.at, world_.offset);
  row.iso(handling.first, world_.offset).iso(handling.resolved, world_.offset);
  row.text(telling.customer_id).text(telling.order_id);
  sources_.emails.write();
}

void CaseWriter::write_review(const Telling& telling) {
  const auto& plan = telling.plan;
  text_.clear();
  const auto frame = plan.rating == 5   ? "review.good"
                     : plan.rating == 4 ? "review.fair"
                     : plan.rating == 3 ? "review.mixed"
                                        : "review.bad";
  conversation_.say(scene_, frame, telling.hand, text_);
  Row row(sources_.reviews);
  row.text(telling.id).text(order_).text(world_.content.products[plan.product].id);
  row.text(customer_).number(plan.rating).text(text_).plain(plan.at);
  sources_.reviews.write();
}

void CaseWriter::write_social(const Telling& telling) {
  const auto& people = world_.content.people;
  const auto& issue = world_.content.issues[telling.plan.issue];
  text_.clear();
  const auto frame = issue.sentiment == Sentiment::negative   ? "social.negative"
                     : issue.sentiment == Sentiment::positive ? "social.positive"
                                                              : "social.neutral";
  conversation_.say(scene_, frame, telling.hand, text_);
  Row row(sources_.social);
  row.text(telling.id).text(people.platforms[people.platform_weights.pick(random_)]);
  auto& user = row.next();
  user += random_.one_of(people.handles);
  append_number(user, random_.below(10'000));
  row.iso(telling.plan.at, world_.offset).text(text_);
  row.text(world_.content.province_forms[person_.province].name);
  static constexpr std::array<std::int64_t, 6> kLikes = {0, 1, 4, 12, 60, 900};
  row.number(random_.quantile(kLikes));
  sources_.social.write();
}

void CaseWriter::follow_up(const CasePlan& plan, const Handling& handling, const Traits& traits) {
  const auto& content = world_.content;
  const auto& issue = content.issues[plan.issue];
  if (issue.sentiment != Sentiment::negative) return;
  const bool service = plan.channel != Channel::review && plan.channel != Channel::social;
  const bool slow = service && handling.first - plan.at > 5 * kHour;
  const bool failed = service && !handling.solved;
  double leaving = 0.05 + 0.1 * (1 - traits.patience) + 0.18 * plan.attempt;
  if (failed) leaving += 0.2;
  if (random_.chance(leaving)) {
    const auto why =
        plan.cause != Cause::none ? simulate::to_name(plan.cause) : kGroups[issue.group];
    churn_.leave(plan.customer,
                 world_.day_of(plan.at) + 1 + static_cast<std::int32_t>(random_.below(4)), why);
  }
  if (plan.attempt >= 2 || !(failed || slow) || !random_.chance(0.5)) return;
  CasePlan again = plan;
  const auto days = random_.between(1, 5);
  again.at = plan.at - plan.at % kDay + days * kDay + contact_hours().draw(random_);
  again.attempt = static_cast<std::uint8_t>(plan.attempt + 1);
  again.late = static_cast<std::int16_t>(plan.late + days);
  again.days = static_cast<std::int16_t>(plan.days + days);
  const auto what = random_.below(100);
  if (what >= 50)
    again.issue = what < 80   ? content.known.unsolved
                  : what < 92 ? content.known.no_reply
                              : content.known.attitude;
  if (random_.chance(0.4)) again.channel = channel_for(issue, random_);
  if (again.at >= agenda_.end) return;
  agenda_.cases.add(again);
}

void CaseWriter::invite(const CasePlan& plan, const Handling& handling, std::string_view id) {
  if (handling.resolved == kNever || handling.bot_only || !random_.chance(0.6)) return;
  SurveyPlan survey;
  survey.at = handling.resolved + random_.between(5, 90) * kMinute;
  if (survey.at >= agenda_.end) return;
  survey.case_id = id;
  survey.customer = plan.customer;
  survey.product = plan.product;
  survey.agent = handling.agent;
  survey.issue = plan.issue;
  if (random_.chance(0.3)) {
    survey.answered = agenda_.known(survey.at + random_.between(1, 2000) * kMinute);
    double score = handling.solved ? 4.7 : 2.2;
    const auto hours = (handling.first - plan.at) / kHour;
    score -= std::min(1.5, static_cast<double>(hours) * 0.12);
    score -= 0.4 * plan.attempt;
    score += random_.unit() * 1.6 - 0.9;
    survey.score = static_cast<std::uint8_t>(std::clamp(score + 0.5, 1.0, 5.0));
  }
  agenda_.surveys.add(survey);
}

void CaseWriter::write_survey(const SurveyPlan& plan) {
  id_.clear();
  append_dated_id(id_, 'Q', plan.at, ++numbers_[kSurveyNumber]);
  Row row(sources_.surveys);
  row.text(id_).text(plan.case_id);
  Customers::append_id(row.next(), plan.customer);
  row.plain(plan.at).plain(plan.answered);
  if (plan.answered == kNever) {
    sources_.surveys.write();
    return;
  }
  row.number(plan.score);
  if (random_.chance(0.45)) {
    CasePlan about;
    about.customer = plan.customer;
    about.at = plan.at;
    about.product = plan.product;
    about.issue = plan.issue;
    const auto traits = world_.customers.traits(plan.customer);
    set_scene(about, traits);
    scene_.agent = world_.content.agents[plan.agent].name;
    scene_.angry = false;
    text_.clear();
    Hand hand;
    hand.traditional = traits.traditional;
    conversation_.say(scene_,
                      plan.score >= 4   ? "survey.high"
                      : plan.score == 3 ? "survey.mid"
                                        : "survey.low",
                      hand, text_);
    row.text(text_);
  }
  sources_.surveys.write();
}

}  // namespace aftercare::simulate

#include "simulate/conversation.hpp"

#include <algorithm>
#include <cassert>

namespace aftercare::simulate {
namespace {

constexpr std::array<std::string_view, 3> kMoods = {"polite", "plain", "angry"};

constexpr std::string_view kBotId = "K000";

}  // namespace

std::string_view to_name(Mood mood) {
  return kMoods[static_cast<std::size_t>(mood)];
}

void Conversation::say(const Scene& scene, std::string_view frame, const Hand& hand,
                       std::string& to) {
  const auto rule = scene.content->grammar(scene.language).rule(frame);
  assert(rule != Grammar::kNone);
  const auto before = to.size();
  scene.say(rule, random_, to);
  if (scene.language == Language::zh) tidy(to, before);
  if (before == 0) {
    disturb(to, hand, scene.content->variants, random_, work_);
  } else {
    std::string part = to.substr(before);
    disturb(part, hand, scene.content->variants, random_, work_);
    to.resize(before);
    to += part;
  }
}

void Conversation::answer(const Scene& scene, std::string_view frame, std::string& to) {
  const auto rule = scene.content->grammar(scene.language).rule(frame);
  assert(rule != Grammar::kNone);
  scene.say(rule, random_, to);
}

void Conversation::answer_matter(const Scene& scene, std::string_view frame, std::string& to) {
  work_ = frame;
  work_ += kGroups[scene.content->issues[scene.issue].group];
  const auto rule = scene.content->grammar(scene.language).rule(work_);
  assert(rule != Grammar::kNone);
  scene.say(rule, random_, to);
}

// Writes text_ as one message; whoever has nothing to say says so.
void Conversation::line(const Telling& telling, Table& chats, Second at, Sender sender, bool last) {
  if (text_.empty()) text_ = telling.scene.language == Language::zh ? "嗯" : "ok";
  Row row(chats);
  row.text(telling.id).iso(at, world_.offset);
  switch (sender) {
    case Sender::customer:
      row.text("customer").skip();
      break;
    case Sender::agent:
      row.text("agent").text(world_.content.agents[telling.handling.agent].id);
      break;
    case Sender::bot:
      row.text("bot").text(kBotId);
      break;
  }
  row.text(telling.customer_id).text(telling.order_id).text(text_);
  if (last && telling.handling.resolved != kNever)
    row.text("true");
  else
    row.skip();
  row.text(hit_);
  chats.write();
  text_.clear();
  hit_ = {};
}

// An answer, and whether the bot found it in its knowledge base.
void Conversation::bot_line(const Telling& telling, Table& chats, Second at, bool hit, bool last) {
  hit_ = hit ? "true" : "false";
  line(telling, chats, at, Sender::bot, last);
}

void Conversation::bot_part(const Telling& telling, Table& chats, Second& at) {
  at += random_.between(1, 3);
  const bool hello = random_.chance(0.6);
  answer(telling.scene, hello ? "bot.hello" : "bot.answer", text_);
  if (hello)
    line(telling, chats, at, Sender::bot, false);
  else
    bot_line(telling, chats, at, at % 3 == 0, false);
}

void Conversation::write_chat(const Telling& telling, Table& chats) {
  const auto& handling = telling.handling;
  const auto mood = to_name(telling.mood);
  const auto frame = [&](std::string_view stem) {
    std::string name(stem);
    name += mood;
    return name;
  };
  auto at = telling.plan.at;
  const auto last_moment = world_.end - 1;
  if (random_.chance(0.3)) {
    say(telling.scene, "chat.hello", telling.hand, text_);
    line(telling, chats, at, Sender::customer, false);
    at += random_.between(2, 25);
  }
  at = std::min(at, last_moment);
  say(telling.scene, frame("chat."), telling.hand, text_);
  if (telling.personal) {
    text_ += telling.scene.language == Language::zh ? "，" : ". ";
    answer(telling.scene, "personal", text_);
  }
  line(telling, chats, at, Sender::customer, false);
  if (handling.bot_only) {
    at = std::min(at + random_.between(1, 3), last_moment);
    answer(telling.scene, "bot.answer", text_);
    bot_line(telling, chats, at, handling.solved, !handling.solved);
    if (!handling.solved) return;
    at = std::min(at + random_.between(10, 90), last_moment);
    say(telling.scene, "chat.end.good", telling.hand, text_);
    line(telling, chats, at, Sender::customer, true);
    return;
  }
  const bool has_answer = handling.first != kNever;
  const auto first =
      has_answer ? std::min(std::max(handling.first, at + 1), last_moment) : last_moment;
  if (at + 4 < first) {
    bot_part(telling, chats, at);
    if (random_.chance(0.25) && at + 40 < first) {
      at += random_.between(3, 30);
      answer(telling.scene, "chat.human", text_);
      line(telling, chats, at, Sender::customer, !has_answer);
    }
  }
  if (!has_answer) return;
  at = first;
  answer(telling.scene, random_.chance(0.6) ? "agent.hello" : "agent.ack", text_);
  line(telling, chats, at, Sender::agent, false);
  const auto end = handling.resolved != kNever
                       ? std::max(handling.resolved, at)
                       : std::min(at + random_.between(120, 1500), last_moment);
  const auto rounds = random_.below(3);
  const auto step = (end - at) / (static_cast<Second>(rounds) * 2 + 3);
  for (std::uint32_t i = 0; i < rounds && step > 1; ++i) {
    at += step;
    say(telling.scene, frame("chat.more."), telling.hand, text_);
    line(telling, chats, at, Sender::customer, false);
    at += step;
    answer(telling.scene, "agent.ack", text_);
    line(telling, chats, at, Sender::agent, false);
  }
  at += step;
  if (handling.solved) {
    answer_matter(telling.scene, "agent.solve.", text_);
  } else {
    answer(telling.scene, "agent.pending", text_);
  }
  line(telling, chats, at, Sender::agent, false);
  at += step;
  say(telling.scene, handling.solved ? "chat.end.good" : "chat.end.bad", telling.hand, text_);
  const bool farewell = random_.chance(0.5);
  line(telling, chats, farewell ? at : end, Sender::customer, !farewell);
  if (!farewell) return;
  answer(telling.scene, "agent.bye", text_);
  line(telling, chats, end, Sender::agent, true);
}

void Conversation::write_call(const Telling& telling, Table& calls) {
  const auto& handling = telling.handling;
  const auto& scene = telling.scene;
  const bool zh = scene.language == Language::zh;
  const auto speak = [&](bool agent) {
    if (!text_.empty()) text_ += '\n';
    text_ += agent ? (zh ? "客服：" : "Agent: ") : (zh ? "客户：" : "Customer: ");
  };
  const bool answered = handling.first != kNever;
  if (answered) {
    speak(true);
    answer(scene, "agent.call", text_);
  }
  speak(false);
  std::string name = "call.";
  name += to_name(telling.mood);
  Hand spoken = telling.hand;  // Nobody mistypes aloud.
  spoken.slips = 0;
  say(scene, name, spoken, text_);
  if (telling.personal) {
    speak(true);
    answer(scene, "agent.ack", text_);
    speak(false);
    answer(scene, "personal", text_);
  }
  if (answered) {
    speak(true);
    if (handling.solved) {
      answer_matter(scene, "agent.solve.", text_);
    } else {
      answer(scene, "agent.pending", text_);
    }
    speak(false);
    say(scene, handling.solved ? "chat.end.good" : "chat.end.bad", spoken, text_);
    speak(true);
    answer(scene, "agent.bye", text_);
  }
  const auto wait = answered ? handling.first - telling.plan.at : random_.between(30, 200);
  const auto length = random_.between(60, 900);
  const auto ended = std::min(telling.plan.at + wait + (answered ? length : 0), world_.end - 1);
  Row row(calls);
  row.text(telling.id).iso(telling.plan.at, world_.offset).iso(ended, world_.offset);
  row.text(answered ? std::string_view(world_.content.agents[handling.agent].id) : "");
  row.text(telling.customer_id).text(telling.order_id).number(wait);
  row.text(handling.resolved != kNever ? "true" : "false").text(text_);
  calls.write();
  text_.clear();
}

}  // namespace aftercare::simulate

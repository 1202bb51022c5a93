#include <array>

#include "language/prepare/training_texts.hpp"
#include "simulate/content.hpp"
#include "simulate/random.hpp"
#include "simulate/scene.hpp"

namespace aftercare::language {
namespace {

namespace shop = simulate;

struct Tone {
  std::string_view frame;
  std::string_view channel;
  bool angry = false;
};

constexpr std::array<Tone, 6> kTones = {{{"chat.polite", "chat"},
                                         {"chat.plain", "chat"},
                                         {"ticket.plain", "ticket"},
                                         {"email.polite", "email"},
                                         {"call.plain", "phone"},
                                         {"ticket.angry", "ticket", true}}};

Sentiment mood_of(shop::Sentiment mood) {
  return static_cast<Sentiment>(mood);
}

std::string kind_of(const shop::Issue& issue, bool angry) {
  const auto group = shop::kGroups[issue.group];
  if (angry) return "complaint";
  if (group == "pre_sale" || group == "suggestion") return std::string(group);
  return issue.sentiment == shop::Sentiment::positive ? "praise" : "after_sale";
}

void say(const shop::Scene& scene, std::string_view frame, shop::Random& random,
         std::string& text) {
  const auto rule = scene.content->grammar(scene.language).rule(frame);
  if (rule == shop::Grammar::kNone) return;
  scene.say(rule, random, text);
  if (scene.language == shop::Language::zh) shop::tidy(text, 0);
}

}  // namespace

base::Result<std::vector<TrainingText>> write_simulated(std::uint32_t source, std::size_t each) {
  const auto content = shop::Content::load();
  if (!content) return base::failure_of(content);
  shop::Random random(5, 1);
  const shop::Person person{"李一", "13800000000", "a@example.com", "某市某路1号", 0, 0, false};
  std::vector<TrainingText> texts;
  for (std::size_t number = 0; number < content->issues.size(); ++number) {
    const auto& issue = content->issues[number];
    for (const auto language : {shop::Language::zh, shop::Language::en}) {
      for (const auto& tone : kTones) {
        if (tone.angry && issue.sentiment != shop::Sentiment::negative) continue;
        for (std::size_t turn = 0; turn < each; ++turn) {
          shop::Scene scene;
          scene.content = &*content;
          scene.language = language;
          scene.person = &person;
          scene.product = &random.one_of(content->products);
          scene.other_product = &random.one_of(content->products);
          scene.issue = static_cast<shop::IssueIndex>(number);
          scene.angry = tone.angry;
          scene.order = "2026030112345";
          scene.tracking = "SF1234567890123";
          scene.carrier = &random.one_of(content->carriers);
          scene.agent = "王二";
          scene.promotion = &content->promotions.front().name;
          scene.at = 20000 * shop::kDay;
          scene.bought = scene.at - 9 * shop::kDay;
          scene.days = random.between(1, 40);
          scene.late = random.between(1, 9);
          TrainingText text;
          say(scene, tone.frame, random, text.text);
          if (text.text.empty()) continue;
          text.channel = tone.channel;
          text.mood = mood_of(issue.sentiment);
          text.kind = kind_of(issue, tone.angry);
          text.topics = {std::string(issue.topic)};
          text.tells_topics = true;
          text.source = source + static_cast<std::uint32_t>(number);
          texts.push_back(std::move(text));
        }
      }
    }
  }
  return texts;
}

}  // namespace aftercare::language

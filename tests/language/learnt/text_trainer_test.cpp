#include "language/learnt/text_trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace aftercare::language {
namespace {

using testing::HasSubstr;

// Made-up requests: what is said of the thing decides the label, the thing does not.
struct Requests {
  std::vector<std::string> texts;
  std::vector<std::string> labels;

  Requests(std::size_t count, bool chinese, unsigned seed) {
    const std::vector<std::vector<std::string>> said =
        chinese
            ? std::vector<std::vector<std::string>>{{"一直没有发货", "三天了还没到", "物流太慢"},
                                                    {"屏幕碎了", "开不了机", "用两天就坏了"},
                                                    {"非常满意", "做工很好", "下次还买"}}
            : std::vector<std::vector<std::string>>{
                  {"has not arrived", "is late", "was never shipped"},
                  {"arrived broken", "does not turn on", "is cracked"},
                  {"is lovely", "works very well", "is worth the money"}};
    const std::vector<std::string> names = {"late", "broken", "praise"};
    const std::vector<std::string> things =
        chinese
            ? std::vector<std::string>{"手机", "耳机", "台灯", "水壶", "键盘", "雨伞"}
            : std::vector<std::string>{"phone", "lamp", "kettle", "keyboard", "umbrella", "desk"};
    std::mt19937 random(seed);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t label = random() % 3;
      const auto& thing = things[random() % things.size()];
      const auto& words = said[label][random() % 3];
      const auto number = std::to_string(random() % 900);
      texts.push_back(chinese ? "这个" + thing + words + "，编号" + number
                              : "my " + thing + " no " + number + " " + words);
      labels.push_back(names[label]);
    }
  }
};

LabelledTexts labelled(const Requests& requests, const LabelSettings& settings = {}) {
  const std::vector<std::string_view> texts(requests.texts.begin(), requests.texts.end());
  const std::vector<std::string_view> labels(requests.labels.begin(), requests.labels.end());
  return label_texts(texts, labels, settings).value();
}

const TextTools& tools() {
  static const TextTools loaded = TextTools::load(true).value();
  return loaded;
}

base::Result<TrainedModel> train(const LabelledTexts& given, unsigned workers = 2) {
  TrainSettings settings;
  settings.workers = workers;
  base::NoProgress quiet;
  return train_text_model(given, tools(), settings, quiet);
}

std::string best_of(const TextModel& model, const std::string& text) {
  ModelScratch scratch;
  LabelAnswer answer;
  model.ask(text, tools().reader(), scratch, answer);
  return answer.labels.empty() ? "" : model.labels()[answer.labels.front()];
}

}  // namespace

TEST(TextTrainerTest, LearnsWhatDecidesInBothLanguages) {
  const Requests chinese(300, true, 1), english(300, false, 2);
  const auto zh = train(labelled(chinese)), en = train(labelled(english));
  ASSERT_TRUE(zh.has_value() && en.has_value());
  EXPECT_GT(zh->model.story().checked_accuracy, 0.97);
  EXPECT_GT(en->model.story().checked_accuracy, 0.97);
  EXPECT_EQ(best_of(zh->model, "新买的冰箱开不了机"), "broken");
  EXPECT_EQ(best_of(zh->model, "冰箱物流太慢了"), "late");
  EXPECT_EQ(best_of(en->model, "the fridge was never shipped"), "late");
  EXPECT_EQ(best_of(en->model, "This FRIDGE works very well!!!"), "praise");
}

TEST(TextTrainerTest, ProbabilitiesAreSharesAndDoubtShows) {
  const auto trained = train(labelled(Requests(300, false, 3)));
  ASSERT_TRUE(trained.has_value());
  ModelScratch scratch;
  LabelAnswer clear, strange;
  trained->model.ask("my desk arrived broken", tools().reader(), scratch, clear);
  trained->model.ask("zebra quartz", tools().reader(), scratch, strange);
  float sum = 0;
  for (const auto probability : clear.probabilities) sum += probability;
  EXPECT_NEAR(sum, 1, 1e-4);
  EXPECT_GT(clear.probabilities[clear.labels.front()],
            strange.probabilities[strange.labels.front()] + 0.2F);
}

TEST(TextTrainerTest, SameTextsSameModelWhateverTheOrderAndTheThreads) {
  Requests requests(200, false, 4);
  const auto one = train(labelled(requests), 1);
  std::vector<std::size_t> order(requests.texts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), std::mt19937(9));
  Requests shuffled = requests;
  for (std::size_t i = 0; i < order.size(); ++i) {
    shuffled.texts[i] = requests.texts[order[i]];
    shuffled.labels[i] = requests.labels[order[i]];
  }
  const auto other = train(labelled(shuffled), 3);
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_EQ(one->model.to_bytes(), other->model.to_bytes());
}

TEST(TextTrainerTest, OneLabelAloneIsRefused) {
  Requests requests(20, false, 5);
  for (auto& label : requests.labels) label = "same";
  const auto refused = train(labelled(requests));
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("the same label (same)"));
}

TEST(TextTrainerTest, ALabelWithOneTextAndTinyFilesAreLearntFrom) {
  Requests requests(100, false, 6);
  requests.texts.push_back("please send an invoice for tax");
  requests.labels.push_back("invoice");
  const auto trained = train(labelled(requests));
  ASSERT_TRUE(trained.has_value());
  EXPECT_EQ(trained->model.labels().size(), 4U);
  Requests two(0, false, 0);
  two.texts = {"good lamp", "bad lamp"};
  two.labels = {"yes", "no"};
  EXPECT_TRUE(train(labelled(two)).has_value());
}

TEST(TextTrainerTest, HugeAndBrokenTextsAreLearntFrom) {
  Requests requests(60, true, 7);
  requests.texts[3] = std::string(10'000'000, 'x');
  requests.texts[4] = "\xFF\xFE\x80\x80";
  requests.texts[5] = "！？。……";
  EXPECT_TRUE(train(labelled(requests)).has_value());
}

TEST(TextTrainerTest, SeveralLabelsAtOnce) {
  Requests parts(400, false, 8), more(400, false, 9);
  for (std::size_t i = 0; i < parts.texts.size(); i += 2)
    if (parts.labels[i] != more.labels[i]) {
      parts.texts[i] += " and my other " + more.texts[i];
      parts.labels[i] += "|" + more.labels[i];
    }
  const auto trained = train(labelled(parts, {true, ""}));
  ASSERT_TRUE(trained.has_value());
  EXPECT_EQ(trained->model.separator(), "|");
  ModelScratch scratch;
  LabelAnswer answer;
  trained->model.ask("my kettle is cracked and my lamp was never shipped", tools().reader(),
                     scratch, answer);
  std::vector<std::string> labels;
  for (const auto label : answer.labels) labels.push_back(trained->model.labels()[label]);
  EXPECT_THAT(labels, testing::UnorderedElementsAre("broken", "late"));
}

TEST(TextTrainerTest, AWordFewTextsUseIsNotKept) {
  Requests requests(200, false, 10);
  requests.texts[0] += " xylophone";
  TrainSettings settings;
  settings.least_texts = 5;
  base::NoProgress quiet;
  const auto trained = train_text_model(labelled(requests), tools(), settings, quiet);
  ASSERT_TRUE(trained.has_value());
  ModelScratch scratch;
  LabelAnswer with, without;
  trained->model.ask("xylophone", tools().reader(), scratch, with);
  trained->model.ask("qwvzk", tools().reader(), scratch, without);
  EXPECT_EQ(with.labels, without.labels);
  EXPECT_EQ(trained->model.story().least_texts, 5U);
}

}  // namespace aftercare::language

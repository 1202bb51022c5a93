#include "pipeline/label_work.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "language/learnt/model_registry.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/label_training.hpp"
#include "standard/mapping_file.hpp"

namespace aftercare::pipeline {
namespace {

// What the analysis has no word for: which of two invented machines is meant.
class LabelWorkTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
    const char* places[] = {"kitchen", "office", "garage", "garden", "cellar", "attic"};
    const char* days[] = {"monday", "tuesday", "friday", "sunday"};
    const char* says[] = {"hums at night", "stands in the way", "was moved by two men",
                          "came in a crate", "smells of paint"};
    std::string rows = "no,via,said\n";
    int number = 0;
    for (const auto* machine : {"blender", "mower"})
      for (const auto* place : places)
        for (const auto* day : days)
          for (const auto* what : says)
            rows += fmt::format("{},email,the {} of the {} {} since {}\n", ++number, machine, place,
                                what, day);
    rows += fmt::format("{},email,call me at 13912345678 about the mower\n", ++number);
    take_in(rows);
  }

  void take_in(const std::string& rows) {
    const auto file = fresh_.folder.path / "said.csv";
    std::ofstream(file) << rows;
    const auto described = fresh_.folder.path / "said.yaml";
    std::ofstream(described) << "name: said\nlabel: {zh: 话, en: Said}\nentities:\n  - entity: "
                                "case\n    fields: {case_id: no, channel: via, text: said}\n";
    const auto known = standard::load_mapping(described, session_->dictionary());
    ASSERT_TRUE(known) << known.error().message;
    session_->catalog().add(*known);
    IngestOptions options;
    options.as = "said";
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
  }

  std::unique_ptr<LabelWork> open(const std::string& set) {
    auto work = LabelWork::open(*session_, set);
    EXPECT_TRUE(work) << work.error().message;
    return std::move(*work);
  }

  static std::string truth(const std::string& text) {
    return text.find("mower") == text.npos ? "kitchenware" : "tools";
  }

  // Answers until so many are labelled; `wrong` of them the other way round.
  void label(LabelWork& work, std::uint64_t count, std::size_t wrong = 0) {
    while (work.progress().labelled < count) {
      const auto items = work.next(10, {});
      ASSERT_TRUE(items) << items.error().message;
      ASSERT_FALSE(items->empty());
      for (const auto& item : *items) {
        auto said = truth(item.text);
        if (wrong > 0 && wrong-- > 0) said = said == "tools" ? "kitchenware" : "tools";
        const auto kept = work.answer(item.key, said, "anna");
        ASSERT_TRUE(kept) << kept.error().message;
      }
    }
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(LabelWorkTest, AnswersAreKeptAtOnceAndNotAskedAgain) {
  auto work = open("machine");
  const auto items = work->next(3, {});
  ASSERT_TRUE(items) << items.error().message;
  ASSERT_EQ(items->size(), 3U);
  ASSERT_TRUE(work->answer((*items)[0].key, "tools", "anna"));
  ASSERT_TRUE(work->answer((*items)[1].key, "", "anna"));
  const auto others = work->next(300, {(*items)[2].key});
  ASSERT_TRUE(others);
  for (const auto& other : *others)
    for (const auto& item : *items) EXPECT_NE(other.key, item.key);
  work = open("machine");
  EXPECT_EQ(work->progress().labelled, 1U) << "as kept in the store";
  EXPECT_EQ(work->progress().left, 239U);
  const auto back = work->take_back("anna");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->key, (*items)[1].key) << "the skip was the last answer";
  EXPECT_EQ(back->text, (*items)[1].text);
  EXPECT_EQ(work->progress().left, 240U);
  EXPECT_FALSE(work->take_back("ben"));
}

TEST_F(LabelWorkTest, WhatAnotherLabelsIsSeen) {
  const auto one = open("machine"), other = open("machine");
  label(*other, 10);
  ASSERT_TRUE(one->next(1, {}));
  EXPECT_EQ(one->progress().labelled, 10U);
}

TEST_F(LabelWorkTest, OnlyMaskedTextIsShown) {
  const auto items = open("machine")->next(1000, {});
  ASSERT_TRUE(items);
  for (const auto& item : *items)
    EXPECT_EQ(item.text.find("13912345678"), std::string::npos) << item.text;
}

TEST_F(LabelWorkTest, AJudgementTakesItsOwnValuesOnly) {
  const auto work = open("sentiment");
  const auto items = work->next(1, {});
  ASSERT_TRUE(items);
  EXPECT_THAT(work->names(), testing::IsSupersetOf({"negative", "positive", "neutral"}));
  EXPECT_FALSE(items->front().proposal.label.empty()) << "what the analysis says";
  EXPECT_FALSE(work->answer(items->front().key, "angry", "anna"));
  EXPECT_TRUE(work->answer(items->front().key, "neutral", "anna"));
  EXPECT_FALSE(LabelWork::open(*session_, "../models"));
  EXPECT_FALSE(work->answer("no such case", "neutral", "anna"));
}

TEST_F(LabelWorkTest, WrongLabelsAreSuspected) {
  auto work = open("machine");
  label(*work, 60, 2);
  ASSERT_TRUE(work->next(1, {}));
  const auto doubts = work->doubts();
  ASSERT_FALSE(doubts.empty());
  for (const auto& doubt : doubts) EXPECT_EQ(doubt.likely, truth(doubt.text)) << doubt.text;
}

TEST_F(LabelWorkTest, AModelIsLearntAndOneThatIsWorseIsNotUsed) {
  auto work = open("machine");
  label(*work, 12);
  EXPECT_FALSE(train_from_labels(*session_, "machine", progress_)) << "too few";
  label(*work, 100);
  const auto first = train_from_labels(*session_, "machine", progress_);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(first->trial.used);
  EXPECT_FALSE(first->trial.before_accuracy.has_value());
  EXPECT_GE(first->trial.accuracy, 0.9);
  EXPECT_GE(first->trial.tested, kLeastTested);
  // Labels turned round, but not those held back: it learns nonsense.
  const auto labelled =
      store::labelled_texts(session_->store(), records::Viewer::owner(), "machine", "");
  ASSERT_TRUE(labelled);
  std::size_t at = 0;
  for (const auto& one : *labelled) {
    if (++at % 3 == 0) continue;
    ASSERT_TRUE(work->answer(one.key, at % 2 == 0 ? "tools" : "kitchenware", "ben"));
  }
  const auto second = train_from_labels(*session_, "machine", progress_);
  ASSERT_TRUE(second) << second.error().message;
  ASSERT_TRUE(second->trial.before_accuracy.has_value());
  EXPECT_EQ(second->trial.used,
            second->trial.accuracy + second->trial.macro_f1 >=
                *second->trial.before_accuracy + *second->trial.before_macro_f1);
  EXPECT_EQ(
      language::ModelRegistry(session_->workspace().root() / "models").story("machine").size(), 2U);
}

TEST_F(LabelWorkTest, TheFirstModelOfAJudgementIsComparedWithTheAnalysis) {
  auto work = open("sentiment");
  for (int i = 0; i < 12; ++i) {
    const auto items = work->next(10, {});
    ASSERT_TRUE(items);
    for (const auto& item : *items)
      ASSERT_TRUE(
          work->answer(item.key, truth(item.text) == "tools" ? "positive" : "negative", "anna"));
  }
  const auto trained = train_from_labels(*session_, "sentiment", progress_);
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_TRUE(trained->against_rules);
  ASSERT_TRUE(trained->trial.before_accuracy.has_value());
  EXPECT_GT(trained->trial.accuracy, *trained->trial.before_accuracy);
  ASSERT_TRUE(trained->trial.used);
  // What comes from now on is judged as people taught it.
  take_in(
      "no,via,said\nx1,email,the mower of the attic came in a crate on thursday\n"
      "x2,email,the blender of the attic came in a crate on thursday\n");
  const auto judged = session_->store().read(
      "SELECT string_agg(case_id || ' ' || sentiment, ', ' ORDER BY case_id) FROM \"case\" WHERE "
      "case_id IN ('x1', 'x2')");
  ASSERT_TRUE(judged) << judged.error().message;
  EXPECT_EQ(std::get<std::string>(judged->rows[0][0]), "x1 positive, x2 negative");
}

}  // namespace
}  // namespace aftercare::pipeline

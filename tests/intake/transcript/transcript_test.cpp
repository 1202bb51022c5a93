#include "intake/transcript/transcript.hpp"

#include <gtest/gtest.h>

#include <string>

#include "intake/file_name_facts.hpp"

namespace aftercare::intake {
namespace {

class TranscriptTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = SpeakerRoles::load({});
    ASSERT_TRUE(loaded) << loaded.error().message;
    roles_ = std::move(*loaded);
  }

  Transcript read(std::string_view text, std::string start = {}) const {
    auto transcript = read_transcript(text, roles_, std::move(start));
    EXPECT_TRUE(transcript) << transcript.error().message;
    return transcript.value_or(Transcript{});
  }

  static std::string told(const Transcript& transcript) {
    std::string text;
    for (const auto& turn : transcript.turns)
      text += std::string(turn.sender) + "|" + turn.said_at + "|" + turn.text + "\n";
    return text;
  }

  SpeakerRoles roles_;
};

TEST_F(TranscriptTest, SpeakersAreToldByTheirWords) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"客服", "agent"},
      {"客服02", "agent"},
      {"人工客服小美", "agent"},
      {"Agent", "agent"},
      {"Agent 7", "agent"},
      {"客户", "customer"},
      {"客户李女士", "customer"},
      {"Customer", "customer"},
      {"caller 1", "customer"},
      {"智能客服", "bot"},
      {"IVR", "bot"},
      {"系统提示", "system"},
      {"username", ""},
      {"小王", ""},
      {"Agentur", ""},
  };
  for (const auto& [speaker, sender] : cases)
    EXPECT_EQ(roles_.sender_of(speaker), sender) << speaker;
  for (const char* speaker : {"Speaker 1", "SPEAKER_00", "说话人2", "S1", "channel a"})
    EXPECT_TRUE(roles_.is_numbered(speaker)) << speaker;
  EXPECT_FALSE(roles_.is_numbered("Speaker of the house"));
}

TEST_F(TranscriptTest, TellsTranscriptsFromOtherTexts) {
  const std::pair<std::string_view, bool> cases[] = {
      {"WEBVTT\n\n00:01.000 --> 00:02.000\nhi", true},
      {"1\n00:00:01,000 --> 00:00:04,000\nhi", true},
      {"[00:00:02] 客服: 您好\n[00:00:05] 客户: 坏了\n", true},
      {"10:02:11 Customer: hi\n10:02:15 Agent: hello\n", true},
      {"客户：坏了\n客服：抱歉\n", true},
      {"开始时间：2026-03-02 10:00\n客户：坏了\n客服：抱歉\n", true},
      {"客服 10:02:11\n您好\n客户 10:02:15\n坏了\n", true},
      {"name,text\n客户,坏了\n客服,抱歉\n", false},
      {"10:02:11 INFO: started\n10:02:12 WARN: slow\n10:02:13 INFO: done\n", false},
      {"标题：坏了\n内容：左边没有声音\n", false},
      {"just words\nand more\n", false},
      {"", false},
  };
  for (const auto& [text, is_one] : cases)
    EXPECT_EQ(sniff_transcript(text, roles_).has_value(), is_one) << text;
}

TEST_F(TranscriptTest, LinesWithOffsets) {
  const auto call = read(
      "通话开始：2026-03-02 10:00:00\n[00:00:02] 客服: 您好，请讲\n"
      "[00:00:05] 客户：耳机坏了\n左边没有声音\n[00:01:05] 客服: 已登记\n");
  EXPECT_EQ(call.started_at, "2026-03-02T10:00:00");
  EXPECT_EQ(call.ended_at, "2026-03-02T10:01:05");
  EXPECT_EQ(told(call),
            "agent|2026-03-02T10:00:02|您好，请讲\n"
            "customer|2026-03-02T10:00:05|耳机坏了\n左边没有声音\n"
            "agent|2026-03-02T10:01:05|已登记\n");
}

TEST_F(TranscriptTest, LinesWithTheTimeOfTheClock) {
  const auto by_name =
      read("10:02:11 Customer: It broke\n10:02:15 Agent: Sorry\n", "2026-03-02T10:02:00");
  EXPECT_EQ(told(by_name),
            "customer|2026-03-02T10:02:11|It broke\nagent|2026-03-02T10:02:15|Sorry\n");
  const auto by_day = read("10:02:11 Customer: It broke\n10:02:15 Agent: Sorry\n", "2026-03-02");
  EXPECT_EQ(told(by_day), told(by_name));
  const auto dated =
      read("2026-03-02 23:59:50 Customer: It broke\n2026-03-03 00:00:10 Agent: Sorry\n");
  EXPECT_EQ(told(dated),
            "customer|2026-03-02T23:59:50|It broke\nagent|2026-03-03T00:00:10|Sorry\n");
  const auto nothing_known = read("10:02:11 Customer: It broke\n");
  EXPECT_EQ(told(nothing_known), "customer||It broke\n");
}

TEST_F(TranscriptTest, SubtitlesWithVoices) {
  const auto call = read(
      "WEBVTT\n\nNOTE made by a program\n\n1\n00:01.000 --> 00:02.000 align:start\n"
      "<v Agent>How can I <b>help</b>?</v>\n\n00:03.000 --> 00:04.000\n<v Customer>It broke.\n\n"
      "00:04.500 --> 00:05.000\n<v Customer>Badly.\n",
      "2026-03-02T10:00:00");
  EXPECT_EQ(told(call),
            "agent|2026-03-02T10:00:01|How can I help?\n"
            "customer|2026-03-02T10:00:03|It broke. Badly.\n");
  EXPECT_EQ(call.ended_at, "2026-03-02T10:00:05");
}

TEST_F(TranscriptTest, SubtitlesWithSpeakersOrWithout) {
  const auto named = read(
      "1\r\n00:00:01,000 --> 00:00:02,000\r\n客服：您好\r\n\r\n2\r\n00:00:03,000 --> "
      "00:00:04,000\r\n客户：坏了\r\n");
  EXPECT_EQ(told(named), "agent||您好\ncustomer||坏了\n");
  const auto nobody = read("1\n00:00:01,000 --> 00:00:02,000\nIt broke\n");
  EXPECT_EQ(told(nobody), "customer||It broke\n");
}

TEST_F(TranscriptTest, WhoGreetsAsAnAgentIsOne) {
  const auto call =
      read("Speaker 1: Thank you for calling, how can I help?\nSpeaker 2: It broke.\n");
  EXPECT_EQ(told(call), "agent||Thank you for calling, how can I help?\ncustomer||It broke.\n");
}

TEST_F(TranscriptTest, SegmentsOfSpeechRecognition) {
  const auto call = read(
      R"({"segments":[{"start":0.5,"end":2,"text":" 您好，请问有什么可以帮您","speaker":"SPEAKER_00"},)"
      R"({"start":6,"end":8,"text":"耳机坏了","speaker":"SPEAKER_01"}]})");
  EXPECT_EQ(told(call), "agent||您好，请问有什么可以帮您\ncustomer||耳机坏了\n");
  EXPECT_DOUBLE_EQ(call.turns[1].second.value_or(0), 6);
  const auto offsets =
      read(R"({"transcription":[{"offsets":{"from":1500,"to":2500},"text":"It broke"}]})");
  EXPECT_DOUBLE_EQ(offsets.turns.at(0).second.value_or(0), 1.5);
  EXPECT_FALSE(read_transcript("{\"text\": 1}", roles_, ""));
  EXPECT_FALSE(read_transcript("{\"segments\": ", roles_, ""));
}

TEST_F(TranscriptTest, OtherTextIsOneTurn) {
  EXPECT_EQ(told(read("It broke on Monday.\nI want a refund.")),
            "customer||It broke on Monday.\nI want a refund.\n");
}

TEST_F(TranscriptTest, AnyBytesEndWithoutHarm) {
  const std::string seed =
      "WEBVTT\n00:01.000 --> 00:02.000\n<v 客户>[{\"segments\":[]}]\n10:02:11 Agent: x\n99:99";
  std::uint32_t state = 7;
  for (int i = 0; i < 3'000; ++i) {
    std::string text;
    for (int j = 0; j < 6; ++j) {
      state = state * 1664525U + 1013904223U;
      text += seed.substr((state >> 8) % seed.size(), (state >> 3) % 20);
    }
    (void)read_transcript(text, roles_, "2026-03-02");
    (void)sniff_transcript(text, roles_);
  }
}

TEST(FileNameFactsTest, TheNameTellsTheMomentAndMore) {
  const std::pair<std::string, std::string> cases[] = {
      {"20260302_100211.srt", "2026-03-02T10:02:11"},
      {"call-2026-03-02 10.02.11.txt", "2026-03-02T10:02:11"},
      {"2026-03-02T10-02.vtt", "2026-03-02T10:02:00"},
      {"13912345678_20260302100211.txt", "2026-03-02T10:02:11"},
      {"录音2026年3月2日.txt", "2026-03-02"},
      {"notes.txt", ""},
      {"99991399.txt", ""},
  };
  for (const auto& [name, time] : cases) {
    const auto facts = file_name_facts(name, "");
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->at("time"), time) << name;
  }
  const auto facts = file_name_facts("/x/T123_agent7.png", "(?P<case_id>T\\d+)_(?P<agent_id>\\w+)");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->at("case_id"), "T123");
  EXPECT_EQ(facts->at("agent_id"), "agent7");
  EXPECT_FALSE(file_name_facts("x", "("));
}

}  // namespace
}  // namespace aftercare::intake

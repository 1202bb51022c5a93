// Calls and pictures from the file to the case.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "intake/child_process.hpp"
#include "pipeline/ingest.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class DocumentTest : public testing::Test {
 protected:
  void open_with(const std::string& settings) {
    auto created = files_.open();
    ASSERT_TRUE(created) << created.error().message;
    std::ofstream(created->root() / "aftercare.yaml") << "name: shop\nzone: Asia/Shanghai\n"
                                                      << settings;
    auto workspace = Workspace::open(created->root());
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto session = Session::open(std::move(*workspace));
    ASSERT_TRUE(session) << session.error().message;
    session_ = std::move(*session);
  }

  fs::path write(const std::string& name, const std::string& bytes) const {
    const auto file = session_->workspace().root() / "sources" / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

  // Of one file, or of what is declared.
  IngestedFile ingested(const fs::path& file = {}) {
    const auto report = file.empty() ? ingest_sources(*session_, "", std::nullopt, progress_)
                                     : ingest(*session_, {file}, {}, std::nullopt, progress_);
    EXPECT_TRUE(report) << report.error().message;
    if (!report || report->files.size() != 1) {
      ADD_FAILURE() << "not one file";
      return {};
    }
    return report->files.front();
  }

  std::string text_of(const std::string& sql) const {
    const auto frame = session_->store().read(sql);
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return {};
    const auto* text = std::get_if<std::string>(&frame->rows[0][0]);
    return text == nullptr ? std::string() : *text;
  }

  FreshWorkspace files_;
  std::unique_ptr<Session> session_;
  base::NoProgress progress_;
};

constexpr const char* kCall =
    "[00:00:01] 系统: 欢迎致电\n[00:00:20] 客服: 您好，请讲\n[00:00:25] 客户: 耳机坏了\n"
    "[00:00:40] 客服: 已登记\n[00:00:50] 客户: 我要退货，电话13912345678\n";

TEST_F(DocumentTest, ACallIsACaseWithItsTurns) {
  open_with("sources: [{name: files, path: sources}]\n");
  const auto done = ingested(write("13900001111_20260302_100000.txt", kCall));
  ASSERT_FALSE(done.error) << done.error->message;
  EXPECT_EQ(done.format, "transcript");
  EXPECT_EQ(done.mapping, "call_transcript");
  EXPECT_EQ(done.ledger.stored, 5U);
  EXPECT_EQ(text_of("SELECT concat_ws('|', channel, opened_at, first_response_seconds) FROM "
                    "case_fact"),
            "phone|2026-03-02 02:00:00|20.0");
  EXPECT_EQ(text_of("SELECT string_agg(sender, ',' ORDER BY position) FROM message"),
            "system,agent,customer,agent,customer");
  const auto text = text_of("SELECT text FROM \"case\"");
  EXPECT_THAT(text, HasSubstr("耳机坏了\n我要退货"));
  EXPECT_EQ(text.find("13912345678"), text.npos);
  EXPECT_EQ(text_of("SELECT case_id FROM \"case\"").find("1390000"), std::string::npos);
}

TEST_F(DocumentTest, AProgramMakesTheTranscriptOfARecording) {
  open_with(
      "sources: [{name: calls, path: sources, transcribe: [sh, -c, 'test \"$(cat \"$1\")\" = "
      "SOUND && printf \"客服: 您好\\n客户: 屏幕碎了\\n\"', x, '{file}'], file_name: "
      "'^(?P<case_id>T[0-9]+)_(?P<agent_id>[a-z]+)_'}]\n");
  write("T7_mei_20260302_100000.wav", "SOUND");
  const auto done = ingested();
  ASSERT_FALSE(done.error) << done.error->message;
  EXPECT_EQ(done.ledger.stored, 2U);
  EXPECT_EQ(text_of("SELECT concat_ws('|', case_id, agent_id, text) FROM \"case\""),
            "T7|mei|屏幕碎了");
  EXPECT_TRUE(ingested().already);
}

TEST_F(DocumentTest, AFailedProgramLeavesTheFileToBeReadLater) {
  open_with(
      "sources: [{name: calls, path: sources, transcribe: [sh, -c, 'test -e \"$1.ready\" || { "
      "echo no model >&2; exit 4; }; echo 客户: 坏了', x, '{file}']}]\n");
  const auto file = write("a.wav", "SOUND");
  const auto failed = ingested();
  ASSERT_TRUE(failed.error);
  EXPECT_THAT(failed.error->message, HasSubstr("failed with code 4 (no model)"));
  EXPECT_EQ(failed.ledger.rows, 0U);
  std::ofstream(file.string() + ".ready") << "x";
  fs::rename(file.string() + ".ready", session_->workspace().root() / "ready");
  fs::create_symlink(session_->workspace().root() / "ready", file.string() + ".ready");
  const auto report = ingest_sources(*session_, "", std::nullopt, progress_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->total.stored, 1U);
}

// An uncompressed grey TIFF with words in large square letters.
std::string picture_of_refund() {
  constexpr std::array<std::array<const char*, 7>, 6> letters = {{
      {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"},
      {"#####", "#....", "#....", "####.", "#....", "#....", "#####"},
      {"#####", "#....", "#....", "####.", "#....", "#....", "#...."},
      {"#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."},
      {"#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"},
      {"####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."},
  }};
  constexpr std::uint32_t scale = 8, width = 400, height = 120;
  std::string pixels(std::size_t{width} * height, '\xFF');
  for (std::uint32_t y = 0; y < 7 * scale; ++y)
    for (std::uint32_t x = 0; x < 6 * 6 * scale; ++x) {
      const auto column = x / scale % 6;
      if (column < 5 && letters[x / scale / 6][y / scale][column] == '#')
        pixels[(y + 30) * width + x + 40] = '\0';
    }
  std::string bytes("II*\0\x08\0\0\0", 8);
  const auto number = [&bytes](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  };
  const std::array<std::array<std::uint32_t, 2>, 9> tags = {{{256, width},
                                                             {257, height},
                                                             {258, 8},
                                                             {259, 1},
                                                             {262, 1},
                                                             {273, 8 + 2 + 9 * 12 + 4},
                                                             {277, 1},
                                                             {278, height},
                                                             {279, width * height}}};
  number(static_cast<std::uint32_t>(tags.size()), 2);
  for (const auto& [tag, value] : tags) {
    number(tag, 2);
    number(4, 2);
    number(1, 4);
    number(value, 4);
  }
  number(0, 4);
  return bytes + pixels;
}

TEST_F(DocumentTest, PicturesAreReadOnlyWhenAskedTo) {
  open_with("sources: [{name: files, path: sources}]\n");
  const auto done = ingested(write("a.tif", picture_of_refund()));
  ASSERT_TRUE(done.error);
  EXPECT_THAT(done.error->message, HasSubstr("'ocr: true' in aftercare.yaml"));
  EXPECT_THAT(done.error->message, HasSubstr("tesseract-ocr-chi-sim"));
}

TEST_F(DocumentTest, TheWordsOfAPictureJoinItsCase) {
  if (!intake::can_run("tesseract")) GTEST_SKIP() << "tesseract is not installed";
  open_with(
      "ocr: true\nsources: [{name: shots, path: sources, file_name: '^(?P<case_id>T[0-9]+)'}]\n");
  write("T7_20260302.tif", picture_of_refund());
  const auto done = ingested();
  ASSERT_FALSE(done.error) << done.error->message;
  EXPECT_EQ(text_of("SELECT concat_ws('|', case_id, sender, text) FROM message"),
            "T7|customer|REFUND");
}

TEST_F(DocumentTest, APictureThatIsNoneIsASentence) {
  if (!intake::can_run("tesseract")) GTEST_SKIP() << "tesseract is not installed";
  open_with("ocr: true\nsources: [{name: files, path: sources}]\n");
  const auto done = ingested(write("a.png", std::string("\x89PNG\r\n\x1A\n", 8) + "nothing more"));
  ASSERT_TRUE(done.error);
  EXPECT_THAT(done.error->message, HasSubstr("tesseract"));
}

}  // namespace
}  // namespace aftercare::pipeline

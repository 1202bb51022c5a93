#include "base/prepared_definitions.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/share.hpp"
#include "language/language_packed.hpp"
#include "language/segmenter.hpp"
#include "text/recogniser_set.hpp"
#include "text/text_packed.hpp"

namespace aftercare::language {

namespace fs = std::filesystem;
using Files = std::vector<fs::path>;

class PreparedDefinitionsTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("prepared_definitions_test_" + std::to_string(::getpid()));
};

// What the build laid down of a shipped kind, and what its files say now.
template <typename T>
void expect_equal(const char* kind, const char* name, base::Result<T> (*parse)(const Files&)) {
  const auto files = base::catalog_files(name, {});
  ASSERT_TRUE(files.has_value()) << name;
  const auto prepared = base::prepared_definition(kind, *files);
  ASSERT_FALSE(prepared.empty()) << kind << " is not prepared";
  const auto read = parse(*files);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_TRUE(prepared == base::packed(*read)) << kind;
  T again;
  ASSERT_TRUE(base::unpack(prepared, again)) << kind;
  EXPECT_TRUE(base::packed(again) == prepared) << kind;
}

TEST_F(PreparedDefinitionsTest, AreWhatTheFilesOfTheCatalogSay) {
  expect_equal<Lexicons>("lexicons", "lexicons", Lexicons::load_files);
  expect_equal<Taxonomy>("topics", "topics.yaml", Taxonomy::load_topics);
  expect_equal<std::vector<SpokenForm>>("forms", "forms.yaml", load_spoken_forms);
  expect_equal<text::Regions>("regions", "regions.yaml", text::Regions::load_files);
  expect_equal<text::CourierDefinitions>("couriers", "couriers.yaml",
                                         text::CourierDefinitions::load_files);
  expect_equal<std::vector<text::RecogniserSpec>>("recognisers", "recognisers.yaml",
                                                  text::RecogniserSet::judged_specs);
}

TEST_F(PreparedDefinitionsTest, ThePreparedVocabularyIsTheOneThatIsMade) {
  const auto lexicons = Lexicons::load({});
  const auto forms = load_spoken_forms(fs::path());
  const auto regions = text::Regions::load({});
  ASSERT_TRUE(lexicons && forms && regions);
  const auto taxonomy = Taxonomy::load({}, *lexicons);
  ASSERT_TRUE(taxonomy);
  const auto made = Vocabulary::make(*lexicons, *taxonomy, place_names(*regions), *forms);
  ASSERT_TRUE(made) << made.error().message;
  const auto prepared = Vocabulary::prepared({});
  ASSERT_TRUE(prepared) << "not laid down";
  EXPECT_TRUE(base::packed(*prepared) == base::packed(*made));

  fs::create_directories(folder_ / "catalog/lexicons");
  write("catalog/lexicons/own.yaml", "lexicon: sentiment\ngroups: []\n");
  EXPECT_FALSE(Vocabulary::prepared(folder_)) << "a workspace with words of its own";
}

TEST_F(PreparedDefinitionsTest, PreparedWordsAreCutAsThoseReadAre) {
  const auto lexicons = Lexicons::load({});
  const auto forms = load_spoken_forms(fs::path());
  ASSERT_TRUE(lexicons && forms);
  const auto words = words_kept_whole(*lexicons, *forms);
  const auto prepared = load_segmenter(words);
  auto one_more = words;  // Of other words there is none prepared.
  one_more.emplace_back("龘龘龘龘");
  const auto read = load_segmenter(one_more);
  ASSERT_TRUE(prepared && read);
  std::vector<std::string_view> as_prepared, as_read;
  for (const auto& word : words) {
    const auto text = "快递说" + word + "还没到，" + word + word + "怎么办";
    (*prepared)->cut(text, as_prepared);
    (*read)->cut(text, as_read);
    ASSERT_EQ(as_prepared, as_read) << text;
  }
}

TEST_F(PreparedDefinitionsTest, AreFoundByTheContentsTheyWereMadeOf) {
  const auto first = write("a.yaml", "a"), second = write("b.yaml", "b");
  const auto file = folder_ / "definitions.prepared";
  ASSERT_TRUE(base::write_prepared_definitions(
      file, {{"kind", {first, second}, {}, "both"}, {"kind", {}, "origin", "none"}}));
  const auto opened = base::PreparedDefinitions::open(file);
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->find("kind", {first, second}), "both");
  EXPECT_EQ(opened->find("kind", {}, "origin"), "none");
  EXPECT_EQ(opened->find("kind", {write("c.yaml", "a"), second}), "both");  // Wherever they lie.
  EXPECT_EQ(opened->find("other", {first, second}), "");
  EXPECT_EQ(opened->find("kind", {second, first}), "");
  EXPECT_EQ(opened->find("kind", {first}), "");
  EXPECT_EQ(opened->find("kind", {first, second}, "origin"), "");
  EXPECT_EQ(opened->find("kind", {first, folder_ / "absent"}), "");
  write("b.yaml", "edited");
  EXPECT_EQ(opened->find("kind", {first, second}), "");
}

TEST_F(PreparedDefinitionsTest, DamagedOnesAreRefusedAndFilesThatCannotBeReadNotPrepared) {
  const auto some = write("a.yaml", "a");
  const auto file = folder_ / "definitions.prepared";
  ASSERT_TRUE(base::write_prepared_definitions(file, {{"kind", {some}, {}, "what was read"}}));
  std::string bytes;
  {
    std::ifstream in(file, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  bytes[bytes.find("what")] ^= 1;
  EXPECT_FALSE(base::PreparedDefinitions::open(write("damaged", bytes)).has_value());
  EXPECT_FALSE(
      base::write_prepared_definitions(file, {{"kind", {folder_ / "absent"}, {}, ""}}).has_value());
}

TEST_F(PreparedDefinitionsTest, BytesThatAreNoSuchValueAreNone) {
  const auto bytes = base::packed(std::vector<SpokenForm>{{"yyds", "最好"}, {"辣鸡", "垃圾"}});
  std::vector<SpokenForm> forms;
  EXPECT_TRUE(base::unpack(bytes, forms));
  EXPECT_FALSE(base::unpack(std::string_view(bytes).substr(0, bytes.size() - 1), forms));
  EXPECT_FALSE(base::unpack(bytes + "x", forms));
  EXPECT_FALSE(base::unpack("", forms));
}

}  // namespace aftercare::language

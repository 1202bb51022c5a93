// A small simulated shop on disk and its files read back, independently of the code under test.

#pragma once

#include <gtest/gtest.h>
#include <iconv.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "simulate/shop.hpp"

namespace aftercare::simulate {

using Record = std::vector<std::string>;

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

inline std::string unzipped(const std::filesystem::path& file) {
  gzFile in = gzopen(file.c_str(), "rb");
  EXPECT_NE(in, nullptr) << file;
  std::string all;
  char block[1 << 16];
  for (int size = 0; (size = gzread(in, block, sizeof block)) > 0;)
    all.append(block, static_cast<std::size_t>(size));
  EXPECT_EQ(gzclose(in), Z_OK) << file;
  return all;
}

/// Empty if the bytes are not well-formed in that encoding.
inline std::string decoded(std::string bytes, const char* encoding) {
  iconv_t converter = iconv_open("UTF-8", encoding);
  std::string text(bytes.size() * 3 + 16, '\0');
  char* in = bytes.data();
  char* out = text.data();
  std::size_t in_left = bytes.size();
  std::size_t out_left = text.size();
  const auto result = iconv(converter, &in, &in_left, &out, &out_left);
  iconv_close(converter);
  if (result == static_cast<std::size_t>(-1)) return "";
  text.resize(text.size() - out_left);
  return text;
}

inline std::vector<Record> split_csv(const std::string& text) {
  std::vector<Record> records;
  Record record;
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    if (quoted && byte == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell.push_back('"'), ++i;
    } else if (byte == '"') {
      quoted = !quoted;
    } else if (!quoted && (byte == ',' || byte == '\n')) {
      record.push_back(cell);
      cell.clear();
      if (byte == '\n') records.push_back(record), record.clear();
    } else {
      cell.push_back(byte);
    }
  }
  EXPECT_TRUE(record.empty() && cell.empty()) << "the last line has no end";
  return records;
}

inline std::vector<Record> split_tsv(const std::string& text) {
  std::vector<Record> records;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Record record(1);
    for (const char byte : line) {
      if (byte == '\t') {
        record.emplace_back();
      } else {
        record.back().push_back(byte);
      }
    }
    records.push_back(record);
  }
  return records;
}

class MadeShop {
 public:
  MadeShop(std::uint32_t customers, std::uint32_t days, std::uint64_t seed,
           const std::string& last_day = "2026-11-23",
           std::chrono::seconds of_last_day = std::chrono::days{1}) {
    plan.customers = customers;
    plan.days = days;
    plan.seed = seed;
    plan.end = *records::parse_day(last_day);
    plan.of_last_day = of_last_day;
    folder = std::filesystem::path(testing::TempDir()) /
             ("shop_" + std::to_string(::getpid()) + "_" + std::to_string(counter()++));
    base::NoProgress quiet;
    auto made = simulate_shop(plan, folder, quiet);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    if (made) summary = *made;
  }
  ~MadeShop() { std::filesystem::remove_all(folder); }
  MadeShop(const MadeShop&) = delete;
  MadeShop& operator=(const MadeShop&) = delete;

  std::filesystem::path source(const std::string& name) const { return folder / "sources" / name; }

  /// Every record of a CSV or TSV source, the header first.
  std::vector<Record> table(const std::string& name) const {
    const bool gzip = name.ends_with(".gz");
    auto text = gzip ? unzipped(source(name)) : bytes_of(source(name));
    if (name.starts_with("customers") || name.starts_with("orders") ||
        name.starts_with("returns") || name.starts_with("reviews"))
      text = decoded(text, "GB18030");
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return name.find(".tsv") != name.npos ? split_tsv(text) : split_csv(text);
  }

  /// Every line of a JSONL source; a line that is no JSON is null.
  std::vector<nlohmann::json> lines(const std::string& name) const {
    const auto text = name.ends_with(".gz") ? unzipped(source(name)) : bytes_of(source(name));
    std::vector<nlohmann::json> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      auto one = nlohmann::json::parse(line, nullptr, false);
      all.push_back(one.is_discarded() ? nlohmann::json() : one);
    }
    return all;
  }

  std::vector<Record> truth(const std::string& name) const {
    return split_csv(bytes_of(folder / "truth" / name));
  }

  ShopPlan plan;
  ShopSummary summary;
  std::filesystem::path folder;

 private:
  static int& counter() {
    static int count = 0;
    return count;
  }
};

}  // namespace aftercare::simulate

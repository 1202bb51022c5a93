// A town of invented customers in two sources, for tests of who is the same.

#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"
#include "standard/mapping_file.hpp"
#include "store/duckdb/alike_records.hpp"

namespace aftercare::pipeline {

class SameTown : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  /// Reads rows by a mapping of column to field, and expects them all to be stored.
  void take(const std::string& name, const std::string& entity, const std::string& fields,
            const std::string& rows) {
    const auto mapping = fresh_.folder.path / (name + ".yaml");
    std::ofstream(mapping) << "name: " << name << "\nlabel: {zh: 来源, en: Source}\nentities:\n"
                           << "  - entity: " << entity << "\n    fields: {" << fields << "}\n";
    const auto known = standard::load_mapping(mapping, session_->dictionary());
    ASSERT_TRUE(known) << known.error().message;
    session_->catalog().add(*known);
    const auto file = fresh_.folder.path / fmt::format("{}_{}.csv", name, ++files_);
    std::ofstream(file) << rows;
    IngestOptions options;
    options.as = name;
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files[0].error) << report->files[0].error->message;
    ASSERT_EQ(report->total.quarantined, 0U);
  }

  static constexpr const char* kCustomerFields =
      "customer_id: id, name: name, phone: phone, email: mail, address: address";

  /// Everybody once, each other than all before.
  static std::string town(const std::string& prefix, int people) {
    const char* surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                              "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"};
    const char* given[] = {"建国", "秀英", "子涵", "浩然", "雨桐", "思远", "佳怡",
                           "文博", "晓燕", "志强", "美玲", "天宇", "欣怡", "俊杰",
                           "梦琪", "国华", "丽娟", "海涛", "婷婷", "明哲"};
    const char* roads[] = {"幸福路", "和平街", "人民路", "解放大道", "中山路", "建设路", "新华街"};
    std::string rows = "id,name,phone,mail,address\n";
    for (int i = 0; i < people; ++i)
      rows += fmt::format("{}{},{}{},13{:09},u{}@mail{}.example,杭州市{}{}号{}室\n", prefix, i,
                          surnames[i % 20], given[(i * 7 + i / 20) % 20],
                          (i * 7919L + 13) * 104729 % 1000000000, i * 31, i % 3, roads[i * 3 % 7],
                          i * 37 % 290, 100 + i % 60);
    return rows;
  }

  /// Customer A has the id of a town's person in another source, written another way.
  void take_two_sources() {
    take("shop", "customer", kCustomerFields, town("s", 300));
    std::string crm = "id,name,phone,mail,address\n";
    // Copies of some, as every pair of sources has them.
    for (int i = 0; i < 300; i += 13) crm += again(i, fmt::format("c{}", i));
    take("crm", "customer", kCustomerFields, crm);
  }

  /// A person of the town under another id, with the phone spelt another way and no mail.
  static std::string again(int i, const std::string& id) {
    const auto all = town("s", i + 1);
    const auto line = all.substr(all.rfind('\n', all.size() - 2) + 1);
    std::vector<std::string> cells;
    for (std::size_t at = 0; at < line.size();) {
      const auto end = line.find_first_of(",\n", at);
      cells.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    const auto& phone = cells[2];
    return fmt::format("{},{},+86 {} {} {},,{}\n", id, cells[1], phone.substr(0, 3),
                       phone.substr(3, 4), phone.substr(7), cells[4]);
  }

  std::vector<std::string> group(const std::string& entity, const std::string& key) const {
    const auto keys = store::group_of(session_->store(), records::Viewer::owner(), entity, key);
    EXPECT_TRUE(keys) << keys.error().message;
    return keys.value_or(std::vector<std::string>{});
  }
  std::string one_value(const std::string& sql) const {
    const auto frame = session_->store().read(sql);
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return "no row";
    const auto& cell = frame->rows[0][0];
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    return "null";
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
  int files_ = 0;
};

}  // namespace aftercare::pipeline

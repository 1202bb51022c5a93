// A workspace with customers, and a folder for its backups.

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "../fresh_workspace.hpp"
#include "pipeline/backup/backup.hpp"
#include "pipeline/ingest.hpp"

namespace aftercare::pipeline {

class BackedShop : public testing::Test {
 protected:
  static constexpr const char* kOnePhone = "13912345678";

  void SetUp() override {
    session_ = Session::open(fresh_.open().value()).value();
    folder_ = fresh_.folder.path / "elsewhere";
    place_ = open_backup_folder(folder_, true).value();
    ingest_customers(0, 300);
  }

  void ingest_customers(int from, int to) {
    const auto file = fresh_.folder.path / ("customers" + std::to_string(from) + ".csv");
    std::ofstream out(file);
    out << "customer_id,name,phone,city\n";
    for (int i = from; i < to; ++i)
      out << "C" << i << ",王小明,"
          << (i == 0 ? std::string(kOnePhone) : std::to_string(13800000000 + i)) << ",杭州\n";
    out.close();
    IngestOptions options;
    options.as = "customer";
    base::NoProgress quiet;
    const auto report = ingest(*session_, {file}, options, {}, quiet);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files.at(0).error) << report->files.at(0).error->message;
  }

  BackupMade backup(const KeepRule& rule = {}) {
    base::NoProgress quiet;
    auto made = make_backup(*session_, *place_, rule, command_line_actor(), quiet);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  base::Result<Restored> restore(const std::string& name = {}) {
    base::NoProgress quiet;
    if (!std::filesystem::exists(keys())) {
      const auto copied = copy_keys(*session_, keys(), command_line_actor());
      EXPECT_TRUE(copied) << copied.error().message;
    }
    return restore_backup(*place_, name, keys(), again(), command_line_actor(), quiet);
  }
  std::filesystem::path keys() const { return fresh_.folder.path / "key_copy"; }
  std::filesystem::path again() const { return fresh_.folder.path / "again"; }
  base::Result<void> verify(const SnapshotPage& page) {
    base::NoProgress quiet;
    return verify_backups(*session_, *place_, {page.name}, quiet);
  }
  SnapshotPage page_of(const std::string& name) const {
    return get_page(*place_, session_->vault().backup_key(), name).value();
  }
  static void flip_a_bit(const std::filesystem::path& file, std::streamoff at) {
    std::fstream part(file, std::ios::in | std::ios::out | std::ios::binary);
    part.seekg(at);
    const char byte = static_cast<char>(part.get() ^ 4);
    part.seekp(at);
    part.put(byte);
  }
  // Of a file that all backups share, the chunk in its middle.
  std::filesystem::path shared_chunk(const SnapshotPage& page) const {
    for (const auto& file : page.files)
      if (file.path == "models/words") return folder_ / ChunkShelf::name_of(file.chunks.at(1));
    ADD_FAILURE() << "keep_a_model() was not called";
    return {};
  }
  void keep_a_model() const {
    std::ofstream out(session_->workspace().root() / "models" / "words", std::ios::binary);
    for (int i = 0; i < 200'000; ++i) out << i << ' ';
  }
  // The biggest chunk: of the store.
  std::filesystem::path big_chunk() const {
    std::filesystem::path biggest;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "chunks"))
      if (entry.is_regular_file() &&
          (biggest.empty() || entry.file_size() > std::filesystem::file_size(biggest)))
        biggest = entry.path();
    return biggest;
  }

  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
  std::filesystem::path folder_;
  std::unique_ptr<BackupPlace> place_;
};

}  // namespace aftercare::pipeline

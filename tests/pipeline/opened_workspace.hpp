// A fresh workspace whose store is open, and files that it takes in.

#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

class OpenedWorkspace : public testing::Test {
 protected:
  void SetUp() override { open(fresh_.open()); }

  void open(base::Result<Workspace> workspace) {
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  void reopen() {
    session_.reset();
    open(Workspace::open(fresh_.folder.path / "shop"));
  }

  records::Ledger ingest_text(const std::string& name, std::string_view content,
                              const IngestOptions& options = {}) {
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << content;
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return {};
    EXPECT_FALSE(report->files[0].error) << report->files[0].error->message;
    return report->total;
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

}  // namespace aftercare::pipeline

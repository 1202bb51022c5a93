// A shop in which repairs are proposed and decided.

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
#include "pipeline/value_review.hpp"
#include "standard/mapping_file.hpp"
#include "store/duckdb/finding_view.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::pipeline {

class ProposingShop : public testing::Test {
 protected:
  // A shop whose repairs have to be as sure as this; empty: as sure as the default.
  void open(const std::string& threshold = "") {
    open_with(threshold.empty() ? "" : "repair_threshold: " + threshold + "\n");
  }
  void open_with(const std::string& settings) {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    const auto root = workspace->root();
    if (!settings.empty()) {
      std::ofstream(root / "aftercare.yaml", std::ios::app) << settings;
      workspace = Workspace::open(root);
      ASSERT_TRUE(workspace) << workspace.error().message;
    }
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  records::Ledger ingest_rows(const std::string& name, const std::string& entity,
                              const std::vector<std::string>& fields, const std::string& rows,
                              const std::string& source = "") {
    std::string mapping = "name: own_" + entity +
                          "\nlabel: {zh: 自有, en: Own}\nentities:\n  - entity: " + entity +
                          "\n    fields:\n";
    std::string header;
    for (const auto& field : fields) {
      mapping += "      " + field + ": " + field + "\n";
      header += (header.empty() ? "" : ",") + field;
    }
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << header << '\n' << rows;
    const auto described = fresh_.folder.path / (entity + ".yaml");
    std::ofstream(described) << mapping;
    const auto known = standard::load_mapping(described, session_->dictionary());
    EXPECT_TRUE(known) << known.error().message;
    session_->catalog().add(*known);
    IngestOptions options;
    options.as = "own_" + entity;
    options.source = source;
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return {};
    EXPECT_FALSE(report->files[0].error) << report->files[0].error->message;
    return report->total;
  }

  // "value -> code rule stored+waiting" of what is to be decided.
  std::vector<std::string> proposals() const {
    const auto proposed = proposed_meanings(*session_);
    EXPECT_TRUE(proposed) << proposed.error().message;
    std::vector<std::string> texts;
    for (const auto& one : *proposed)
      texts.push_back(one.about.value + " -> " + one.code + " " + one.about.rule + " " +
                      std::to_string(one.about.stored) + "+" + std::to_string(one.about.waiting));
    return texts;
  }

  // "kind rule before -> after confidence" of the findings of a field.
  std::vector<std::string> findings_of(const std::string& entity, const std::string& field) const {
    store::FindingFilter filter;
    filter.entity = entity;
    filter.field = field;
    const auto page = store::findings(session_->store(), records::Viewer::owner(), filter, 100, 0);
    EXPECT_TRUE(page) << page.error().message;
    std::vector<std::string> texts;
    for (const auto& row : page->rows)
      texts.push_back(row.kind + " " + row.rule + " " + row.before + " -> " + row.after + " " +
                      (row.confidence ? fmt::format("{:.2f}", *row.confidence) : "-"));
    return texts;
  }

  Decided decide_one(const std::string& entity, const std::string& field, const std::string& value,
                     const std::string& code, Meaning::Verdict verdict,
                     const std::string& suggested = "") {
    Meaning meaning{entity, field, {value}, code, suggested, verdict};
    const auto done = decide(*session_, meaning, std::nullopt);
    EXPECT_TRUE(done) << done.error().message;
    return done ? *done : Decided{};
  }
  void undo_all(const Decided& decided) {
    for (const auto& one : decided.decisions) {
      const auto undone = undo(*session_, one.id);
      EXPECT_TRUE(undone) << undone.error().message;
    }
  }

  std::string stored(const std::string& entity, const std::string& field,
                     const std::string& condition) const {
    const auto frame = session_->store().read("SELECT coalesce(CAST(\"" + field +
                                              "\" AS VARCHAR), 'null') FROM \"" + entity +
                                              "\" WHERE " + condition);
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return "no row";
    return std::get<std::string>(frame->rows[0][0]);
  }
  records::Ledger total() const {
    const auto ledger = store::ledger(session_->store(), records::Viewer::owner());
    EXPECT_TRUE(ledger) << ledger.error().message;
    EXPECT_TRUE(ledger->balanced && ledger->total.balanced());
    return ledger->total;
  }

  using Verdict = Meaning::Verdict;
  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

}  // namespace aftercare::pipeline

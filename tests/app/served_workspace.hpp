// A fresh workspace behind a real server, and a page that is signed in to it.

#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "../pipeline/fresh_workspace.hpp"
#include "app/http/api.hpp"
#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "talk.hpp"

namespace aftercare::app {

using JsonBody = nlohmann::json;

struct Answer {
  int status = 0;
  nlohmann::json body;
};

class ServedWorkspace : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = pipeline::Workspace::create(fresh_.path / "shop", {});
    ASSERT_TRUE(workspace) << workspace.error().message;
    std::ofstream(workspace->root() / "aftercare.yaml", std::ios::app) << "upload_limit_mb: 1\n";
    auto reopened = pipeline::Workspace::open(workspace->root());
    ASSERT_TRUE(reopened) << reopened.error().message;
    auto session = pipeline::Session::open(std::move(*reopened));
    ASSERT_TRUE(session) << session.error().message;
    session_ = std::move(*session);
    serve();
  }

  void serve() {
    server_.reset();
    auto needed = NeededActions::load();
    ASSERT_TRUE(needed) << needed.error().message;
    needed_ = std::move(*needed);
    api_ = std::make_unique<Api>(*session_, book_, needed_, fresh_.path);
    auto server = Server::start(
        {.port = 0}, [this](const Request& request) { return api_->answer(request); },
        [this](const Request& head) { return api_->receive(head); });
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    cookie_ = "aftercare_session=" + *book_.redeem(book_.new_link());
  }

  void ingest(const std::string& name, std::string_view content) {
    const auto file = fresh_.path / name;
    std::ofstream(file) << content;
    base::NoProgress progress;
    const auto report = pipeline::ingest(*session_, {file}, {}, std::nullopt, progress);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files[0].error) << report->files[0].error->message;
  }

  std::string head(const std::string& target, const std::string& more) const {
    return "POST /api/v1/" + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
           more;
  }
  std::string upload_head(const std::string& name) const {
    return head("uploads?name=" + name,
                "Content-Type: application/octet-stream\r\nCookie: " + cookie_ + "\r\n");
  }

  Answer ask(const std::string& bytes) const {
    const auto said = talk_to(server_->port(), bytes);
    Answer answer;
    if (said.size() > 12) answer.status = std::stoi(said.substr(9, 3));
    const auto body = said.find("\r\n\r\n");
    if (body != said.npos)
      answer.body = nlohmann::json::parse(said.substr(body + 4), nullptr, false);
    return answer;
  }
  Answer send_with(const std::string& start, std::string_view content) const {
    return ask(start + "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" +
               std::string(content));
  }
  Answer upload(const std::string& name, std::string_view content) const {
    return send_with(upload_head(name), content);
  }
  Answer post(const std::string& target, const nlohmann::json& body) const {
    return send_with(head(target, "Content-Type: application/json\r\nCookie: " + cookie_ + "\r\n"),
                     body.dump());
  }
  Answer get(const std::string& target) const {
    return ask("GET /api/v1/" + target +
               " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: " + cookie_ +
               "\r\n\r\n");
  }

  store::AuditPage audited(const std::string& action) const {
    auto page = store::audit_page(session_->store(), records::Viewer::owner(),
                                  {action, {}, {}, {}, {}}, 100, 0);
    EXPECT_TRUE(page) << page.error().message;
    return page ? std::move(*page) : store::AuditPage{};
  }

  // Files anywhere below sources/.
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator
             at(session_->workspace().root() / "sources", gone),
         end;
         !gone && at != end; at.increment(gone))
      if (at->is_regular_file(gone)) all.push_back(at->path());
    return all;
  }

  // Waits for the one worker; a state that does not come fails the test.
  nlohmann::json wait_for(const std::string& id, const std::string& state) const {
    nlohmann::json upload;
    for (int i = 0; i < 600; ++i) {
      upload = get("uploads/" + id).body;
      if (upload.value("state", "") == state) return upload;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "never " << state << ": " << upload.dump();
    return upload;
  }

  pipeline::FreshFolder fresh_;
  SessionBook book_;
  NeededActions needed_;
  std::unique_ptr<pipeline::Session> session_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<Server> server_;
  std::string cookie_;
};

}  // namespace aftercare::app

// Uploads over HTTP: a file in, a mapping proposed and chosen, its rows on their way to the store.

#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/http/intake_queue.hpp"
#include "app/http/server.hpp"
#include "app/http/shared_stages.hpp"
#include "app/http/upload_shelf.hpp"
#include "base/result.hpp"
#include "pipeline/intake_preview.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class UploadApi {
 public:
  /// Both must outlive it.
  UploadApi(const pipeline::Session& session, const SharedStages& stages);

  /// The taker of a file's body, or why it is refused.
  Reception receive(const Request& head) const;
  /// `path` is what stands behind "uploads": "" or "/ID" or "/ID/verb".
  Response get(const std::string& path) const;
  /// What is proposed may tell of keys that are stored, as far as the viewer may know of them.
  Response post(const std::string& path, const nlohmann::json& body,
                const records::Viewer& viewer) const;

 private:
  base::Result<pipeline::FileSample> sample_of(const ShelvedFile& file) const;
  Response list() const;
  Response status(const std::string& id) const;
  Response propose(const std::string& id, const nlohmann::json& body,
                   const records::Viewer& viewer) const;
  Response approve(const std::string& id, const nlohmann::json& body) const;
  Response after(const base::Result<void>& done, const std::string& id) const;

  const pipeline::Session& session_;
  std::uint64_t most_bytes_;
  UploadShelf shelf_;
  std::unique_ptr<IntakeQueue> queue_;
  const SharedStages& stages_;
};

}  // namespace aftercare::app

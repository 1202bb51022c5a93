// One request to a server that speaks S3, signed (version 4), and made again if the network or the
// server was in the way.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::pipeline {

/// Who asks, and whom. Secrets: never to be shown or logged.
struct S3Access {
  std::string endpoint;  // "https://s3.example.com"; http only to this machine itself.
  std::string region = "us-east-1";
  std::string key_id;
  std::string secret;
  std::string token;    // Of a session; mostly empty.
  std::string ca_file;  // Empty: the system's.
};

struct S3Patience {
  int attempts = 5;
  std::chrono::milliseconds first_pause{300};  // Doubled each time.
  std::chrono::seconds silence{30};            // So long nothing may come.
};

/// Used by one thread at a time.
class S3Exchange {
 public:
  struct Answer {
    long status = 0;
    std::string body;
    std::string code;  // S3's own name for what is wrong; empty if there is none.
  };

  /// Fails (usage) if the endpoint is none, or would carry requests in clear over a network.
  static base::Result<void> check(const S3Access& access);

  S3Exchange(S3Access access, S3Patience patience);
  ~S3Exchange();
  S3Exchange(const S3Exchange&) = delete;
  S3Exchange& operator=(const S3Exchange&) = delete;

  /// `path` begins with '/', `query` is sorted by name; both are percent-encoded. An answer is any
  /// that the server meant: also one that refuses. Fails (internal) if none came in so many
  /// attempts, (usage) if the server's certificate is not trusted.
  base::Result<Answer> ask(const std::string& method, const std::string& path,
                           const std::string& query, std::string_view body) const;

  const S3Access& access() const { return access_; }
  static std::string encoded(std::string_view text, bool keep_slashes);

 private:
  struct Attempt;
  Attempt once(const std::string& method, const std::string& url, std::string_view body) const;

  S3Access access_;
  S3Patience patience_;
  void* curl_;
};

}  // namespace aftercare::pipeline

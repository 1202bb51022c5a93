// A strict S3 server of a test's own, on loopback, gone at the end. See s3_server.py.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "place/python_server.hpp"

namespace aftercare::place {

class S3Server {
 public:
  static constexpr const char* kBucket = "safe";
  static constexpr const char* kKey = "AKTESTKEY";
  static constexpr const char* kSecret = "se/cret+of=the-bucket";
  static constexpr const char* kRegion = "cn-test-1";

  /// Listings come in pages of so many. With TLS it has a certificate of its own for localhost.
  explicit S3Server(int page = 1000, bool tls = false);

  bool works() const { return !endpoint_.empty(); }  // False: there is no python3.
  const std::string& endpoint() const { return endpoint_; }
  std::filesystem::path certificate() const { return folder_ / "cert.pem"; }
  /// What the bucket holds, as files.
  std::filesystem::path bucket() const { return folder_ / "bucket"; }
  /// What goes wrong from the next request on: "503 2", "cut-put 1"...
  void does_wrong(const std::vector<std::string>& faults) const;

 private:
  std::filesystem::path folder_;
  std::string endpoint_;
  std::optional<PythonServer> server_;
};

}  // namespace aftercare::place

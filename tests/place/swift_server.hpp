// OpenStack Swift with its S3 interface: a real server that somebody else wrote. See
// swift_server.py; scripts/setup --swift installs it.

#pragma once

#include <filesystem>
#include <string>

#include "place/python_server.hpp"

namespace aftercare::place {

class SwiftServer {
 public:
  static constexpr const char* kBucket = "safe";
  static constexpr const char* kKey = "test:tester";
  static constexpr const char* kSecret = "se/cret+of=the-bucket";
  static constexpr const char* kRegion = "cn-test-1";

  /// Listings come in pages of so many.
  explicit SwiftServer(int page);

  bool works() const { return server_.port() != 0; }  // False: Swift is not here.
  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  /// Where everything lies that was put.
  std::filesystem::path devices() const { return folder_ / "devices"; }

 private:
  std::filesystem::path folder_;
  PythonServer server_;
};

}  // namespace aftercare::place

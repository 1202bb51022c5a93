// A workspace that is served, and requests to it.

#pragma once

#include <string>
#include <vector>

#include "program.hpp"

namespace aftercare::scenario {

struct HttpAnswer {
  int status = 0;
  std::string head;
  std::string body;
  nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
};

/// Sends the bytes to the port on loopback and reads until the other side closes.
HttpAnswer http_exchange(int port, const std::string& bytes);
/// POST with "Connection: close".
HttpAnswer http_post(int port, const std::string& path, const std::string& body,
                     const std::vector<std::string>& headers);

/// `aftercare serve` on a free port, from its making to its end.
class Served {
 public:
  explicit Served(const Shop& shop);
  ~Served();
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  int port() const { return port_; }
  /// kill -9.
  void kill();

 private:
  const Shop& shop_;
  pid_t process_ = 0;
  int port_ = 0;
};

}  // namespace aftercare::scenario

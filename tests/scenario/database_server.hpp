// A real PostgreSQL or MariaDB server of a test's own, on loopback, gone at the end.

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace aftercare::scenario {

class DatabaseServer {
 public:
  enum class Engine { postgres, mariadb };

  /// Starts it and waits until it answers; works() is false if its package is not installed.
  explicit DatabaseServer(Engine engine);
  ~DatabaseServer();
  DatabaseServer(const DatabaseServer&) = delete;
  DatabaseServer& operator=(const DatabaseServer&) = delete;

  bool works() const { return process_ > 0; }
  int port() const { return port_; }
  /// As its owner; fails the test if the server does not like it. Returns what it printed.
  std::string sql(const std::string& text, const std::string& database = "shop") const;

  /// kill -9, and the same data again.
  void kill();
  void start();

 private:
  bool answers() const;
  std::string client(const std::string& database) const;

  Engine engine_;
  std::filesystem::path folder_;
  int port_ = 0;
  pid_t process_ = 0;
};

/// A port that was free a moment ago.
int free_port();

}  // namespace aftercare::scenario

// A server of a test's own that a script beside this file runs: on loopback, gone at the end.

#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace aftercare::place {

class PythonServer {
 public:
  /// Starts tests/place/SCRIPT with these words and waits until it has written its port into the
  /// file `port` of the folder.
  PythonServer(const std::string& script, const std::vector<std::string>& words,
               std::filesystem::path folder, std::chrono::seconds patience);
  ~PythonServer();
  PythonServer(const PythonServer&) = delete;
  PythonServer& operator=(const PythonServer&) = delete;

  int port() const { return port_; }  // 0: it does not run here.

  static std::filesystem::path new_folder();

 private:
  std::filesystem::path folder_;
  pid_t process_ = 0;
  int port_ = 0;
};

}  // namespace aftercare::place

// Runs the built program in a folder of its own.

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace aftercare::scenario {

struct Outcome {
  int code = -1;  // Exit code; 128 + signal if one ended it.
  std::string out;
  std::string err;
  /// The one document on stdout; a discarded value if there is none.
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// A folder that is removed at the end, and the program run in it.
class Shop {
 public:
  Shop();
  ~Shop();
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path workspace() const { return folder_ / "shop"; }
  /// Writes a file below the folder, making its folders.
  std::filesystem::path write(const std::string& name, const std::string& bytes) const;

  /// aftercare WORDS... with messages in English; -w is added for the workspace unless it is given.
  Outcome run(std::vector<std::string> words) const;
  /// Starts it without waiting. REQUIRES: finish() or kill() later.
  pid_t start(std::vector<std::string> words) const;
  static void kill(pid_t process, int signal);
  static int wait(pid_t process);

 private:
  std::filesystem::path folder_;
};

/// The shared real data, or an empty path if it is not there.
std::filesystem::path real_data();

#define SKIP_WITHOUT_REAL_DATA()                  \
  if (::aftercare::scenario::real_data().empty()) \
  GTEST_SKIP() << "the real data is not beside the checkout: ../shared/data"

}  // namespace aftercare::scenario

#include "place/s3_server.hpp"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "place/place.hpp"

namespace aftercare::place {
namespace {

namespace fs = std::filesystem;

pid_t start(const std::vector<std::string>& words) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

S3Server::S3Server(int page, bool tls) {
  std::string name = (fs::temp_directory_path() / "aftercare_s3_XXXXXX").string();
  folder_ = ::mkdtemp(name.data());
  fs::create_directories(bucket());
  // Its own machine's python, whatever stands first in the path.
  const std::string python = fs::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  std::vector<std::string> words{python,     (root() / "tests/place/s3_server.py").string(),
                                 bucket(),   (folder_ / "port").string(),
                                 "--bucket", kBucket,
                                 "--key",    kKey,
                                 "--secret", kSecret,
                                 "--region", kRegion,
                                 "--page",   std::to_string(page)};
  if (tls) {
    const auto made =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        (folder_ / "key.pem").string() + " -out " + certificate().string() + " 2>/dev/null";
    if (std::system(made.c_str()) != 0) return;
    words.insert(words.end(),
                 {"--cert", certificate().string(), "--private", (folder_ / "key.pem").string()});
  }
  process_ = start(words);
  for (int i = 0; i < 400; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    if (std::ifstream in(folder_ / "port"); in) {
      int port = 0;
      in >> port;
      endpoint_ = (tls ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port);
      return;
    }
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = 0;
      return;
    }
  }
}

S3Server::~S3Server() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code none;
  fs::remove_all(folder_, none);
}

void S3Server::does_wrong(const std::vector<std::string>& faults) const {
  const auto file = folder_ / "faults";
  {
    std::ofstream out(file.string() + ".part");
    for (const auto& fault : faults) out << fault << "\n";
  }
  fs::rename(file.string() + ".part", file);
}

}  // namespace aftercare::place

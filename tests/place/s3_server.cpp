#include "place/s3_server.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace aftercare::place {
namespace fs = std::filesystem;

S3Server::S3Server(int page, bool tls) : folder_(PythonServer::new_folder()) {
  fs::create_directories(bucket());
  std::vector<std::string> words{bucket(),   (folder_ / "port").string(),
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
  server_.emplace("s3_server.py", words, folder_, std::chrono::seconds(10));
  if (server_->port() != 0)
    endpoint_ =
        (tls ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(server_->port());
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

#include "place/swift_server.hpp"

namespace aftercare::place {

SwiftServer::SwiftServer(int page)
    : folder_(PythonServer::new_folder()),
      server_("swift_server.py",
              {folder_.string(), "--bucket", kBucket, "--key", kKey, "--secret", kSecret,
               "--region", kRegion, "--page", std::to_string(page)},
              folder_, std::chrono::seconds(60)) {}

}  // namespace aftercare::place

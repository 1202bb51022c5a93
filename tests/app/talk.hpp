// Talks to a server on loopback in bytes, so that a test decides every one of them.

#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace aftercare::app {

inline int connect_to(std::uint16_t port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(handle, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  return handle;
}

inline void send_all(int handle, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto done = ::send(handle, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (done <= 0) return;  // The server has heard enough; what it said is still to be read.
    sent += static_cast<std::size_t>(done);
  }
}

/// Sends bytes as they are and reads until the server closes.
inline std::string talk_to(std::uint16_t port, const std::string& bytes) {
  const int handle = connect_to(port);
  send_all(handle, bytes);
  std::string all;
  char part[4096];
  for (;;) {
    const auto got = ::recv(handle, part, sizeof part, 0);
    if (got <= 0) break;
    all.append(part, static_cast<std::size_t>(got));
  }
  ::close(handle);
  return all;
}

}  // namespace aftercare::app

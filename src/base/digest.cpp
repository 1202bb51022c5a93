#include "base/digest.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

namespace aftercare::base {

struct Digester::State {
  crypto_generichash_state hash;
};

Digester::Digester(std::string_view key) : state_(std::make_unique<State>()) {
  crypto_generichash_init(&state_->hash, reinterpret_cast<const unsigned char*>(key.data()),
                          key.size(), sizeof(Digest));
}
Digester::~Digester() = default;
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;

Digester& Digester::add(std::string_view bytes) {
  crypto_generichash_update(&state_->hash, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  return *this;
}

Digester& Digester::add_field(std::string_view bytes) {
  const std::uint64_t size = bytes.size();
  char length[sizeof size];
  std::memcpy(length, &size, sizeof size);
  return add({length, sizeof length}).add(bytes);
}

Digest Digester::finish() {
  Digest digest;
  crypto_generichash_final(&state_->hash, digest.data(), digest.size());
  return digest;
}

Digest digest_of(std::string_view bytes, std::string_view key) {
  return Digester(key).add(bytes).finish();
}

std::string to_hex(const Digest& digest) {
  std::string hex;
  hex.reserve(digest.size() * 2);
  constexpr std::string_view digits = "0123456789abcdef";
  for (const auto byte : digest) {
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15]);
  }
  return hex;
}

Result<Digest> digest_of_file(const std::filesystem::path& file, std::string_view key) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rb"),
                                                           &std::fclose);
  if (!in)
    return failure(ErrorKind::input,
                   fmt::format("file cannot be read: {}: {}", file.string(), std::strerror(errno)),
                   fmt::format("无法读取文件:{}:{}", file.string(), std::strerror(errno)));
  Digester digester(key);
  // Small: most files are, and fresh pages cost more than their digest.
  std::vector<char> buffer(std::size_t{1} << 16);
  while (const auto got = std::fread(buffer.data(), 1, buffer.size(), in.get()))
    digester.add({buffer.data(), got});
  if (std::ferror(in.get()))
    return failure(ErrorKind::input,
                   fmt::format("file cannot be read to its end: {}", file.string()),
                   fmt::format("文件无法读完:{}", file.string()));
  return digester.finish();
}

}  // namespace aftercare::base

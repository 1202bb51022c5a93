#include "language/learnt/held_back.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace aftercare::language {

bool HeldBackFifth::holds(std::string_view text) const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_md5(), nullptr);
  unsigned left = 0;
  for (unsigned i = 0; i < size; ++i) left = (left * 256 + digest[i]) % 5;
  return left == rest;
}

base::Result<std::optional<HeldBackFifth>> held_back_of(const std::string& word) {
  if (word.empty()) return std::optional<HeldBackFifth>();
  if (word == "md5") return HeldBackFifth{};
  if (word.size() == 5 && word.starts_with("md5:") && word[4] >= '0' && word[4] <= '4')
    return HeldBackFifth{static_cast<unsigned>(word[4] - '0')};
  return base::failure(fmt::format("--split wants md5 or md5:K with K from 0 to 4: {}", word),
                       fmt::format("--split 的形式为 md5 或 md5:K（K 为 0 到 4）：{}", word));
}

}  // namespace aftercare::language

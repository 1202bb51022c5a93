// The JSON that goes into sealed blobs, written without a tree: one pass, one buffer.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::privacy {

/// Appends a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_text(std::string_view text, std::string& to);

/// {"field":"original",...}. Reusable: clear() keeps the memory. Wiped at the end.
class SealedJson {
 public:
  SealedJson() = default;
  SealedJson(const SealedJson&) = delete;
  SealedJson& operator=(const SealedJson&) = delete;
  ~SealedJson();

  void clear() { json_.clear(); }
  bool empty() const { return json_.empty(); }
  void add(std::string_view field, std::string_view original);
  /// The whole object. Valid until the next clear(). REQUIRES: called once, something was added.
  std::string_view finish();

 private:
  std::string json_;
};

}  // namespace aftercare::privacy

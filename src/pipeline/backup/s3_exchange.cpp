#include "pipeline/backup/s3_exchange.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

namespace aftercare::pipeline {
namespace {

constexpr std::size_t kMostBytes = 1U << 30;  // Of an answer.

struct Body {
  std::string_view left;
  std::string_view whole;
};

std::size_t send_body(char* to, std::size_t size, std::size_t count, void* from) {
  auto& body = *static_cast<Body*>(from);
  const auto bytes = std::min(size * count, body.left.size());
  std::memcpy(to, body.left.data(), bytes);
  body.left.remove_prefix(bytes);
  return bytes;
}

int rewind_body(void* from, curl_off_t offset, int origin) {
  auto& body = *static_cast<Body*>(from);
  if (origin != SEEK_SET || offset < 0 || static_cast<std::size_t>(offset) > body.whole.size())
    return CURL_SEEKFUNC_FAIL;
  body.left = body.whole.substr(static_cast<std::size_t>(offset));
  return CURL_SEEKFUNC_OK;
}

std::size_t take_body(char* from, std::size_t size, std::size_t count, void* to) {
  auto& bytes = *static_cast<std::string*>(to);
  if (bytes.size() + size * count > kMostBytes) return 0;
  bytes.append(from, size * count);
  return size * count;
}

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  std::string hex;
  for (const auto byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

// The text of <Code>: letters only, whatever the server sends.
std::string code_in(std::string_view body) {
  const auto at = body.find("<Code>");
  if (at == body.npos) return {};
  std::string code;
  for (const char letter : body.substr(at + 6, 64)) {
    if (!std::isalnum(static_cast<unsigned char>(letter))) break;
    code += letter;
  }
  return code;
}

// The host of "https://host:port".
std::string_view host_of(std::string_view endpoint) {
  auto host = endpoint.substr(endpoint.find("://") + 3);
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_worth_another(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_UPLOAD_FAILED:
      return true;
    default:
      return false;
  }
}

bool is_worth_another(long status) {
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504;
}

}  // namespace

struct S3Exchange::Attempt {
  CURLcode code = CURLE_OK;
  Answer answer;
};

base::Result<void> S3Exchange::check(const S3Access& access) {
  const std::string_view endpoint = access.endpoint;
  const bool secure = endpoint.starts_with("https://");
  const bool plain = endpoint.starts_with("http://");
  const auto rest = endpoint.substr(std::min(endpoint.find("://") + 3, endpoint.size()));
  if ((!secure && !plain) || rest.empty() || rest.find_first_of("/@?# \\") != rest.npos)
    return base::failure(
        "the endpoint of the bucket is no address such as https://s3.example.com (nothing behind "
        "the host and its port)",
        "存储桶的接入地址应形如 https://s3.example.com（主机和端口之后不能有其他内容）");
  const auto host = host_of(endpoint);
  if (plain && host != "127.0.0.1" && host != "localhost" && host != "[::1]")
    return base::failure(
        fmt::format("the endpoint of the bucket is not secure: {}; use https://", endpoint),
        fmt::format("存储桶的接入地址不安全：{}；请用 https://", endpoint));
  return {};
}

S3Exchange::S3Exchange(S3Access access, S3Patience patience)
    : access_(std::move(access)), patience_(patience) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  curl_ = curl_easy_init();
}

S3Exchange::~S3Exchange() {
  curl_easy_cleanup(static_cast<CURL*>(curl_));
}

std::string S3Exchange::encoded(std::string_view text, bool keep_slashes) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char letter : text) {
    if (plain.find(letter) != plain.npos || (keep_slashes && letter == '/'))
      out += letter;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return out;
}

S3Exchange::Attempt S3Exchange::once(const std::string& method, const std::string& url,
                                     std::string_view body) const {
  auto* curl = static_cast<CURL*>(curl_);
  curl_easy_reset(curl);  // The connection stays.
  Attempt attempt;
  Body sent{body, body};
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
                   access_.endpoint.starts_with("https") ? "https" : "http");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(patience_.silence.count()));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!access_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, access_.ca_file.c_str());
  const auto signer = fmt::format("aws:amz:{}:s3", access_.region);
  curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, signer.c_str());
  curl_easy_setopt(curl, CURLOPT_USERNAME, access_.key_id.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, access_.secret.c_str());
  curl_slist* headers =
      curl_slist_append(nullptr, ("x-amz-content-sha256: " + sha256_hex(body)).c_str());
  if (!access_.token.empty())
    headers = curl_slist_append(headers, ("x-amz-security-token: " + access_.token).c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (method == "PUT") {
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, send_body);
    curl_easy_setopt(curl, CURLOPT_READDATA, &sent);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, rewind_body);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, &sent);
  } else if (method != "GET") {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &attempt.answer.body);
  attempt.code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &attempt.answer.status);
  curl_slist_free_all(headers);
  if (attempt.answer.status >= 300) attempt.answer.code = code_in(attempt.answer.body);
  return attempt;
}

base::Result<S3Exchange::Answer> S3Exchange::ask(const std::string& method, const std::string& path,
                                                 const std::string& query,
                                                 std::string_view body) const {
  const auto url = access_.endpoint + path + (query.empty() ? "" : "?" + query);
  auto pause = patience_.first_pause;
  std::string why;
  for (int attempt = 0; attempt < patience_.attempts; ++attempt, pause *= 2) {
    if (attempt > 0) std::this_thread::sleep_for(pause);
    auto made = once(method, url, body);
    if (made.code == CURLE_OK && !is_worth_another(made.answer.status))
      return std::move(made.answer);
    why = made.code == CURLE_OK ? fmt::format("{} {}", made.answer.status, made.answer.code)
                                : curl_easy_strerror(made.code);
    if (made.code == CURLE_PEER_FAILED_VERIFICATION || made.code == CURLE_SSL_CACERT_BADFILE)
      return base::failure(
          fmt::format("the certificate of the server is not trusted: {}; if it is your own, name "
                      "the file of its authority (ca_file, or AWS_CA_BUNDLE)",
                      access_.endpoint),
          fmt::format("服务器的证书不受信任：{}；若是自有证书，请指明其 CA 文件（ca_file 或 "
                      "AWS_CA_BUNDLE）",
                      access_.endpoint));
    if (made.code != CURLE_OK && !is_worth_another(made.code)) break;
  }
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the server of the bucket gave no good answer: {}, at {}; try again later", why,
                  access_.endpoint),
      fmt::format("存储桶服务器没有正常应答：{}，位于 {}；请稍后再试", why, access_.endpoint));
}

}  // namespace aftercare::pipeline

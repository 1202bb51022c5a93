#include "pipeline/backup/s3_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "intake/xml_pull.hpp"

namespace aftercare::pipeline {
namespace {

class AnswerBytes final : public intake::ByteSource {
 public:
  explicit AnswerBytes(const std::string& bytes) : bytes_(bytes) {}
  base::Result<std::size_t> read(char* to, std::size_t size) override {
    const auto count = std::min(size, bytes_.size() - at_);
    std::memcpy(to, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  intake::Compression compression() const override { return intake::Compression::none; }
  std::uint64_t size() const override { return bytes_.size(); }
  std::uint64_t consumed() const override { return at_; }

 private:
  const std::string& bytes_;
  std::size_t at_ = 0;
};

// "2026-11-26T07:59:00.000Z" in seconds; 0 if it is none.
std::int64_t seconds_of(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u", &year, &month, &day, &hour, &minute,
                  &second) != 6)
    return 0;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return 0;
  return (std::chrono::sys_days(date).time_since_epoch() / std::chrono::seconds(1)) + hour * 3600 +
         minute * 60 + second;
}

// 0 if it is none.
std::uint64_t number_of(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class Bucket final : public DistantStore {
 public:
  Bucket(BucketName bucket, S3Access access, S3Patience patience)
      : bucket_(std::move(bucket)), exchange_(std::move(access), patience) {}

  base::Result<void> put(const std::string& name, std::string_view bytes) override {
    const auto answer = exchange_.ask("PUT", path_of(name), {}, bytes);
    if (!answer) return base::failure_of(answer);
    if (answer->status != 200) return refused(*answer);
    return {};
  }

  base::Result<std::string> get(const std::string& name) const override {
    auto answer = exchange_.ask("GET", path_of(name), {}, {});
    if (!answer) return base::failure_of(answer);
    if (answer->status == 404 && answer->code != "NoSuchBucket")
      return base::failure(base::ErrorKind::input,
                           fmt::format("the bucket does not have it: {}/{}", this->name(), name),
                           fmt::format("存储桶中没有：{}/{}", this->name(), name));
    if (answer->status != 200) return refused(*answer);
    return std::move(answer->body);
  }

  base::Result<std::vector<DistantPiece>> list(const std::string& folder) const override {
    std::vector<DistantPiece> all;
    const auto root = bucket_.prefix.empty() ? std::string() : bucket_.prefix + "/";
    std::string next;
    do {
      // In the order of their names, as the signature wants it.
      auto query = next.empty() ? std::string()
                                : "continuation-token=" + S3Exchange::encoded(next, false) + "&";
      query += "list-type=2&prefix=" + S3Exchange::encoded(root + folder + "/", false);
      const auto answer =
          exchange_.ask("GET", "/" + S3Exchange::encoded(bucket_.bucket, true), query, {});
      if (!answer) return base::failure_of(answer);
      if (answer->status != 200) return refused(*answer);
      auto page = bucket_page(answer->body);
      if (!page) return base::failure_of(page);
      for (auto& piece : page->pieces) {
        if (!piece.name.starts_with(root + folder + "/")) continue;
        piece.name.erase(0, root.size());
        all.push_back(std::move(piece));
      }
      if (!page->next.empty() && page->next == next) break;  // A server that turns in a circle.
      next = std::move(page->next);
    } while (!next.empty());
    return all;
  }

  base::Result<void> remove(const std::string& name) override {
    const auto answer = exchange_.ask("DELETE", path_of(name), {}, {});
    if (!answer) return base::failure_of(answer);
    if (answer->status != 204 && answer->status != 200 && answer->status != 404)
      return refused(*answer);
    return {};
  }

  std::string name() const override {
    return "s3://" + bucket_.bucket + (bucket_.prefix.empty() ? "" : "/" + bucket_.prefix);
  }

 private:
  std::string path_of(const std::string& name) const {
    return "/" + S3Exchange::encoded(bucket_.bucket, true) + "/" +
           S3Exchange::encoded(bucket_.prefix.empty() ? name : bucket_.prefix + "/" + name, true);
  }

  tl::unexpected<base::Error> refused(const S3Exchange::Answer& answer) const {
    const auto code = answer.code.empty() ? std::to_string(answer.status)
                                          : fmt::format("{} ({})", answer.code, answer.status);
    if (answer.code == "RequestTimeTooSkewed")
      return base::failure(
          fmt::format("the clock of this machine is wrong, says the bucket: {}: {}", name(), code),
          fmt::format("存储桶认为本机时钟不准：{}：{}", name(), code));
    return base::failure(fmt::format("the bucket refuses: {}: {}; are bucket, region and key right "
                                     "(docs/formats/backup.md)?",
                                     name(), code),
                         fmt::format("存储桶拒绝了请求：{}：{}；存储桶、区域和密钥是否正确（见 "
                                     "docs/formats/backup.md）？",
                                     name(), code));
  }

  BucketName bucket_;
  S3Exchange exchange_;
};

}  // namespace

base::Result<BucketPage> bucket_page(const std::string& xml) {
  using Event = intake::XmlPull::Event;
  intake::XmlPull pull(std::make_unique<AnswerBytes>(xml));
  BucketPage page;
  std::string text, written, key, size, next;
  bool is_listing = false, more = false;
  for (;;) {
    const auto event = pull.next();
    if (!event) return base::failure_of(event);
    if (*event == Event::done) break;
    if (*event == Event::begin) {
      text.clear();
      if (pull.name() == "ListBucketResult") is_listing = true;
      if (pull.name() == "Contents") key.clear(), written.clear(), size.clear();
    } else if (*event == Event::text) {
      text += pull.text();
    } else {
      if (pull.name() == "Key") key = text;
      if (pull.name() == "LastModified") written = text;
      if (pull.name() == "Size") size = text;
      if (pull.name() == "IsTruncated") more = text == "true";
      if (pull.name() == "NextContinuationToken") next = text;
      if (pull.name() == "Contents")
        page.pieces.push_back({key, seconds_of(written), number_of(size)});
      text.clear();
    }
  }
  if (!is_listing || (more && next.empty()))
    return base::failure(base::ErrorKind::input, "the bucket's answer is no listing",
                         "存储桶的应答不是列表");
  if (more) page.next = std::move(next);
  return page;
}

base::Result<std::unique_ptr<DistantStore>> open_bucket(const BucketName& bucket, S3Access access,
                                                        S3Patience patience) {
  if (access.key_id.empty() || access.secret.empty())
    return base::failure(
        fmt::format("no key for the bucket: {}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                    "or 'access_key' and 'secret_key_file' below 'backup' in aftercare.yaml",
                    bucket.bucket),
        fmt::format("没有存储桶的密钥：{}；请设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或在 "
                    "aftercare.yaml 的 backup 下设置 access_key 和 secret_key_file",
                    bucket.bucket));
  if (access.endpoint.empty())
    access.endpoint = fmt::format("https://s3.{}.amazonaws.com", access.region);
  while (access.endpoint.ends_with('/')) access.endpoint.pop_back();
  if (auto checked = S3Exchange::check(access); !checked) return base::failure_of(checked);
  return std::make_unique<Bucket>(bucket, std::move(access), patience);
}

}  // namespace aftercare::pipeline

#include "intake/json_wrapping.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "intake/json_scan.hpp"

namespace aftercare::intake {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kFewestFieldsOfARecord = 3;
constexpr std::size_t kMostFieldsBeside = 64;

// Words of the transfer, not of the thing transferred.
constexpr auto kTransferWords = std::to_array<std::string_view>(
    {"code",         "errcode",    "errno",      "errmsg",       "error",      "errors",
     "ret",          "retcode",    "result",     "success",      "ok",         "status",
     "msg",          "message",    "requestid",  "traceid",      "logid",      "timestamp",
     "version",      "total",      "totalcount", "totalresults", "totalpages", "count",
     "size",         "page",       "pages",      "pageno",       "pagenum",    "pagesize",
     "pagenumber",   "perpage",    "current",    "currentpage",  "limit",      "offset",
     "cursor",       "next",       "nextpage",   "nextcursor",   "nexturl",    "previous",
     "previouspage", "prev",       "prevpage",   "hasmore",      "hasnext",    "links",
     "meta",         "pagination", "signature",  "sign"});

// Whose list it is. A number of these tells a sender, not one record.
constexpr auto kSenderWords = std::to_array<std::string_view>(
    {"shop",     "store", "seller", "merchant", "vendor", "app",  "tenant", "account",
     "platform", "batch", "job",    "task",     "export", "file", "client", "request",
     "session",  "店铺",  "商家",   "商户",     "批次",   "平台", "请求"});

// Ends of names that number one thing. "no" only as a word of its own.
constexpr auto kNumberEnds =
    std::to_array<std::string_view>({"_id", "-id", "Id", "ID", "_no", "No", "NO", "_sn", "Sn",
                                     "number", "Number", "编号", "单号", "号"});

std::string plain(std::string_view key) {
  std::string out;
  for (const char byte : key) {
    if (byte == '_' || byte == '-' || byte == ' ') continue;
    out.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte);
  }
  return out;
}

bool of_transfer(std::string_view key) {
  return std::ranges::find(kTransferWords, plain(key)) != kTransferWords.end();
}

bool numbers_a_record(std::string_view key) {
  const auto word = plain(key);
  if (std::ranges::any_of(kSenderWords,
                          [&](std::string_view sender) { return word.starts_with(sender); }))
    return false;
  if (word == "id" || word == "sn" || word == "no") return true;
  return std::ranges::any_of(kNumberEnds, [&](std::string_view end) { return key.ends_with(end); });
}

// The object with its array emptied, so that it can be read whole. Where it is cut off, closed.
std::string without_rows(std::string_view text, std::size_t array) {
  std::string out(text.substr(0, array));
  JsonValueScanner rows, object;
  const auto end = rows.find_end(text.substr(array - 1));
  if (end && object.find_end(text)) {
    out += text.substr(array - 1 + *end - 1);
    return out.substr(0, *JsonValueScanner().find_end(out));
  }
  std::string closers;
  bool in_text = false, escaped = false;
  for (const char byte : out) {
    if (in_text) {
      in_text = escaped || byte != '"';
      escaped = !escaped && byte == '\\';
    } else if (byte == '"') {
      in_text = true;
    } else if (byte == '{' || byte == '[') {
      closers.push_back(byte == '{' ? '}' : ']');
    } else if ((byte == '}' || byte == ']') && !closers.empty()) {
      closers.pop_back();
    }
  }
  return out.append(closers.rbegin(), closers.rend());
}

// Keys that lead to the array: those whose values are open where it begins.
std::vector<std::string> path_to(std::string_view text, std::size_t array) {
  std::vector<std::string> path;
  std::string key;
  for (std::size_t at = 0; at + 1 < array;) {
    if (text[at] == '"') {
      JsonValueScanner scanner;
      const auto end = scanner.find_end(text.substr(at)).value_or(text.size() - at);
      key.assign(text.substr(at + 1, std::max<std::size_t>(end, 2) - 2));
      at += end;
      continue;
    }
    if (text[at] == '{' || text[at] == '[') path.push_back(key);
    if ((text[at] == '}' || text[at] == ']') && !path.empty()) path.pop_back();
    ++at;
  }
  path.push_back(key);
  // A broken text may close more than it opens; whoever parses it will see.
  path.erase(path.begin());  // The object itself has no key.
  return path;
}

void add(const dom::element& value, const std::string& name, JsonWrapping& wrapping) {
  if (wrapping.fields.size() >= kMostFieldsBeside) return;
  if (value.is_null()) return;
  dom::object object;
  if (!value.get_object().get(object)) {
    for (const auto field : object) add(field.value, name + "." + std::string(field.key), wrapping);
    return;
  }
  std::string_view word;
  const bool is_text = !value.get_string().get(word);
  wrapping.fields.emplace_back(name, is_text ? std::string(word) : simdjson::minify(value));
}

}  // namespace

JsonWrapping wrapping_of(std::string_view text, std::size_t array) {
  JsonWrapping wrapping;
  const bool whole = JsonValueScanner().find_end(text).has_value();
  dom::parser parser;
  dom::element level;
  if (parser.parse(without_rows(text, array)).get(level)) return wrapping;  // It will be told.
  std::string prefix = "/";
  for (const auto& step : path_to(text, array)) {
    dom::object object;
    if (level.get_object().get(object)) return wrapping;
    std::size_t own = 0;
    bool numbered = false;
    dom::element below;
    for (const auto field : object) {
      const std::string_view key = field.key;
      if (key == step) {
        below = field.value;
      } else if (!of_transfer(key)) {
        ++own;
        numbered |= numbers_a_record(key) && !field.value.is_object() && !field.value.is_array();
        add(field.value, prefix + std::string(key), wrapping);
      }
    }
    if (whole && numbered && own >= kFewestFieldsOfARecord) return {.record = true, .fields = {}};
    prefix += step + "/";
    level = below;
  }
  return wrapping;
}

}  // namespace aftercare::intake

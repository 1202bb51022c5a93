#include "intake/mail/mail_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "intake/mail/mail_bytes.hpp"
#include "intake/row_repair.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMailBlock = 256 << 10;
constexpr std::size_t kSeparatorReach = 2'048;  // A "From " line and the first field after it.
constexpr std::size_t kSidesSample = 1 << 20;
constexpr std::size_t kMostSampled = 200;

std::string_view first_line(std::string_view text) {
  auto line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view behind_first_line(std::string_view text) {
  const auto feed = text.find('\n');
  return feed == text.npos ? std::string_view() : text.substr(feed + 1);
}

// "From someone@shop.example Mon Mar  2 08:00:05 2026", with a header below.
bool is_separator(std::string_view text) {
  if (!text.starts_with("From ")) return false;
  text = text.substr(0, kSeparatorReach);
  static const RE2 moment(R"(\d{1,2}:\d{2}.*\b(19|20)\d{2}\b|\b(19|20)\d{2}\b.*\d{1,2}:\d{2})");
  const auto line = first_line(text);
  const auto below = first_line(behind_first_line(text));
  return line.size() < 500 && is_header_line(below) &&
         RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), moment);
}

// ">From " of a body is "From ", ">>From " is ">From ".
std::string without_from_marks(std::string_view mail) {
  std::string plain;
  plain.reserve(mail.size());
  while (!mail.empty()) {
    const auto feed = mail.find('\n');
    const auto size = feed == mail.npos ? mail.size() : feed + 1;
    auto line = mail.substr(0, size);
    const auto mark = line.find_first_not_of('>');
    if (mark != line.npos && mark > 0 && line.substr(mark).starts_with("From "))
      line.remove_prefix(1);
    plain += line;
    mail.remove_prefix(size);
  }
  return plain;
}

std::string addresses_in(const std::vector<MailAddress>& list) {
  std::string text;
  for (const auto& each : list) {
    if (!text.empty()) text += "; ";
    text += each.address.empty() ? each.name : each.address;
  }
  return text;
}

}  // namespace

std::optional<Format> sniff_mail(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  while (!head.empty() && (head.front() == '\n' || head.front() == '\r')) head.remove_prefix(1);
  if (is_separator(head)) return Format::mbox;
  constexpr std::array kTelling = {"from",         "received", "return-path",   "message-id",
                                   "delivered-to", "date",     "mime-version",  "subject",
                                   "to",           "reply-to", "dkim-signature"};
  std::size_t telling = 0, fields = 0;
  bool sent = false;
  for (auto rest = head; !rest.empty(); rest = behind_first_line(rest)) {
    const auto line = first_line(rest);
    if (line.empty()) break;
    if (fields > 0 && (line.front() == ' ' || line.front() == '\t')) continue;
    if (!is_header_line(line)) return std::nullopt;
    const auto name = in_lower_case(line.substr(0, line.find(':')));
    ++fields;
    if (std::ranges::find(kTelling, name) == kTelling.end()) continue;
    ++telling;
    sent = sent || (name != "subject" && name != "to" && name != "date");
  }
  return telling >= 2 && sent ? std::optional(Format::eml) : std::nullopt;
}

const std::vector<std::string>& MailReader::columns() {
  static const std::vector<std::string> names = {
      "message_id",       "mail_id",      "in_reply_to", "references",
      "thread_id",        "opens_thread", "date",        "from_name",
      "from_address",     "to",           "cc",          "subject",
      "sender",           "is_auto",      "auto_kind",   "customer_name",
      "customer_address", "text",         "quoted",      "signature",
      "attachments"};
  return names;
}

MailReader::MailReader(std::unique_ptr<ByteSource> source, FileDescription description,
                       MailPatterns patterns, const OpenOptions& options)
    : source_(std::move(source)),
      patterns_(std::move(patterns)),
      sides_(options.own_addresses),
      largest_(options.largest_mail) {
  description_ = std::move(description);
  description_.columns = columns();
  description_.encoding = "MIME";
}

void MailReader::consume(std::size_t size) {
  begin_ += size;
  consumed_ += size;
}

base::Result<void> MailReader::grow() {
  if (begin_ > 0) window_.erase(0, begin_), begin_ = 0;
  const auto size = window_.size();
  window_.resize(size + kMailBlock);
  const auto got = source_->read(window_.data() + size, kMailBlock);
  window_.resize(size + (got ? *got : 0));
  if (!got) return failure_of(got);
  at_end_ = *got < kMailBlock;
  return {};
}

// Where the next mail begins, in the window, behind `from`.
std::size_t MailReader::next_separator(std::size_t from) const {
  const auto text = window();
  for (auto at = text.find("\nFrom ", from); at != text.npos; at = text.find("\nFrom ", at + 1)) {
    if (!at_end_ && at + kSeparatorReach > text.size()) return text.npos;
    if (is_separator(text.substr(at + 1))) return at + 1;
  }
  return text.npos;
}

base::Result<MailReader::Found> MailReader::find() {
  const bool many = description_.format == Format::mbox;
  std::size_t searched = 0;
  for (;;) {
    const auto text = window();
    const auto next = many ? next_separator(searched) : text.npos;
    const bool whole = next != text.npos || at_end_;
    const auto size = next != text.npos ? next : text.size();
    if (whole) return Found{text.substr(0, size), consumed_, size, size > largest_, false};
    if (size > largest_ + kSeparatorReach)
      return Found{text.substr(0, size), consumed_, size - kSeparatorReach, true, true};
    searched = text.size() > kSeparatorReach ? text.size() - kSeparatorReach : 0;
    if (auto grown = grow(); !grown) return failure_of(grown);
  }
}

// Passes over what is left of a mail that is too large.
base::Result<void> MailReader::pass_rest() {
  const bool many = description_.format == Format::mbox;
  for (;;) {
    const auto text = window();
    if (const auto next = many ? next_separator(0) : text.npos; next != text.npos) {
      consume(next);
      return {};
    }
    if (at_end_) {
      consume(text.size());
      return {};
    }
    consume(text.size() > kSeparatorReach ? text.size() - kSeparatorReach : 0);
    if (auto grown = grow(); !grown) return failure_of(grown);
  }
}

base::Result<void> MailReader::learn_sides() {
  if (sides_.known() || description_.format != Format::mbox) return {};
  while (!at_end_ && window().size() < kSidesSample)
    if (auto grown = grow(); !grown) return grown;
  std::vector<Mail> mails;
  const auto text = window();
  for (std::size_t at = 0; mails.size() < kMostSampled;) {
    const auto next = next_separator(at);
    if (next == text.npos && !at_end_) break;
    const auto bytes = text.substr(at, next == text.npos ? next : next - at);
    if (auto mail = parse_mail(bytes, patterns_); mail.flaw.empty())
      mails.push_back(std::move(mail));
    if (next == text.npos) break;
    at = next;
  }
  sides_.guess(mails);
  return {};
}

std::string_view MailReader::sender_of(const Mail& mail, const MailThread& thread) const {
  if (sides_.known()) {
    const bool own = sides_.is_own(mail.from.address);
    if (!mail.automatic.empty()) return own ? "bot" : "system";
    return own ? "agent" : "customer";
  }
  // Nobody said who the shop is: who opened the conversation is the customer.
  if (!mail.automatic.empty()) return "system";
  if (thread.opens) return "customer";
  const auto customer = threads_.customer(thread.id).address;
  if (customer.empty()) return "";
  return customer == mail.from.address ? "customer" : "agent";
}

MailAddress MailReader::customer_of(const Mail& mail, std::string_view sender,
                                    const std::string& thread) const {
  if (sender == "customer") return mail.from;
  auto customer = threads_.customer(thread);
  for (const auto& to : mail.to) {
    if (!customer.address.empty()) break;
    if (!sides_.is_own(to.address) && to.address != mail.from.address) customer = to;
  }
  if (customer.name.empty() && sender != "system")
    customer.name = patterns_.addressee(mail.body.text);
  return customer;
}

void MailReader::take(const Mail& mail, std::string_view bytes, std::uint64_t offset,
                      CellArena& arena, std::vector<Row>& rows) {
  const auto key = mail_digest(mail.message_id.empty() ? bytes : std::string_view(mail.message_id));
  const bool own = sides_.is_own(mail.from.address);
  const auto other = !own              ? mail.from.address
                     : mail.to.empty() ? std::string()
                                       : mail.to.front().address;
  const auto thread = threads_.place(mail, key, other);
  const auto sender = sender_of(mail, thread);
  const auto customer = customer_of(mail, sender, thread.id);
  if (sender == "customer" || !customer.address.empty())
    threads_.learn_customer(thread.id, customer);
  Row row{records_read_, offset, thread.id, seconds_of(mail.date), {}};
  const auto join = [](const std::vector<std::string>& ids) {
    return fmt::format("{}", fmt::join(ids, " "));
  };
  for (const auto& cell : {mail.message_id,
                           "mail-" + key,
                           join(mail.in_reply_to),
                           join(mail.references),
                           thread.id,
                           std::string(thread.opens ? "true" : "false"),
                           mail.date,
                           mail.from.name,
                           mail.from.address,
                           addresses_in(mail.to),
                           addresses_in(mail.cc),
                           mail.plain_subject.text,
                           std::string(sender),
                           std::string(mail.automatic.empty() ? "false" : "true"),
                           mail.automatic,
                           customer.name,
                           customer.address,
                           mail.body.text,
                           mail.body.quoted,
                           mail.body.signature,
                           to_json(mail.attachments)})
    row.cells.push_back(arena.keep(cell));
  rows.push_back(std::move(row));
}

// Conversations in the order of their first mail here, each by time. Mails without a date that can
// be read keep their place behind the one before.
void MailReader::put(std::vector<Row> rows, Slice& slice) {
  struct Seen {
    std::size_t first = 0;
    std::int64_t time = 0;
  };
  std::map<std::string_view, Seen> seen;
  std::vector<std::pair<std::pair<std::size_t, std::int64_t>, std::size_t>> order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& thread = seen.try_emplace(rows[i].thread, Seen{i, INT64_MIN}).first->second;
    thread.time = rows[i].time.value_or(thread.time);
    order.push_back({{thread.first, thread.time}, i});
  }
  std::ranges::stable_sort(order);
  for (const auto& [place, i] : order) {
    slice.batch.origins.push_back({rows[i].row, rows[i].byte});
    slice.batch.repairs.push_back(records::TextRepair::none);
    std::ranges::move(rows[i].cells, std::back_inserter(slice.batch.cells));
  }
}

base::Result<bool> MailReader::fill(Slice& slice, const SliceLimits& limits) {
  if (std::exchange(first_, false)) {
    if (auto grown = grow(); !grown) return failure_of(grown);
    while (!window().empty() && (window().front() == '\n' || window().front() == '\r')) consume(1);
    if (auto learnt = learn_sides(); !learnt) return failure_of(learnt);
  }
  slice.batch.columns = columns();
  auto arena = std::make_shared<CellArena>();
  std::vector<Row> rows;
  std::size_t bytes = 0;
  while (slice.records < limits.records && bytes < limits.bytes) {
    const auto found = find();
    if (!found) return failure_of(found);
    if (found->size == 0) break;
    ++records_read_;
    ++slice.records;
    std::string_view flaw = found->too_large ? "mail_too_large" : "";
    if (flaw.empty()) {
      const auto plain = description_.format == Format::mbox ? without_from_marks(found->bytes)
                                                             : std::string(found->bytes);
      const auto mail = parse_mail(plain, patterns_);
      flaw = mail.flaw;
      if (flaw.empty()) {
        take(mail, plain, found->offset, *arena, rows);
        for (const auto cell : rows.back().cells) bytes += cell.size();
      }
    }
    if (!flaw.empty()) {
      const auto raw = mail_text(found->bytes.substr(0, 64 << 10), "");
      slice.rejected.push_back(
          {{records_read_, found->offset}, std::string(flaw), std::string(raw_excerpt(raw))});
      bytes += raw.size();
    }
    consume(found->size);
    if (found->goes_on)
      if (auto passed = pass_rest(); !passed) return failure_of(passed);
  }
  if (slice.records == 0) return false;
  put(std::move(rows), slice);
  slice.batch.keeps.push_back(std::move(arena));
  slice.bytes_consumed = std::min(source_->consumed(), description_.size);
  return true;
}

}  // namespace aftercare::intake

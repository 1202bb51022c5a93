// Reads mails, one record each: a file that is one mail (EML), or many behind each other (MBOX).
//
// An MBOX is read front to back with one mail in memory at a time. A mail begins with a line
// "From ... hour:minute ... year" that a header follows; ">From " in a body loses its ">"
// (mboxrd; mboxo means the same). The mails of a slice are handed out conversation by
// conversation, each in the order of time, so that a mapping can make one case of them; what of a
// conversation comes in another slice or file is put together by the store.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/byte_source.hpp"
#include "intake/cell_arena.hpp"
#include "intake/mail/mail_patterns.hpp"
#include "intake/mail/mail_sides.hpp"
#include "intake/mail/mail_threads.hpp"
#include "intake/reader.hpp"

namespace aftercare::intake {

/// What the first bytes of a file say: eml, mbox, or no mail.
std::optional<Format> sniff_mail(std::string_view head);

class MailReader final : public Reader {
 public:
  static const std::vector<std::string>& columns();

  MailReader(std::unique_ptr<ByteSource> source, FileDescription description, MailPatterns patterns,
             const OpenOptions& options);

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  /// The bytes of one mail, in the window.
  struct Found {
    std::string_view bytes;
    std::uint64_t offset = 0;
    std::size_t size = 0;  // To be consumed; 0: nothing more.
    bool too_large = false;
    bool goes_on = false;  // Behind `size`: only so much of it was looked at.
  };
  struct Row {
    std::uint64_t row = 0;
    std::uint64_t byte = 0;
    std::string thread;
    std::optional<std::int64_t> time;
    std::vector<std::string_view> cells;
  };

  base::Result<Found> find();
  base::Result<void> pass_rest();
  base::Result<void> grow();
  std::size_t next_separator(std::size_t from) const;
  std::string_view window() const { return std::string_view(window_).substr(begin_); }
  void consume(std::size_t size);
  void take(const Mail& mail, std::string_view bytes, std::uint64_t offset, CellArena& arena,
            std::vector<Row>& rows);
  std::string_view sender_of(const Mail& mail, const MailThread& thread) const;
  MailAddress customer_of(const Mail& mail, std::string_view sender,
                          const std::string& thread) const;
  static void put(std::vector<Row> rows, Slice& slice);
  base::Result<void> learn_sides();

  std::unique_ptr<ByteSource> source_;
  MailPatterns patterns_;
  MailSides sides_;
  MailThreads threads_;
  std::size_t largest_;
  std::string window_;
  std::size_t begin_ = 0;
  std::uint64_t consumed_ = 0;  // Bytes of the unpacked file before the window.
  bool at_end_ = false;
  bool first_ = true;
};

}  // namespace aftercare::intake

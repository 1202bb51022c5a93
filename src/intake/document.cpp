#include "intake/document.hpp"

#include <optional>
#include <utility>

#include "intake/mail/mail_reader.hpp"

namespace aftercare::intake {

base::Result<std::unique_ptr<Reader>> open_document(std::unique_ptr<ByteSource>& source,
                                                    const FileDescription& description,
                                                    const OpenOptions& options) {
  const auto head = ByteSource::peek(source, 64 << 10);
  if (!head) return failure_of(head);
  const auto format = options.format ? options.format : sniff_mail(*head);
  if (format != Format::eml && format != Format::mbox) return std::unique_ptr<Reader>();
  auto patterns = MailPatterns::load(options.workspace);
  if (!patterns) return failure_of(patterns);
  auto described = description;
  described.format = *format;
  return std::make_unique<MailReader>(std::move(source), std::move(described), std::move(*patterns),
                                      options);
}

}  // namespace aftercare::intake

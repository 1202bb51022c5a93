// Sources that are no tables: mails, transcripts of calls, pictures.

#pragma once

#include <memory>

#include "base/result.hpp"
#include "intake/byte_source.hpp"
#include "intake/reader.hpp"

namespace aftercare::intake {

/// A reader that took the source, if its first bytes (or the options) say that it is such a
/// document; nullptr, and the source as it was, for all other files.
base::Result<std::unique_ptr<Reader>> open_document(std::unique_ptr<ByteSource>& source,
                                                    const FileDescription& description,
                                                    const OpenOptions& options);

}  // namespace aftercare::intake

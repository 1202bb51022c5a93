// Messages of one partition as rows.
//
// A row's number is its message's offset, so that a row set aside can be found in Kafka again.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "intake/reader.hpp"
#include "intake/stream/kafka_consumer.hpp"

namespace aftercare::intake {

/// How a value holds rows: `columns` empty: a JSON object, an array of objects, or an object a
/// line; else one line of CSV with these columns.
struct MessageShape {
  std::vector<std::string> columns;
};

/// REQUIRES: messages of one partition, in order. A value that holds no row becomes a rejected row
/// ("bad_json", "column_count", "unclosed_quote"); no value at all counts as blank.
std::unique_ptr<Reader> open_messages(std::string name, std::vector<KafkaMessage> messages,
                                      const MessageShape& shape);

}  // namespace aftercare::intake

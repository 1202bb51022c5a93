// How well entities are found as ingest finds them: the workspace's rules, with a model beside.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "language/analyser.hpp"
#include "language/learnt/labelled_spans.hpp"
#include "language/learnt/span_model.hpp"

namespace aftercare::app {

class EntityTrial {
 public:
  /// Of these marked texts; only the types of the model count. Finds what the rules of `analyser`
  /// find, which must be the workspace's as ingest uses them, without a model of entities.
  static EntityTrial make(const language::Analyser& analyser,
                          const std::vector<language::MarkedText>& marked,
                          const std::vector<std::string>& types);

  double f1_of_rules() const;
  /// The rules', and what the model finds beside. Fails (internal) without dictionaries.
  base::Result<double> f1_with(const language::SpanModel& model) const;

 private:
  explicit EntityTrial(const std::vector<language::MarkedText>& marked) : marked_(&marked) {}

  const std::vector<language::MarkedText>* marked_;
  std::vector<std::vector<language::MarkedSpan>> by_rules_;
};

}  // namespace aftercare::app

// A rewriting of values, learnt from a few examples of how a person wrote them.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aftercare::quality {

struct RewritingExample {
  std::string before;
  std::string after;
};

/// One step that makes another text of a text: cut at a mark, replace a part, change the case, put
/// digits into a pattern, write a day or a number otherwise. Immutable.
class Rewriting {
 public:
  virtual ~Rewriting() = default;
  /// Nothing where the step does not fit the text or would leave it as it is.
  virtual std::optional<std::string> apply(std::string_view text) const = 0;
};

/// The simplest rewriting that is right about every example; nullptr if there is none. An example
/// that changes nothing forbids every rewriting that would change it.
std::unique_ptr<Rewriting> learn_rewriting(const std::vector<RewritingExample>& examples);

}  // namespace aftercare::quality

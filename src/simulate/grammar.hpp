// Sentences from a grammar that is data.
//
// A rule is a list of templates; writing it picks one. In a template "[a|b|]" picks one of
// its alternatives (an empty one is allowed) and "{name}" writes another rule or a slot, which
// is what the scene knows: the product, an order number, the caller's own name. Nesting is free.
// "{!anger}" writes nothing and tells the scene that anger was said: the truth of a text.

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulate/random.hpp"

namespace aftercare::simulate {

enum class Slot : std::uint8_t {
  product,
  brand,
  model,
  category,
  component,
  order,
  tracking,
  carrier,
  amount,
  price,
  days,
  late,
  hours,
  date,
  city,
  province,
  name,
  phone,
  address,
  email,
  agent,
  promotion,
  points,
  few,
  core,
  demand,
  good,
  shop,
};

/// What a text is about. Writes slots; {core} and its like come back as rules of the grammar.
class SlotWriter {
 public:
  virtual ~SlotWriter() = default;
  virtual void write(Slot slot, Random& random, std::string& to) const = 0;
  /// A mark of the grammar was passed, by its number among the names given to load().
  virtual void mark(std::uint32_t number) const = 0;
};

/// One language's rules, compiled. Immutable once loaded.
class Grammar {
 public:
  using Rule = std::uint32_t;
  static constexpr Rule kNone = ~Rule{0};

  /// Reads every file; a rule may stand in only one. Fails (usage) with file and line on an
  /// unbalanced bracket, an unknown rule or a mark that is none of `marks`.
  static base::Result<Grammar> load(const std::vector<std::filesystem::path>& files,
                                    std::vector<std::string> marks = {});

  /// kNone if there is no such rule.
  Rule rule(std::string_view name) const;

  /// REQUIRES a rule of this grammar.
  void write(Rule rule, const SlotWriter& slots, Random& random, std::string& to) const;

 private:
  enum class Kind : std::uint8_t { literal, slot, rule, mark, choice, sequence };
  struct Node {
    Kind kind;
    std::uint32_t first;  // literal: offset; slot, rule, mark: which; else: first of children_.
    std::uint32_t size;
  };
  class Compiler;

  void write_node(std::uint32_t node, const SlotWriter& slots, Random& random,
                  std::string& to) const;

  std::string literals_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> children_;
  std::vector<std::uint32_t> roots_;  // By rule; the rule's choice.
  std::map<std::string, Rule, std::less<>> names_;
  std::vector<std::string> marks_;
};

}  // namespace aftercare::simulate

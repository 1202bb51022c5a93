#include "simulate/grammar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/yaml_file.hpp"

namespace aftercare::simulate {
namespace {

constexpr std::array<std::string_view, 28> kSlotNames = {
    "product",   "brand",    "model", "category", "component", "order", "tracking",
    "carrier",   "amount",   "price", "days",     "late",      "hours", "date",
    "city",      "province", "name",  "phone",    "address",   "email", "agent",
    "promotion", "points",   "few",   "core",     "demand",    "good",  "shop"};

std::optional<Slot> slot_named(std::string_view name) {
  const auto* found = std::find(kSlotNames.begin(), kSlotNames.end(), name);
  if (found == kSlotNames.end()) return std::nullopt;
  return static_cast<Slot>(found - kSlotNames.begin());
}

struct Source {
  std::string text;
  std::string where;
};

}  // namespace

// Recursive descent over one template at a time: sequence := (literal | {name} | [choice])*.
class Grammar::Compiler {
 public:
  explicit Compiler(Grammar& grammar) : grammar_(grammar) {}

  base::Result<std::uint32_t> compile(const Source& source) {
    text_ = source.text;
    at_ = 0;
    trouble_.clear();
    const auto node = sequence(false);
    if (trouble_.empty() && at_ < text_.size()) trouble_ = "']' without '['";
    if (!trouble_.empty())
      return base::failure(
          fmt::format("template cannot be read: {}: \"{}\", at {}", trouble_, source.text,
                      source.where),
          fmt::format("无法解析模板：{}：“{}”，位于 {}", trouble_, source.text, source.where));
    return node;
  }

  std::uint32_t node_of(Kind kind, const std::vector<std::uint32_t>& children) {
    const auto first = static_cast<std::uint32_t>(grammar_.children_.size());
    grammar_.children_.insert(grammar_.children_.end(), children.begin(), children.end());
    return node_of(kind, first, children.size());
  }

 private:
  std::uint32_t node_of(Kind kind, std::uint32_t first, std::size_t size) {
    grammar_.nodes_.push_back({kind, first, static_cast<std::uint32_t>(size)});
    return static_cast<std::uint32_t>(grammar_.nodes_.size() - 1);
  }

  std::uint32_t sequence(bool inside) {
    std::vector<std::uint32_t> parts;
    while (at_ < text_.size() && trouble_.empty()) {
      const char byte = text_[at_];
      if (byte == ']' || (inside && byte == '|')) break;
      if (byte == '[') {
        parts.push_back(choice());
      } else if (byte == '{') {
        parts.push_back(name());
      } else {
        parts.push_back(literal(inside));
      }
    }
    return parts.size() == 1 ? parts[0] : node_of(Kind::sequence, parts);
  }

  std::uint32_t literal(bool inside) {
    const auto end = std::min(text_.find_first_of(inside ? "[]{|" : "[]{", at_), text_.size());
    const auto offset = static_cast<std::uint32_t>(grammar_.literals_.size());
    grammar_.literals_.append(text_, at_, end - at_);
    const auto size = end - at_;
    at_ = end;
    return node_of(Kind::literal, offset, size);
  }

  std::uint32_t choice() {
    std::vector<std::uint32_t> parts;
    do {
      ++at_;  // '[' or '|'.
      parts.push_back(sequence(true));
    } while (trouble_.empty() && at_ < text_.size() && text_[at_] == '|');
    if (at_ == text_.size()) trouble_ = "'[' without ']'";
    ++at_;
    return node_of(Kind::choice, parts);
  }

  std::uint32_t name() {
    const auto end = text_.find('}', at_);
    if (end == text_.npos) {
      trouble_ = "'{' without '}'";
      return 0;
    }
    const auto name = std::string_view(text_).substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (const auto slot = slot_named(name))
      return node_of(Kind::slot, static_cast<std::uint32_t>(*slot), 0);
    if (name.starts_with('!')) return mark(name.substr(1));
    const auto found = grammar_.names_.find(name);
    if (found == grammar_.names_.end()) {
      trouble_ = fmt::format("unknown rule or slot {}", name);
      return 0;
    }
    return node_of(Kind::rule, found->second, 0);
  }

  std::uint32_t mark(std::string_view name) {
    const auto found = std::ranges::find(grammar_.marks_, name);
    if (found == grammar_.marks_.end()) trouble_ = fmt::format("unknown mark {}", name);
    return node_of(Kind::mark, static_cast<std::uint32_t>(found - grammar_.marks_.begin()), 0);
  }

  Grammar& grammar_;
  std::string text_;
  std::size_t at_ = 0;
  std::string trouble_;
};

base::Result<Grammar> Grammar::load(const std::vector<std::filesystem::path>& files,
                                    std::vector<std::string> marks) {
  Grammar grammar;
  grammar.marks_ = std::move(marks);
  std::vector<std::vector<Source>> sources;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    for (const auto& entry : (*root)["rules"]) {
      const auto name = entry.first.as<std::string>("");
      const auto place = base::where(file, entry.first);
      if (!entry.second.IsSequence() || entry.second.size() == 0 || slot_named(name))
        return base::failure(
            fmt::format("rule is empty or named like a slot: {}, at {}", name, place),
            fmt::format("规则为空或与槽位同名：{}，位于 {}", name, place));
      if (!grammar.names_.emplace(name, static_cast<Rule>(sources.size())).second)
        return base::failure(fmt::format("rule stands twice: {}, at {}", name, place),
                             fmt::format("规则重复：{}，位于 {}", name, place));
      auto& templates = sources.emplace_back();
      for (const auto& one : entry.second) templates.push_back({one.as<std::string>(""), place});
    }
  }
  Compiler compiler(grammar);
  for (const auto& templates : sources) {
    std::vector<std::uint32_t> parts;
    for (const auto& one : templates) {
      const auto node = compiler.compile(one);
      if (!node) return base::failure_of(node);
      parts.push_back(*node);
    }
    grammar.roots_.push_back(compiler.node_of(Kind::choice, parts));
  }
  return grammar;
}

Grammar::Rule Grammar::rule(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? kNone : found->second;
}

void Grammar::write(Rule rule, const SlotWriter& slots, Random& random, std::string& to) const {
  write_node(roots_[rule], slots, random, to);
}

void Grammar::write_node(std::uint32_t node, const SlotWriter& slots, Random& random,
                         std::string& to) const {
  const auto& here = nodes_[node];
  switch (here.kind) {
    case Kind::literal:
      to.append(literals_, here.first, here.size);
      return;
    case Kind::slot:
      slots.write(static_cast<Slot>(here.first), random, to);
      return;
    case Kind::rule:
      write_node(roots_[here.first], slots, random, to);
      return;
    case Kind::mark:
      slots.mark(here.first);
      return;
    case Kind::choice:
      write_node(children_[here.first + random.below(here.size)], slots, random, to);
      return;
    case Kind::sequence:
      for (std::uint32_t i = 0; i < here.size; ++i)
        write_node(children_[here.first + i], slots, random, to);
      return;
  }
}

}  // namespace aftercare::simulate

// What one text is about, and how its writer writes: slots filled, slips made.

#pragma once

#include <string>
#include <string_view>

#include "simulate/clock.hpp"
#include "simulate/content.hpp"
#include "simulate/customer.hpp"

namespace aftercare::simulate {

/// Everything a text may mention. Views and pointers must outlive it.
struct Scene final : SlotWriter {
  const Content* content = nullptr;
  Language language = Language::zh;
  const Person* person = nullptr;
  const Product* product = nullptr;
  const Product* other_product = nullptr;  // For "the difference between".
  IssueIndex issue = 0;
  bool angry = false;
  std::string_view order;  // Empty: the text speaks of "my order".
  std::string_view tracking;
  const Carrier* carrier = nullptr;
  std::string_view agent;
  const Names* promotion = nullptr;
  Second at = 0;                  // When it is written,
  Second bought = 0;              // and when the goods were ordered.
  std::int64_t days = 3;          // In use.
  std::int64_t late = 2;          // Waited for or late.
  std::uint32_t* said = nullptr;  // Takes a bit for each of content->graves that is said.

  void write(Slot slot, Random& random, std::string& to) const override;
  void mark(std::uint32_t number) const override {
    if (said != nullptr) *said |= 1U << number;
  }
  /// Writes a frame rule of the scene's language by its name.
  void say(Grammar::Rule rule, Random& random, std::string& to) const {
    content->grammar(language).write(rule, *this, random, to);
  }
};

/// How a text's writer differs from the book.
struct Hand {
  bool traditional = false;
  double slips = 0.1;   // How often a text has a slip.
  double mixes = 0.03;  // How often one word of a Chinese text is English.
};

/// Takes out the doubled punctuation that empty parts of a grammar leave behind `from`.
void tidy(std::string& text, std::size_t from);

/// Turns a written text into what was really typed. `work` is memory to reuse.
void disturb(std::string& text, const Hand& hand, const Variants& variants, Random& random,
             std::string& work);

}  // namespace aftercare::simulate

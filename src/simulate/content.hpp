// Everything the simulated shop is made of, read from catalog/simulate/*.yaml.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "simulate/grammar.hpp"
#include "simulate/random.hpp"
#include "simulate/table.hpp"

namespace aftercare::simulate {

enum class Language : std::uint8_t { zh, en };

struct Names {
  std::string zh;
  std::string en;
  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
};

struct Component {
  std::string code;
  Names name;
};

struct CategoryPart {
  std::uint16_t component;
  double failures;  // Share of items sold whose part fails.
};

struct Category {
  std::string code;
  Names name;
  double fragile;  // Share of items damaged on the way.
  std::vector<CategoryPart> parts;
  std::array<Grammar::Rule, 2> good;  // By language: what is praised about it.
};

struct Product {
  std::string id;
  std::string brand;
  Names name;
  std::string model;
  std::uint16_t category;
  std::int64_t cents;
  std::string supplier;
};

struct Agent {
  std::string id;
  std::string name;
  std::uint8_t team;
  int skill;  // Percent of the usual time.
};

struct Carrier {
  Names name;
  int speed;  // Percent of the usual time.
  std::string prefix;
  int digits;
};

struct City {
  std::string name;
  std::vector<std::string> districts;
};

struct Province {
  int days;  // More than usual on the road.
  std::vector<City> cities;
};

struct PromotionName {
  int month;
  int day;
  Names name;
};

enum class Sentiment : std::uint8_t { negative, neutral, positive };

struct Issue {
  std::string name;
  std::string topic;
  std::uint8_t group;  // Index in kGroups.
  Sentiment sentiment;
  std::int32_t component;             // -1: none.
  double complaint;                   // Share made as a complaint.
  double rate;                        // Per order; of failures: share among its component's ways.
  std::uint32_t said;                 // What it says whatever its words: a bit of `graves`.
  std::array<Grammar::Rule, 2> core;  // By language.
};
using IssueIndex = std::uint16_t;

inline constexpr std::array<std::string_view, 10> kGroups = {
    "product_quality", "logistics", "service",  "price_promotion", "refund_return",
    "invoice",         "account",   "pre_sale", "suggestion",      "praise"};

/// Something said that makes a case graver.
struct Grave {
  std::string name;
  int weight;  // 1..3
};

/// Issues that the simulation itself decides about.
struct KnownIssues {
  IssueIndex damaged, packaging, late, not_shipped, tracking, lost, address_change, attitude,
      no_reply, unsolved, price_drop, refund_slow, refund_ask, return_ask, return_refused,
      exchange_ask, cancel_ask, praise_product, praise_service, praise_logistics, praise_price;
};

struct People {
  std::vector<std::string> surnames, given_women, given_men, english_first, english_last,
      phone_prefixes, syllables, email_domains, roads, estates, handles, levels, platforms;
  Weights level_weights, platform_weights;
  double english_share = 0;
};

struct Variants {
  std::vector<char32_t> traditional;  // By code point of the first plane; 0: as it is.
  std::vector<std::pair<std::string, std::string>> slips;
  std::vector<std::pair<std::string, std::string>> mixed;
};

/// Immutable once loaded.
struct Content {
  /// Fails (usage) naming file and line of what is wrong.
  static base::Result<Content> load();

  const Grammar& grammar(Language language) const {
    return grammars[static_cast<std::size_t>(language)];
  }

  Names shop;
  std::vector<Component> components;
  std::vector<Category> categories;
  std::vector<Product> products;
  Weights product_weights;
  std::vector<std::string> teams;
  std::vector<Agent> agents;  // The bot is not among them.
  std::string bot_name;
  std::string bot_team;
  std::vector<Carrier> carriers;
  Weights carrier_weights;
  std::vector<PromotionName> promotions;
  Names otherwise;
  std::vector<Province> provinces;
  std::vector<ProvinceForms> province_forms;  // Beside provinces.
  Weights province_weights;
  People people;
  std::vector<Grave> graves;
  std::vector<Issue> issues;
  std::vector<std::vector<IssueIndex>> failures;  // By component.
  std::vector<IssueIndex> delivered, before, anytime;
  KnownIssues known{};
  Variants variants;
  std::vector<Grammar> grammars;  // zh, en.
};

}  // namespace aftercare::simulate

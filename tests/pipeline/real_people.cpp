#include <re2/re2.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>

#include "real_people.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using Row = std::vector<std::string>;

std::string bytes_of(const fs::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return std::move(bytes).str();
}

// Records of a file of cells, quoted or not; the separator is a comma or a semicolon.
std::vector<Row> rows_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto line = text.substr(0, text.find('\n'));
  const char separator = std::ranges::count(line, ';') > std::ranges::count(line, ',') ? ';' : ',';
  std::vector<Row> rows(1, Row(1));
  bool quoted = false;
  for (const char sign : text) {
    auto& cells = rows.back();
    if (sign == '"') {
      quoted = !quoted;
    } else if (quoted) {
      cells.back().push_back(sign);
    } else if (sign == separator) {
      cells.emplace_back();
    } else if (sign == '\n') {
      rows.emplace_back(1);
    } else if (sign != '\r') {
      cells.back().push_back(sign);
    }
  }
  return rows;
}

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == text.npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

// Patterns of this test's own. What stands before and after keeps parts of longer numbers out.
const std::vector<std::pair<std::string, std::string>>& forms() {
  static const std::vector<std::pair<std::string, std::string>> all = {
      {"phone", R"((?:^|[^0-9A-Za-z])(1[3-9][0-9]{9})(?:$|[^0-9A-Za-z]))"},
      {"email",
       R"(([A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}))"},
      {"identity",
       R"((?:^|[^0-9A-Za-z])([1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx])(?:$|[^0-9A-Za-z]))"},
      {"card", R"((?:^|[^0-9A-Za-z])(62[0-9]{14,17})(?:$|[^0-9A-Za-z]))"}};
  return all;
}

// The sentence of a text around a place.
std::string sentence_around(std::string_view text, std::size_t at, std::size_t size) {
  static const std::vector<std::string_view> ends = {"。", "！", "？", "!", "?", "\n", "，", ","};
  std::size_t from = 0;
  std::size_t to = text.size();
  for (const auto end : ends) {
    if (const auto before = text.substr(0, at).rfind(end); before != text.npos)
      from = std::max(from, before + end.size());
    to = std::min(to, text.find(end, at + size));
  }
  return trimmed(text.substr(from, to - from));
}

// One word is a suburb, or a word of somebody else's text.
bool is_common(const std::string& kind, const std::string& value) {
  if (kind == "name") return value.find(' ') == value.npos;
  if (kind == "address") return value.size() < 12 || value.find(' ') == value.npos;
  return kind == "handle" && (value.size() < 9 || value.find(' ') != value.npos);
}

// How often each word of Latin letters, digits and '_' stands in a file.
std::map<std::string, int, std::less<>> word_counts(std::string_view text) {
  std::map<std::string, int, std::less<>> counts;
  std::string word;
  for (const char sign : text) {
    if (sign == '_' || std::isalnum(static_cast<unsigned char>(sign)) != 0) {
      word.push_back(sign);
    } else if (!word.empty()) {
      ++counts[word];
      word.clear();
    }
  }
  return counts;
}

// Handles that others name all the time: a brand's, not a person's.
void drop_brands(std::string_view bytes, std::vector<PersonalValue>& values) {
  constexpr int often = 20;
  auto counts = word_counts(bytes);
  for (const auto& one : values)
    if (one.kind == "handle") --counts[one.value];
  std::erase_if(values, [&counts](const PersonalValue& one) {
    return one.kind == "handle" && counts[one.value] >= often;
  });
}

void add_of_text(std::string_view text, std::vector<PersonalValue>& values) {
  for (const auto& [kind, pattern] : forms()) {
    static std::map<std::string, std::unique_ptr<RE2>> made;
    auto& form = made[kind];
    if (!form) form = std::make_unique<RE2>(pattern);
    re2::StringPiece rest(text.data(), text.size());
    re2::StringPiece found;
    while (RE2::FindAndConsume(&rest, *form, &found)) {
      const std::string value(found);
      values.push_back({kind, value, ""});
      const auto at = static_cast<std::size_t>(found.data() - text.data());
      auto sentence = sentence_around(text, at, value.size());
      if (sentence.size() > value.size()) values.push_back({"sentence", std::move(sentence), ""});
    }
  }
}

}  // namespace

const std::vector<RealFile>& real_files() {
  // Columns that the program is not sure of by itself.
  static const std::string messages =
      "name: messages\nlabel: {zh: 留言, en: Messages}\nentities:\n  - entity: case\n    fields: "
      "{case_id: 留言编号, channel: {constant: phone}, title: 留言主题, text: 留言详情, "
      "opened_at: 留言时间}\n";
  static const std::vector<RealFile> files = {
      {"shop_olist/olist_customers_dataset.csv", "", {}},
      {"shop_olist/olist_products_dataset.csv", "", {}},
      {"shop_olist/olist_orders_dataset.csv", "", {}},
      {"shop_olist/olist_order_items_dataset.csv", "", {}},
      {"shop_olist/olist_order_payments_dataset.csv", "", {}},
      {"shop_olist/olist_order_reviews_dataset.csv",
       "",
       {{"review_comment_message", "text"}, {"review_comment_title", "text"}}},
      {"zh_heimao_complaints/heimao.csv", "", {{"投诉详情", "text"}, {"投诉标题", "text"}}},
      {"zh_tmall_orders/tmall_order_report.csv", "", {}},
      {"zh_shopping_reviews/reviews.csv", "", {{"review", "text"}}},
      {"zh_gov_hotline/messages_labelled.csv",
       messages,
       {{"留言用户", "account"}, {"留言主题", "text"}, {"留言详情", "text"}}},
      {"zh_gov_hotline/messages_with_reply.csv",
       messages,
       {{"留言用户", "account"}, {"留言主题", "text"}, {"留言详情", "text"}}},
      {"en_airline_tweets/tweets.csv", "case", {{"name", "handle"}, {"text", "text"}}},
      {"people_febrl/dataset1.csv",
       "customer",
       {{"given_name surname", "name"}, {"address_1", "address"}},
       "suburb"},
      {"people_febrl/dataset2.csv",
       "customer",
       {{"given_name surname", "name"}, {"address_1", "address"}},
       "suburb"},
      {"people_febrl/dataset3.csv",
       "customer",
       {{"given_name surname", "name"}, {"address_1", "address"}},
       "suburb"},
      {"churn_ecommerce/ecommerce_churn.csv", "", {}},
  };
  return files;
}

std::vector<PersonalValue> values_of(const fs::path& shared, const RealFile& file) {
  std::vector<PersonalValue> values;
  if (file.columns.empty() || !fs::exists(shared / file.path)) return values;
  const auto bytes = bytes_of(shared / file.path);
  const auto rows = rows_of(bytes);
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < rows[0].size(); ++i) places.emplace(trimmed(rows[0][i]), i);
  std::set<std::string> known_places;
  if (const auto at = places.find(file.place); at != places.end())
    for (const auto& row : rows)
      if (at->second < row.size()) known_places.insert(trimmed(row[at->second]));
  for (const auto& column : file.columns) {
    std::vector<std::size_t> cells;
    std::istringstream names(column.name);
    for (std::string name; names >> name;)
      if (const auto at = places.find(name); at != places.end()) cells.push_back(at->second);
    for (std::size_t row = 1; row < rows.size() && !cells.empty(); ++row) {
      std::string value;
      bool whole = true;
      for (const auto cell : cells) {
        const auto part = cell < rows[row].size() ? trimmed(rows[row][cell]) : std::string();
        whole = whole && !part.empty();
        value += (value.empty() ? "" : " ") + part;
      }
      if (column.kind == "text")
        add_of_text(value, values);
      else if (whole && !known_places.contains(value) && !is_common(column.kind, value))
        values.push_back({column.kind, value, ""});
    }
  }
  drop_brands(bytes, values);
  return values;
}

std::vector<PersonalValue> write_labelled_texts(const fs::path& shared, const fs::path& to) {
  static const std::set<std::string> kinds = {"PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD",
                                              "IBAN_CODE"};
  std::vector<PersonalValue> values;
  const auto json =
      nlohmann::json::parse(bytes_of(shared / "en_pii" / "spans.json"), nullptr, false);
  if (!json.is_array()) return values;
  std::ofstream out(to);
  out << "评价编号,评价内容\n";
  int number = 0;
  for (const auto& one : json) {
    std::string text = one.value("full_text", "");
    std::string quoted;
    for (const char sign : text) quoted += sign == '"' ? "\"\"" : std::string(1, sign);
    out << "LT" << ++number << ",\"" << quoted << "\"\n";
    for (const auto& span : one.at("spans")) {
      if (kinds.contains(span.value("entity_type", "")))
        values.push_back({"labelled", span.value("entity_value", ""), ""});
    }
  }
  return values;
}

std::vector<PersonalValue> sampled(std::vector<PersonalValue> values, std::size_t most) {
  std::set<std::string> seen;
  std::erase_if(values, [&seen](const PersonalValue& one) {
    return one.value.size() < 6 || !seen.insert(one.value).second;
  });
  std::mt19937 random(20260301);
  std::ranges::shuffle(values, random);
  if (values.size() > most) values.resize(most);
  return values;
}

}  // namespace aftercare::pipeline

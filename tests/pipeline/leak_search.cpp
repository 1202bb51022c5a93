#include "leak_search.hpp"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::size_t kPlaces = 5;

std::uint32_t start_of(const char* bytes) {
  std::uint32_t start = 0;
  std::memcpy(&start, bytes, sizeof start);
  return start;
}

std::size_t cell_of(std::uint32_t start) {
  return (start * 0x9E3779B1U) >> 12;
}

std::string as_utf16(std::string_view text) {
  std::string bytes;
  const auto put = [&bytes](char32_t unit) {
    bytes.push_back(static_cast<char>(unit & 0xFF));
    bytes.push_back(static_cast<char>(unit >> 8 & 0xFF));
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    if (point >= 0x10000) {
      put(0xD800 + ((point - 0x10000) >> 10));
      put(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
      put(point);
    }
  }
  return bytes;
}

// Those characters of the base64 form that do not depend on what stands around.
std::string as_base64(std::string_view bytes, std::size_t offset) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  // Whole groups of six bits within the value, from the first that begins in it.
  const std::size_t skip = (6 - offset * 8 % 6) % 6;
  for (std::size_t bit = skip; bit + 6 <= bytes.size() * 8; bit += 6) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[(bit + i) / 8]);
      bits = bits << 1 | (byte >> (7 - (bit + i) % 8) & 1U);
    }
    out.push_back(digits[bits]);
  }
  return out;
}

std::string digits_in(std::string_view text) {
  std::string digits;
  for (const char sign : text::fold_width(text))
    if (sign >= '0' && sign <= '9') digits.push_back(sign);
  return digits;
}

// Names and numbers that may be a part of another word by chance.
bool stands_alone(const PersonalValue& value) {
  return value.kind != "phone" && value.kind != "email" && value.kind != "sentence";
}

bool is_letter_or_digit(char sign) {
  return (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'z') ||
         (sign >= 'A' && sign <= 'Z');
}

bool is_short_name(const PersonalValue& value) {
  return value.kind == "name" && value.value.size() < 8;  // Two Han characters, "Amy".
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char sign : line) {
    if (sign == '"')
      quoted = !quoted;
    else if (sign == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back().push_back(sign);
  }
  return cells;
}

}  // namespace

std::vector<PersonalValue> people_of(const std::filesystem::path& shop) {
  std::ifstream file(shop / "truth" / "people.csv");
  std::vector<PersonalValue> values;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto cells = cells_of(line);
    if (cells.size() == 2 && !cells[1].empty()) values.push_back({cells[0], cells[1], ""});
  }
  // A customer is name, phone, e-mail, address; who receives for another has no e-mail.
  std::size_t customers = 0;
  for (std::size_t i = 2; i < values.size(); ++i)
    if (values[i].kind == "email") values[i - 2].customer = fmt::format("C{:07}", ++customers);
  return values;
}

LeakSearch::LeakSearch(std::vector<PersonalValue> values) : values_(std::move(values)) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto& value = values_[i];
    if (value.kind == "name" && !value.customer.empty()) names_of_[value.customer].push_back(i);
    if (is_short_name(value)) {
      short_names_.emplace(value.value, i);
      continue;
    }
    add(value.value, i, "plain");
    add(as_utf16(value.value), i, "UTF-16");
    for (std::size_t offset = 0; offset < 3; ++offset)
      add(as_base64(value.value, offset), i, "base64");
    if (const auto digits = digits_in(value.value); value.kind == "phone" && digits.size() >= 11)
      numbers_.emplace(digits.substr(digits.size() - 11), i);
  }
}

std::size_t LeakSearch::found(const std::string& kind) const {
  const auto values = found_.find(kind);
  return values == found_.end() ? 0 : values->second.size();
}

void LeakSearch::add(std::string bytes, std::size_t value, const char* spelling) {
  if (bytes.size() < 6) return;  // Too short to mean anything.
  const auto start = start_of(bytes.data());
  starts_[cell_of(start)] = true;
  by_start_[start].push_back(forms_.size());
  const bool alone = std::string_view(spelling) == "plain" && stands_alone(values_[value]);
  forms_.push_back({std::move(bytes), value, spelling, alone});
}

void LeakSearch::note(const PersonalValue& value, const char* spelling, const std::string& place) {
  found_[value.kind].insert(value.value);
  auto& places = leaks_[value.kind];
  if (places.size() < kPlaces)
    places.insert(fmt::format("{}: {} ({})", place, value.value, spelling));
}

bool LeakSearch::fits(const Form& form, std::string_view content, std::size_t at) const {
  if (!form.alone) return true;
  const auto end = at + form.bytes.size();
  return (at == 0 || !is_letter_or_digit(content[at - 1])) &&
         (end == content.size() || !is_letter_or_digit(content[end]));
}

void LeakSearch::look_at(std::string_view content, const std::string& place) {
  if (const auto at = short_names_.find(std::string(content.substr(0, 64)));
      at != short_names_.end())
    note(values_[at->second], "whole", place);
  for (std::size_t at = 0; at + 4 <= content.size(); ++at) {
    const auto start = start_of(content.data() + at);
    if (!starts_[cell_of(start)]) continue;
    const auto found = by_start_.find(start);
    if (found == by_start_.end()) continue;
    for (const auto form : found->second)
      if (content.substr(at).starts_with(forms_[form].bytes) && fits(forms_[form], content, at))
        note(values_[forms_[form].value], forms_[form].spelling, place);
  }
}

void LeakSearch::look_at_text(std::string_view text, const std::string& place) {
  look_at(text, place);
  // Digits with signs between them; a letter ends a number (a digest has digits too).
  std::string digits;
  const auto look = [&] {
    for (std::size_t at = 0; at + 11 <= digits.size(); ++at)
      if (const auto found = numbers_.find(digits.substr(at, 11)); found != numbers_.end())
        note(values_[found->second], "any spelling", place);
    digits.clear();
  };
  for (const char sign : text::fold_width(text)) {
    if (sign >= '0' && sign <= '9')
      digits.push_back(sign);
    else if (is_letter_or_digit(sign))
      look();
  }
  look();
}

void LeakSearch::look_at_own_text(std::string_view text, const std::string& customer,
                                  const std::string& place) {
  const auto own = names_of_.find(customer);
  if (own == names_of_.end()) return;
  for (const auto name : own->second)
    if (text.find(values_[name].value) != text.npos) note(values_[name], "own text", place);
}

void LeakSearch::look_at_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  look_at(content.view(), file.filename().string());
}

}  // namespace aftercare::pipeline

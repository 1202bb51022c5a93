// Numbers as people and spreadsheets write them.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace aftercare::standard {

/// Ten-thousandths: "¥1,234.50", "1.2万", "RMB 12", "-3.00", "(3.00)", "１２元". More than four
/// decimals are rounded. Nothing for what is no amount, a comma that does not stand before three
/// digits, or 9e14 and more.
std::optional<std::int64_t> parse_money(std::string_view text);

/// "12", "1,234", "12.0", "１２". Nothing for a fraction.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// "4.5", "80%" (as 80), "1e-3", "1.2万". With a highest value (of a rating) also "4星", "四星",
/// "★★★★☆", "4 stars" and "8/10" (brought to that scale).
std::optional<double> parse_real(std::string_view text, std::optional<double> highest = {});

/// Kilograms: "1.5kg", "800 g", "3斤", "2公斤", "10 lb"; a number without a unit is of kilograms.
/// `converted`, if given, becomes true where the unit was another one.
std::optional<double> parse_kilograms(std::string_view text, bool* converted = nullptr);

/// 是/否, yes/no, true/false, y/n, t/f, 1/0, √/×.
std::optional<bool> parse_boolean(std::string_view text);

}  // namespace aftercare::standard

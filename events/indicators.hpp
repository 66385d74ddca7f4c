// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/ring.hpp"

/// What the members of a ring group are asked and compared by. Pure.
namespace zusage::events {

namespace indicator_rules {
/// Nothing is shown of fewer answers than this (issue 'Every kind of event in full', point 7).
inline constexpr std::size_t least_answers = 5;
/// What is shown changes only when so many members' answers differ from those behind it, so that
/// nobody is read off as the difference of two states (indicator_release.hpp).
inline constexpr std::size_t least_changes = 3;
inline constexpr std::size_t most_digits = 15, most_decimals = 6;
}  // namespace indicator_rules

/// A number as typed in a language, as digits with a point and an optional sign: `1.234,5` in
/// German and `1,234.5` in English are both `1234.5`. Spaces and apostrophes group too. A separator
/// that stands once and could be either is read as the language has it, whose `decimals` begin with
/// a comma or a point (`1.234`: in German 1234, in English 1.234); one that cannot group, since no
/// three digits follow, is the decimal one in any language. Nothing for what is no number or longer
/// than `indicator_rules` allow.
std::optional<std::string> read_number(std::string_view typed, char decimals);

/// The answer to an indicator as it is stored; empty for an empty one. Faults at `field`:
/// `not_a_number`, `number_too_small` {least}, `number_too_large` {most}, `unknown_option`.
checked<std::string> check_indicator(const indicator& asked, std::string_view typed, char decimals,
                                     const std::string& field);

struct five_figures {
  double minimum = 0, lower_quartile = 0, median = 0, upper_quartile = 0, maximum = 0;
  bool operator==(const five_figures&) const = default;
};

/// What a ring group sees of an indicator.
struct group_figures {
  std::size_t answers = 0;
  std::optional<five_figures> numbers;  ///< of a number
  std::vector<std::size_t> counts;      ///< of a choice, by option
  bool operator==(const group_figures&) const = default;
};

/// Quartiles by method 7 of Hyndman and Fan (Sample Quantiles in Statistical Packages, The American
/// Statistician 50, 1996): the p-quantile of n ordered values lies at position 1 + (n - 1) p,
/// linear between its neighbours. That is what spreadsheets compute (QUARTILE.INC, QUARTILE.INKL)
/// and R by default, so that an organiser finds the same figures from the export. `values` is not
/// empty.
five_figures five_figures_of(std::vector<double> values);

/// Nothing for fewer than `least_answers`. Values that are no longer an option count as answers and
/// in no option.
std::optional<group_figures> figures_of(const indicator& asked,
                                        const std::vector<std::string>& values);

nlohmann::json to_json(const group_figures& from);
/// Nothing for what is damaged, or does not fit the indicator any more.
std::optional<group_figures> group_figures_from(const nlohmann::json& stored,
                                                const indicator& asked);

/// The number in what `read_number` made.
double to_double(const std::string& number);

}  // namespace zusage::events

// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/indicators.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace zusage::events {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Without what only groups digits, and with one character for the sign.
std::string without_spaces(std::string_view typed) {
  std::string text;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    bool skipped = typed[i] == ' ' || typed[i] == '\'';
    // no-break space, narrow no-break space, typographic apostrophe; the minus sign is a hyphen
    for (const std::string_view gap : {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x99"}) {
      if (skipped || typed.substr(i, gap.size()) != gap) continue;
      i += gap.size() - 1;
      skipped = true;
    }
    if (typed.substr(i, 3) == "\xE2\x88\x92") {
      text += '-';
      i += 2;
    } else if (!skipped) {
      text += typed[i];
    }
  }
  return text;
}

// Every group behind the first has three digits.
bool groups_digits(std::string_view whole, char separator) {
  auto at = whole.find(separator);
  if (at == std::string_view::npos) return true;
  if (at == 0 || at > 3) return false;
  while (at != std::string_view::npos) {
    const auto next = whole.find(separator, at + 1);
    const auto length = (next == std::string_view::npos ? whole.size() : next) - at - 1;
    if (length != 3) return false;
    at = next;
  }
  return true;
}

// Which character separates decimals in `text`; 0: none does.
char decimal_separator(std::string_view text, char usual) {
  const auto points = std::count(text.begin(), text.end(), '.');
  const auto commas = std::count(text.begin(), text.end(), ',');
  if (points > 0 && commas > 0) return text.rfind('.') > text.rfind(',') ? '.' : ',';
  if (points + commas != 1) return 0;  // none, or one that stands several times and so groups
  const char only = points == 1 ? '.' : ',';
  return only == usual || !groups_digits(text, only) ? only : 0;
}

}  // namespace

std::optional<std::string> read_number(std::string_view typed, char decimals) {
  auto text = without_spaces(typed);
  std::string sign;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    if (text.front() == '-') sign = "-";
    text.erase(0, 1);
  }
  const char decimal = decimal_separator(text, decimals);
  const auto at = decimal ? text.rfind(decimal) : std::string::npos;
  auto whole = text.substr(0, at), rest = at == std::string::npos ? "" : text.substr(at + 1);
  const char grouping = decimal == '.'                         ? ','
                        : decimal == ','                       ? '.'
                        : whole.find('.') != std::string::npos ? '.'
                                                               : ',';
  if (!groups_digits(whole, grouping)) return {};
  std::erase(whole, grouping);
  if (whole.empty() || (decimal && rest.empty())) return {};
  if (!std::all_of(whole.begin(), whole.end(), is_digit) ||
      !std::all_of(rest.begin(), rest.end(), is_digit))
    return {};
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  using namespace indicator_rules;
  if (rest.size() > most_decimals || whole.size() + rest.size() > most_digits) return {};
  if (whole == "0" && rest.empty()) return "0";
  return sign + whole + (rest.empty() ? "" : "." + rest);
}

double to_double(const std::string& number) {
  double value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return value;
}

checked<std::string> check_indicator(const indicator& asked, std::string_view typed, char decimals,
                                     const std::string& field) {
  const auto fail = [&](const char* code, nlohmann::json arguments = nlohmann::json::object()) {
    return faults{{field, code, std::move(arguments)}};
  };
  if (typed.empty()) return std::string();
  if (asked.type == indicator::kind::choice) {
    const bool known =
        std::any_of(asked.options.begin(), asked.options.end(),
                    [&](const question_option& option) { return option.key == typed; });
    if (!known) return fail("unknown_option");
    return std::string(typed);
  }
  auto number = read_number(typed, decimals);
  if (!number) return fail("not_a_number");
  const auto value = to_double(*number);
  if (asked.least && value < double(*asked.least))
    return fail("number_too_small", {{"least", *asked.least}});
  if (asked.most && value > double(*asked.most))
    return fail("number_too_large", {{"most", *asked.most}});
  return *number;
}

five_figures five_figures_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto quantile = [&](double p) {
    const double position = double(values.size() - 1) * p;
    const auto below = std::size_t(std::floor(position));
    const auto above = std::min(below + 1, values.size() - 1);
    return values[below] + (position - double(below)) * (values[above] - values[below]);
  };
  return {values.front(), quantile(0.25), quantile(0.5), quantile(0.75), values.back()};
}

std::optional<group_figures> figures_of(const indicator& asked,
                                        const std::vector<std::string>& values) {
  if (values.size() < indicator_rules::least_answers) return {};
  group_figures made;
  made.answers = values.size();
  if (asked.type == indicator::kind::number) {
    std::vector<double> numbers;
    numbers.reserve(values.size());
    for (const auto& one : values) numbers.push_back(to_double(one));
    made.numbers = five_figures_of(std::move(numbers));
  } else {
    for (const auto& option : asked.options)
      made.counts.push_back(std::size_t(std::count(values.begin(), values.end(), option.key)));
  }
  return made;
}

nlohmann::json to_json(const group_figures& from) {
  auto made = nlohmann::json::object();
  made["answers"] = from.answers;
  if (const auto& n = from.numbers)
    made["numbers"] = {n->minimum, n->lower_quartile, n->median, n->upper_quartile, n->maximum};
  if (!from.counts.empty()) made["counts"] = from.counts;
  return made;
}

std::optional<group_figures> group_figures_from(const nlohmann::json& stored,
                                                const indicator& asked) {
  if (!stored.is_object()) return {};
  const auto answers = stored.find("answers");
  if (answers == stored.end() || !answers->is_number_unsigned()) return {};
  group_figures made;
  made.answers = answers->get<std::size_t>();
  const bool number = asked.type == indicator::kind::number;
  const auto list = stored.find(number ? "numbers" : "counts");
  const auto expected = number ? 5 : asked.options.size();
  if (list == stored.end() || !list->is_array() || list->size() != expected) return {};
  for (const auto& one : *list) {
    if (number ? !one.is_number() : !one.is_number_unsigned()) return {};
    if (!number) made.counts.push_back(one.get<std::size_t>());
  }
  if (number) {
    const auto at = [&](std::size_t i) { return (*list)[i].get<double>(); };
    made.numbers = five_figures{at(0), at(1), at(2), at(3), at(4)};
  }
  return made;
}

}  // namespace zusage::events

// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/answers.hpp"

#include <algorithm>
#include <chrono>

#include "base/text.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_integer_digits = 12, most_fraction_digits = 6;

std::string field_of(const question& asked) {
  return "answer." + asked.key;
}

bool is_wished_for(const event& to, const std::string& session,
                   const std::vector<session_wish>& wishes) {
  const auto* found = to.find_session(session);
  return found && std::any_of(wishes.begin(), wishes.end(), [&](const session_wish& one) {
           return one.session_id == found->id || one.second_id == found->id;
         });
}

bool applies_within(const event& to, const question& asked, const form_input& form,
                    const std::vector<session_wish>& sessions, std::size_t depth) {
  if (!asked.session.empty() && !is_wished_for(to, asked.session, sessions)) return false;
  if (asked.show_if_question.empty()) return true;
  const auto* other = to.find_question(asked.show_if_question);
  // A condition that leads back to itself can never be met.
  if (!other || depth > to.questions.size()) return false;
  if (!applies_within(to, *other, form, sessions, depth + 1)) return false;
  const auto& given = values_of(form, field_of(*other));
  return std::any_of(given.begin(), given.end(), [&](const std::string& value) {
    return is_utf8(value) && std::find(asked.show_if_is.begin(), asked.show_if_is.end(),
                                       cleaned(value)) != asked.show_if_is.end();
  });
}

bool is_empty(const form_input& form, const question& asked) {
  const auto& given = values_of(form, field_of(asked));
  return std::all_of(given.begin(), given.end(), [](const std::string& value) {
    return is_utf8(value) && cleaned(value).empty();
  });
}

bool is_typed(question_type type) {
  return type != question_type::choice && type != question_type::multiple &&
         type != question_type::yes_no;
}

// Without script every question is there to be filled in. What was typed below one that is still
// open would be lost without a word; where another answer was chosen, it was given up.
bool lacks_its_condition(const event& to, const question& asked, const form_input& form,
                         const std::vector<session_wish>& sessions) {
  if (asked.show_if_question.empty() || !is_typed(asked.type) || is_empty(form, asked))
    return false;
  const auto* other = to.find_question(asked.show_if_question);
  return other && other->after_approval == asked.after_approval &&
         applies_within(to, *other, form, sessions, 0) && is_empty(form, *other);
}

bool is_option(const question& asked, std::string_view key) {
  return std::any_of(asked.options.begin(), asked.options.end(),
                     [&](const question_option& option) { return option.key == key; });
}

bool all_digits(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `1250`, `-3`, `2,5` and `2.5`; thousands are not grouped, because 1.250 has two meanings.
bool make_number(std::string& text) {
  std::replace(text.begin(), text.end(), ',', '.');
  auto rest = std::string_view(text);
  if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  const auto point = rest.find('.');
  if (!all_digits(rest.substr(0, point), most_integer_digits)) return false;
  return point == std::string_view::npos ||
         all_digits(rest.substr(point + 1), most_fraction_digits);
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!all_digits(text.substr(0, 4), 4) || !all_digits(text.substr(5, 2), 2) ||
      !all_digits(text.substr(8), 2)) {
    return false;
  }
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(from, count)) value = value * 10 + (c - '0');
    return value;
  };
  return std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                     std::chrono::month(unsigned(number(5, 2))),
                                     std::chrono::day(unsigned(number(8, 2))))
      .ok();
}

// What is wrong with a single answer that passed as text, or "".
std::string wrong_with(const question& asked, std::string& text) {
  switch (asked.type) {
    case question_type::choice:
      return is_option(asked, text) ? "" : "unknown_option";
    case question_type::yes_no:
      return text == "yes" || text == "no" ? "" : "not_yes_or_no";
    case question_type::number:
      return make_number(text) ? "" : "not_a_number";
    case question_type::date:
      return is_date(text) ? "" : "not_a_date";
    case question_type::phone:
      return is_phone_number(text) ? "" : "not_a_phone";
    default:
      return "";
  }
}

text_rule rule_of(const question& asked) {
  switch (asked.type) {
    case question_type::long_text:
      return {field_limits::long_text, asked.required, true};
    case question_type::phone:
      return {field_limits::phone, asked.required};
    default:
      return {field_limits::text, asked.required};
  }
}

nlohmann::json check_multiple(const question& asked, const form_input& form, faults& wrong) {
  std::vector<std::string> given;
  for (const auto& value : values_of(form, field_of(asked))) {
    if (!is_option(asked, value)) {
      wrong.push_back({field_of(asked), "unknown_option"});
      return nullptr;
    }
    given.push_back(value);
  }
  if (given.empty() && asked.required) wrong.push_back({field_of(asked), "required"});
  if (given.empty()) return nullptr;
  auto in_order = nlohmann::json::array();
  for (const auto& option : asked.options) {
    if (std::find(given.begin(), given.end(), option.key) != given.end()) {
      in_order.push_back(option.key);
    }
  }
  return in_order;
}

// A box that is not ticked sends nothing at all.
nlohmann::json check_accepted(const question& asked, const form_input& form, faults& wrong) {
  const auto text = read_text(form, field_of(asked), {field_limits::text}, wrong);
  if (text == "yes") return text;
  wrong.push_back(
      {field_of(asked), text.empty() || text == "no" ? "must_be_yes" : "not_yes_or_no"});
  return nullptr;
}

nlohmann::json check_single(const question& asked, const form_input& form, faults& wrong) {
  if (asked.must_be_yes) return check_accepted(asked, form, wrong);
  auto text = read_text(form, field_of(asked), rule_of(asked), wrong);
  if (text.empty()) return nullptr;
  if (const auto code = wrong_with(asked, text); !code.empty()) {
    wrong.push_back({field_of(asked), code});
    return nullptr;
  }
  return text;
}

}  // namespace

bool applies(const event& to, const question& asked, const form_input& form,
             const std::vector<session_wish>& sessions) {
  return applies_within(to, asked, form, sessions, 0);
}

nlohmann::json check_answers(const event& to, const form_input& form,
                             const std::vector<session_wish>& sessions, faults& wrong,
                             asking when) {
  auto answers = nlohmann::json::object();
  for (const auto& asked : to.questions) {
    if (asked.after_approval != (when == asking::after_approval)) continue;
    if (!applies(to, asked, form, sessions)) {
      if (lacks_its_condition(to, asked, form, sessions)) {
        wrong.push_back({field_of(asked), "question_before_open"});
      }
      continue;
    }
    auto answer = asked.type == question_type::multiple ? check_multiple(asked, form, wrong)
                                                        : check_single(asked, form, wrong);
    if (!answer.is_null()) answers[asked.key] = std::move(answer);
  }
  return answers;
}

}  // namespace zusage::events

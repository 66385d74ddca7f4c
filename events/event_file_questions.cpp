// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/event_file_parts.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

bool has_options(question_type type) {
  return type == question_type::choice || type == question_type::multiple;
}

void parse_options(object_reader& in, question& into) {
  auto& wrong = in.wrong();
  const bool given = in.find("options", presence::optional) != nullptr;
  unique_keys keys(wrong);
  in.list("options", presence::optional, file_limits::options,
          [&](const json& one, const std::string& place) {
            object_reader option(one, place, wrong);
            question_option parsed{option.key("key", presence::required),
                                   option.texts("label", presence::optional, {file_limits::label})};
            // Without a label the key is what people see.
            if (parsed.label.empty()) parsed.label["de"] = parsed.key;
            keys.add(parsed.key, place + ".key");
            into.options.push_back(std::move(parsed));
          });
  const auto* list = in.find("options", presence::optional);
  const bool none = !given || (list->is_array() && list->empty());
  if (has_options(into.type) && none) wrong.add(in.at("options"), "options_missing");
  if (!has_options(into.type) && !none) wrong.add(in.at("options"), "options_not_expected");
}

// What a question can be answered with, as far as that is a fixed set.
bool can_be_answered(const question& asked, const std::string& answer) {
  if (asked.type == question_type::yes_no) return answer == "yes" || answer == "no";
  return std::any_of(asked.options.begin(), asked.options.end(),
                     [&](const question_option& option) { return option.key == answer; });
}

void parse_condition(const json& from, const std::string& place, const event& of, question& into,
                     fault_list& wrong) {
  object_reader in(from, place, wrong);
  into.show_if_question = in.text("question", presence::required, {file_limits::key});
  const auto* asked = of.find_question(into.show_if_question);  // only those that came before
  const bool fixed = asked && (has_options(asked->type) || asked->type == question_type::yes_no);
  if (asked && !fixed) wrong.add(in.at("question"), "question_without_options");
  if (asked && asked->after_approval != into.after_approval) {
    wrong.add(in.at("question"), "question_of_another_form");
  }
  into.show_if_is = in.text_list("is", presence::required, file_limits::options,
                                 [&](const std::string& answer, const std::string& at) {
                                   if (fixed && !can_be_answered(*asked, answer)) {
                                     wrong.add(at, "unknown_option");
                                   }
                                   return answer;
                                 });
  const auto* list = in.find("is", presence::optional);
  if (list && list->is_array() && list->empty()) wrong.add(in.at("is"), "missing");
}

// The one answer without which there is no registration: a fee that has to be accepted.
void parse_must_be(object_reader& in, question& into) {
  if (!in.find("must_be", presence::optional)) return;
  const auto answer = in.text("must_be", presence::optional, {file_limits::key});
  if (into.type != question_type::yes_no) {
    in.wrong().add(in.at("must_be"), "must_be_not_expected");
  } else if (!answer.empty() && answer != "yes") {
    in.wrong().add(in.at("must_be"), "unknown_word", {{"known", "yes"}});
  }
  into.must_be_yes = answer == "yes";
}

question parse_question(const json& from, const std::string& place, const event& of,
                        fault_list& wrong) {
  object_reader in(from, place, wrong);
  question parsed;
  parsed.key = in.key("key", presence::required);
  const auto type = in.word("type", presence::required, question_type_from,
                            "text, long_text, choice, multiple, number, date, yes_no, phone");
  parsed.type = type.value_or(question_type::text);
  parsed.label = in.texts("label", presence::required, {file_limits::label});
  parsed.hint = in.texts("hint", presence::optional, {file_limits::summary, true});
  if (type) {
    parse_options(in, parsed);
  } else {
    in.find("options", presence::optional);  // cannot be judged without a type
  }
  parsed.required = in.flag("required");
  parse_must_be(in, parsed);
  parsed.after_approval = in.flag("after_approval");
  if (parsed.after_approval && !of.approval) {
    wrong.add(in.at("after_approval"), "after_approval_without_approval");
  }
  parsed.sensitive = in.flag("sensitive");
  if (parsed.sensitive && (parsed.required || parsed.must_be_yes)) {
    wrong.add(in.at("sensitive"), "sensitive_required");
  }
  parsed.retention_days = in.integer("retention_days", 0, file_limits::retention_days);
  parsed.session = in.text("session", presence::optional, {file_limits::key});
  if (!parsed.session.empty() && !of.find_session(parsed.session)) {
    wrong.add(in.at("session"), "unknown_session");
  }
  if (const auto* condition = in.find("show_if", presence::optional)) {
    parse_condition(*condition, in.at("show_if"), of, parsed, wrong);
  }
  return parsed;
}

// Whether the conditions that `from` hangs on lead to the question `to`.
bool leads_to(const event& of, const question& from, const std::string& to) {
  const auto* at = &from;
  for (std::size_t steps = 0; at && steps <= of.questions.size(); ++steps) {
    if (at->show_if_question == to) return true;
    at = of.find_question(at->show_if_question);
  }
  return false;
}

// A condition looks back, so that no chain of them goes in circles and the form can be filled in
// from the top. Judged when all questions are known, for the reason to be told.
void check_conditions(const event& of, const std::vector<std::string>& places, fault_list& wrong) {
  for (std::size_t i = 0; i < of.questions.size(); ++i) {
    const auto& one = of.questions[i];
    const auto& wanted = one.show_if_question;
    if (wanted.empty()) continue;
    const auto* asked = of.find_question(wanted);
    const bool earlier = asked && asked < &one;
    if (earlier && wanted != one.key) continue;
    const auto* code = !asked                          ? "unknown_question"
                       : wanted == one.key             ? "condition_on_itself"
                       : leads_to(of, *asked, one.key) ? "cyclic_condition"
                                                       : "condition_on_later";
    wrong.add(places[i] + ".show_if.question", code);
  }
}

}  // namespace

void parse_questions(object_reader& from, event& into) {
  unique_keys keys(from.wrong());
  std::vector<std::string> places;
  from.list("questions", presence::optional, file_limits::questions,
            [&](const json& one, const std::string& place) {
              into.questions.push_back(parse_question(one, place, into, from.wrong()));
              keys.add(into.questions.back().key, place + ".key");
              places.push_back(place);
            });
  check_conditions(into, places, from.wrong());
}

}  // namespace zusage::events

// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/sign_up_steps.hpp"

#include <algorithm>
#include <array>

#include "events/answers.hpp"
#include "events/clashes.hpp"
#include "events/package.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

using step = sign_up_step;

constexpr std::array<std::pair<step, std::string_view>, 5> names = {{{step::person, "person"},
                                                                     {step::programme, "programme"},
                                                                     {step::questions, "questions"},
                                                                     {step::people, "people"},
                                                                     {step::consents, "consents"}}};

constexpr std::size_t most_groups = 3, most_fields = 12;  // of a form on one page
constexpr std::int64_t fields_of_ring_person = 5;

std::size_t fields_of_programme(const event& to) {
  std::size_t count = offers_package(to) ? 1 : 0;
  for (const auto& one : to.choices) count += one.second_choice ? 2 : 1;
  return count;
}

std::size_t count_questions(const event& to) {
  return std::size_t(std::count_if(to.questions.begin(), to.questions.end(),
                                   [](const question& one) { return !one.after_approval; }));
}

bool asks_people(const event& to) {
  if (to.ring) return to.ring->delegates + to.ring->substitutes > 0 || to.ring->fee;
  return to.max_group > 1;
}

std::size_t fields_of_people(const event& to) {
  if (!to.ring) return 0;  // colleagues are there once somebody adds them
  const auto people = to.ring->delegates + to.ring->substitutes;
  return std::size_t(people * fields_of_ring_person) + (to.ring->fee ? 1 : 0);
}

std::size_t count_consents(const event& to) {
  return to.offers_in("de").size();
}

bool has_prefix(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view one) { return text.starts_with(one); });
}

bool may_be_asked_within(const event& to, const question& asked,
                         const std::vector<session_wish>& wishes, std::size_t depth) {
  question alone = asked;
  alone.show_if_question.clear();
  if (!applies(to, alone, {}, wishes)) return false;
  if (asked.show_if_question.empty()) return true;
  const auto* other = to.find_question(asked.show_if_question);
  // As in answers.cpp: a condition that leads back to itself can never be met.
  if (!other || depth > to.questions.size()) return false;
  return may_be_asked_within(to, *other, wishes, depth + 1);
}

}  // namespace

std::string_view to_text(sign_up_step s) {
  return names.at(std::size_t(s)).second;
}

std::optional<sign_up_step> sign_up_step_from(std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return {};
}

std::vector<sign_up_step> steps_of(const event& to) {
  std::vector<step> steps = {step::person};
  if (fields_of_programme(to) > 0) steps.push_back(step::programme);
  if (count_questions(to) > 0) steps.push_back(step::questions);
  if (asks_people(to)) steps.push_back(step::people);
  if (count_consents(to) > 0) steps.push_back(step::consents);
  return steps;
}

std::vector<sign_up_step> steps_for(const event& to, const typed_fields& typed) {
  auto steps = steps_of(to);
  const auto wishes = wishes_in(to, typed);
  const bool any = std::any_of(to.questions.begin(), to.questions.end(), [&](const question& one) {
    return !one.after_approval && may_be_asked(to, one, wishes);
  });
  if (!any) std::erase(steps, step::questions);
  return steps;
}

bool comes_in_steps(const event& to, const std::optional<bool>& wanted) {
  if (to.kind == kind::paper) return false;
  if (wanted) return *wanted;
  const auto fields =
      fields_of_programme(to) + count_questions(to) + fields_of_people(to) + count_consents(to);
  return steps_of(to).size() - 1 > most_groups || fields > most_fields;
}

std::optional<bool> wanted_steps(const schema::reader& db, std::int64_t event_id) {
  const auto row = db.one<std::optional<std::int64_t>>(
      "SELECT registration_steps FROM event WHERE id = :1", event_id);
  if (!row || !std::get<0>(*row)) return {};
  return *std::get<0>(*row) != 0;
}

sign_up_step step_of(std::string_view field) {
  if (field == "session" || field == "package" || has_prefix(field, {"second."}))
    return step::programme;
  if (has_prefix(field, {"answer."})) return step::questions;
  if (field == "takes_fewer" || field == "people" || field == "without" || field == "fee" ||
      has_prefix(field, {"person.", "delegate.", "substitute."})) {
    return step::people;
  }
  if (has_prefix(field, {"consent.", "notice."})) return step::consents;
  return step::person;
}

std::vector<session_wish> wishes_in(const event& to, const typed_fields& typed) {
  faults ignored;
  return check_sessions(to, grouped(typed), "de", ignored).wishes;
}

bool may_be_asked(const event& to, const question& asked, const std::vector<session_wish>& wishes) {
  return may_be_asked_within(to, asked, wishes, 0);
}

typed_fields asked_only(const event& to, const typed_fields& typed) {
  const auto steps = steps_for(to, typed);
  auto kept = typed;
  std::erase_if(kept, [&](const auto& one) {
    return std::find(steps.begin(), steps.end(), step_of(one.first)) == steps.end();
  });
  return kept;
}

typed_fields with_step(const typed_fields& before, sign_up_step replaced,
                       const typed_fields& typed) {
  typed_fields kept;
  for (const auto& one : before) {
    if (step_of(one.first) != replaced) kept.push_back(one);
  }
  for (const auto& one : typed) {
    if (step_of(one.first) == replaced) kept.push_back(one);
  }
  return kept;
}

}  // namespace zusage::events

// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/event.hpp"

/// What questions said when they were answered. An answer is kept as it was given, beside the
/// version of the event that was answered: `registration.answered_version` for the form of the
/// sign-up, `registration.follow_up_version` for the one that follows an approval. A question that
/// is reworded, gets other options, moves to the other form or is taken away leaves what it said
/// until then.
namespace zusage::events {

/// Keeps those questions of a stored event that `after` has no more, or in other words; before they
/// are overwritten, and after the event's version has moved on. Nothing while nobody is registered.
void keep_old_questions(schema::transaction& tx, std::int64_t event_id, const event& after);

/// An answer with the question as it was then.
struct given_answer {
  question asked;
  std::vector<std::string> values;  ///< keys of options, `yes`, `no`, or the text itself
  bool removed = false;             ///< the question is not asked any more
};

/// An older wording of a question.
struct old_question {
  question was;
  std::int64_t until_version = 0;
};

/// All older wordings of an event's questions, by key and age.
std::vector<old_question> find_old_questions(const schema::reader& db, std::int64_t event_id);

/// The versions of the event in which somebody answered its forms; 0: never.
struct answered_versions {
  std::int64_t sign_up = 0, follow_up = 0;
};
answered_versions find_answered_versions(const schema::reader& db, std::int64_t registration_id);

/// What somebody answered, in the order of the questions; those that are gone come last. Each as it
/// was when the form that it was in was answered.
std::vector<given_answer> given_answers(const event& of, const std::vector<old_question>& older,
                                        const nlohmann::json& answers,
                                        const answered_versions& answered);

/// Keys of questions that are not asked any more but have answers, in their order.
std::vector<std::string> find_removed_with_answers(const schema::reader& db, const event& of);

}  // namespace zusage::events

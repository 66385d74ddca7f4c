// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/answers_view.hpp"

#include "base/time_zone.hpp"
#include "events/question_history.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

std::string value_words(const events::question& asked, const std::string& given,
                        const web::locale& in) {
  if (asked.type == events::question_type::yes_no) {
    return in.text(given == "yes" ? "form.yes" : "form.no");
  }
  if (asked.type == events::question_type::date) {
    const auto day = local_to_instant(given + "T12:00", "UTC");
    return day ? in.date(*day, "UTC") : given;
  }
  for (const auto& option : asked.options) {
    if (option.key == given) return web::pick(option.label, in.language());
  }
  return given;
}

// Options are in the languages of the file, what was written is as it was written.
std::string value_language(const events::question& asked, const web::locale& in) {
  return asked.options.empty() ? "" : foreign_language(asked.options.front().label, in);
}

}  // namespace

nlohmann::json answers_view(const schema::reader& db, const events::event& of,
                            const events::registration& by, const web::locale& in) {
  auto list = nlohmann::json::array();
  if (by.answers.empty()) return list;
  const auto older = events::find_old_questions(db, of.id);
  const auto answered = events::find_answered_versions(db, by.id);
  for (const auto& one : events::given_answers(of, older, by.answers, answered)) {
    std::string words;
    for (const auto& value : one.values) {
      words += (words.empty() ? "" : ", ") + value_words(one.asked, value, in);
    }
    const auto label = web::pick(one.asked.label, in.language());
    list.push_back(
        {{"label",
          one.removed ? in.text("registration.question_removed", {{"question", label}}) : label},
         {"content_language", foreign_language(one.asked.label, in)},
         {"value", words},
         {"value_language", value_language(one.asked, in)}});
  }
  return list;
}

}  // namespace zusage::server

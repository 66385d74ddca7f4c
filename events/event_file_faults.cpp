// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <array>

#include "base/text.hpp"
#include "events/event_file.hpp"

namespace zusage::events {
namespace {

struct sentence {
  std::string_view code, text;
};

// What each code says; `{name}` is replaced by the fault's argument.
constexpr std::array sentences{
    sentence{"missing", "is missing"},
    sentence{"wrong_type", "must be {expected}"},
    sentence{"unknown_key", "is not a key that is known here"},
    sentence{"unknown_word", "must be one of {known}"},
    sentence{"repeated", "'{value}' stands here a second time"},
    sentence{"repeated_member", "the same key stands twice in one object"},
    sentence{"too_long", "is longer than {most} characters"},
    sentence{"too_many", "has more than {most} entries"},
    sentence{"out_of_range", "must be between {least} and {most}"},
    sentence{"control_character", "contains a control character"},
    sentence{"wrong_key", "must consist of a-z, 0-9, '-' and '_' and begin with a letter or digit"},
    sentence{"wrong_slug", "must consist of a-z and 0-9 with single '-' between them"},
    sentence{"wrong_language", "'{value}' is not a language code such as de, en or nl"},
    sentence{"wrong_email", "is not an e-mail address"},
    sentence{"wrong_url", "is not an address that begins with http:// or https://"},
    sentence{"wrong_ags", "is not an official key (AGS) of eight digits, or five for a county"},
    sentence{"unknown_municipality", "is not in the directory of municipalities"},
    sentence{"wrong_domain", "is not a domain such as stadt.example"},
    sentence{"wrong_time_zone", "is not a time zone such as Europe/Berlin"},
    sentence{"wrong_time", "is not an existing local time such as 2027-09-11T09:00"},
    sentence{"time_in_gap", "{value} does not exist in {zone}: the clocks go forward"},
    sentence{"ends_before_start", "lies not after starts_at"},
    sentence{"closes_before_opening", "lies not after opens_at"},
    sentence{"outside_event", "lies outside the days of the event"},
    sentence{"minimum_above_maximum", "is greater than max"},
    sentence{"minimum_above_sessions", "is greater than the number of its sessions, {sessions}"},
    sentence{"choice_without_sessions", "no session belongs to this choice"},
    sentence{"second_choice_of_one", "needs a max of 1 and at least two sessions"},
    sentence{"offers_need_waiting_list", "needs waiting_list: true"},
    sentence{"reminder_without_time", "needs either hours_before or minutes_before"},
    sentence{"paper_plans_no_mails", "a paper has no time that a mail could be planned for"},
    sentence{"mode_of_no_one", "nobody attends this event {value}"},
    sentence{"session_mail_without_sessions", "the event has no session with a date"},
    sentence{"unknown_state", "is no federal state: two letters (NW) or the name"},
    sentence{"venue_missing", "is missing: the event takes place on site"},
    sentence{"venue_not_expected", "the event is online and has no venue"},
    sentence{"paper_is_online", "must be online for a paper"},
    sentence{"paper_needs_address", "is missing: the address of the paper, or its paper.file"},
    sentence{"paper_twice", "names the paper a second time: one of file, url and join_url"},
    sentence{"paper_not_expected", "only events of kind paper have it"},
    sentence{"wrong_file_name",
             "must be the name of a file beside the event file, of letters, digits, '.', '-', '_'"},
    sentence{"unknown_document_type", "must end with one of {known}"},
    sentence{"no_such_document", "there is no file '{name}' beside the event file"},
    sentence{"document_too_large", "'{name}' is larger than {most} bytes"},
    sentence{"empty_document", "'{name}' is empty"},
    sentence{"not_what_it_is_called", "the content of '{name}' is of another type than its name"},
    sentence{"wrong_colour", "is not a colour such as #0b5fa5"},
    sentence{"weak_colour",
             "{value} has a contrast of {ratio} to {background}, {least} are needed; the nearest "
             "colour of its kind that has it is {nearest}"},
    sentence{"empty_look", "has neither colour nor logo"},
    sentence{"logo_type_unknown", "'{name}' is neither SVG nor PNG nor WebP"},
    sentence{"logo_broken", "'{name}' is damaged or not complete"},
    sentence{"logo_unsafe", "'{name}' must not contain {what}; export it as plain SVG"},
    sentence{"logo_without_size", "'{name}' has no width and height in pixels and no viewBox"},
    sentence{"announces_needs_end", "needs ends_once_used: true"},
    sentence{"ends_only_by_mail", "only purposes of the channel email can have it"},
    sentence{"not_a_newsletter", "only lasting purposes of the channel email can be one"},
    sentence{"newsletter_without_mails", "what can be subscribed to takes newsletters"},
    sentence{"condition_on_itself", "is the question itself"},
    sentence{"condition_on_later", "comes later; a condition looks back at an earlier question"},
    sentence{"cyclic_condition", "leads back to this question: neither would ever be asked"},
    sentence{"unknown_session", "the event has no session with this key"},
    sentence{"options_missing", "are missing: there is nothing to choose from"},
    sentence{"options_not_expected", "only questions of type choice or multiple have options"},
    sentence{"must_be_not_expected", "only questions of type yes_no have it"},
    sentence{"sensitive_required",
             "an answer that needs express consent cannot be needed (GDPR 7(4), 9(2)(a))"},
    sentence{"ring_not_expected", "only comparison rings have it"},
    sentence{"unknown_ring_group", "the ring has no group with this key"},
    sentence{"cancelled_choice", "only sessions without a choice can be cancelled by themselves"},
    sentence{"ring_group_and_choice", "a meeting of a ring group is not chosen"},
    sentence{"indicator_options_not_expected", "only indicators of type choice have options"},
    sentence{"indicator_needs_number", "only indicators of type number have it"},
    sentence{"unknown_organiser", "there is no organiser with this key"},
    sentence{"organiser_twice", "is the event's organiser already"},
    sentence{"unknown_purpose", "the organiser has no purpose with this key"},
    sentence{"purpose_not_of_event", "must be one of the event's purposes"},
    sentence{"unknown_series", "the organiser has no series with this key"},
    sentence{"unknown_choice", "the event has no choice with this key"},
    sentence{"unknown_question", "no question with this key comes before this one"},
    sentence{"question_without_options", "must be a question of type choice, multiple or yes_no"},
    sentence{"unknown_option", "is no answer of that question"},
    sentence{"not_json", "the file is not JSON: line {line}, column {column}"},
    sentence{"too_large", "the file is larger than {most} bytes"},
    sentence{"too_deep", "is nested deeper than {most} levels"},
    sentence{"too_many_faults", "there are more than {most} faults; the rest is not shown"},
    sentence{"empty_code", "has no letter and no digit"},
    sentence{"seats_without_capacity", "needs a capacity of the event"},
    sentence{"seats_above_uses", "is greater than uses"},
    sentence{"seats_above_capacity", "keep more seats than the event has"},
    sentence{"limit_not_ascending", "is not greater than the limit before it"},
    sentence{"after_approval_without_approval", "needs approval: true of the event"},
    sentence{"question_of_another_form",
             "must be asked in the same form: both after the approval, or none"},
    sentence{"slug_taken", "belongs to another organiser"},
    sentence{"slug_in_use", "there is an event with this slug already"},
    sentence{"barriers_of_full", "there are none where conformance is full"},
    sentence{"wrong_date", "is not an existing date such as 2027-09-11"},
    sentence{"starts_not_later", "lies not after the start of the event that is copied"},
    sentence{"session_has_registrations",
             "the session '{key}' is gone from the file, but people are registered for it"},
};

std::string shown(const nlohmann::json& value) {
  if (value.is_string()) return cut(value.get_ref<const std::string&>(), 80);
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string describe(const fault& wrong) {
  std::string text = wrong.code;
  for (const auto& one : sentences) {
    if (one.code == wrong.code) text = one.text;
  }
  if (wrong.arguments.is_object()) {
    for (const auto& [name, value] : wrong.arguments.items()) {
      const auto placeholder = "{" + name + "}";
      if (const auto at = text.find(placeholder); at != std::string::npos) {
        text.replace(at, placeholder.size(), shown(value));
      }
    }
  }
  return wrong.field.empty() ? text : wrong.field + ": " + text;
}

}  // namespace zusage::events

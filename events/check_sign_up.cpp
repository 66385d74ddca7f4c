// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "events/answers.hpp"
#include "events/audience.hpp"
#include "events/clashes.hpp"
#include "events/form_input.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_key = 100;        // idempotency key, characters
constexpr std::size_t most_language = 16;    // `pt-br`
constexpr std::size_t most_shown_name = 60;  // of a field that does not exist

constexpr std::array<std::string_view, 12> plain_fields = {
    "given_name", "family_name", "email",   "organisation", "municipality",    "function",
    "phone",      "session",     "package", "lang",         "idempotency_key", "code"};

void read_municipality(const form_input& form, sign_up& into, faults& wrong) {
  auto typed = read_text(form, "municipality", {field_limits::organisation}, wrong);
  const bool digits = !typed.empty() && std::all_of(typed.begin(), typed.end(),
                                                    [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) {
    into.municipality = std::move(typed);
    return;
  }
  // The first two digits are the state, 01 to 16.
  const auto state = typed.substr(0, 2);
  const bool is_length = typed.size() == 8 || typed.size() == 5;  // a municipality's, a county's
  if (!is_length || state < "01" || state > "16") {
    wrong.push_back({"municipality", "unknown_municipality"});
  } else {
    into.ags = std::move(typed);
  }
}

void read_person(const form_input& form, sign_up& into, faults& wrong) {
  into.given_name = read_text(form, "given_name", {field_limits::name, true}, wrong);
  into.family_name = read_text(form, "family_name", {field_limits::name, true}, wrong);
  into.email = read_email(form, wrong);
  into.organisation = read_text(form, "organisation", {field_limits::organisation}, wrong);
  read_municipality(form, into, wrong);
  into.job_function = read_text(form, "function", {field_limits::function}, wrong);
  into.phone = read_text(form, "phone", {field_limits::phone}, wrong);
  if (!into.phone.empty() && !is_phone_number(into.phone)) {
    wrong.push_back({"phone", "not_a_phone"});
  }
}

// `de`, `fil`, `pt-br`: as the files of web/locales are called.
bool is_language_code(std::string_view typed) {
  const auto primary = typed.substr(0, typed.find('-'));
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return primary.size() >= 2 && primary.size() <= 3 && typed.size() <= most_language &&
         std::all_of(primary.begin(), primary.end(), is_letter) &&
         std::all_of(typed.begin(), typed.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

std::string read_language(const event& to, const form_input& form, faults& wrong) {
  const auto typed = read_text(form, "lang", {most_key}, wrong);
  if (typed.empty()) return to.by.languages.empty() ? "de" : to.by.languages.front();
  const bool is_code = is_language_code(typed);
  if (!is_code) wrong.push_back({"lang", "unknown_option"});
  return is_code ? typed : "de";
}

std::string read_key(const form_input& form, faults& wrong) {
  const auto& values = values_of(form, "idempotency_key");
  if (values.empty()) return {};
  const auto& key = values.front();
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (values.size() == 1 && key.size() <= most_key && printable) return key;
  wrong.push_back({"idempotency_key", "bad_idempotency_key"});
  return {};
}

// The offer whose notice stood beside the box: the hidden field names it, so that what is recorded
// is what was shown, even if the page was loaded in another language or before a new version.
const consent::offer* find_shown(const event& to, const consent::offer& box,
                                 const form_input& form) {
  const auto& shown = values_of(form, "notice." + box.key);
  if (shown.empty()) return &box;
  for (const auto& [language, offers] : to.offers) {
    for (const auto& one : offers) {
      if (one.key == box.key && std::to_string(one.notice_id) == shown.front()) return &one;
    }
  }
  return nullptr;
}

void read_consents(const event& to, const form_input& form, sign_up& into, faults& wrong) {
  for (const auto& box : to.offers_in(into.language)) {
    const auto field = "consent." + box.key;
    const auto& ticks = values_of(form, field);
    if (ticks.empty()) continue;
    if (ticks.size() != 1 || ticks.front() != "yes") {
      wrong.push_back({field, "unknown_option"});
      continue;
    }
    const auto* shown = find_shown(to, box, form);
    if (!shown) {
      wrong.push_back({field, "notice_changed"});
      continue;
    }
    if (shown->channel == "phone" && values_of(form, "phone").empty()) {
      wrong.push_back({"phone", "phone_for_consent", {{"purpose", shown->title}}});
    }
    into.purpose_ids.push_back(shown->purpose_id);
    into.notice_ids.push_back(shown->notice_id);
    into.purpose_channels.push_back(shown->channel);
  }
}

bool has_prefix(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string wrong_with_name(const event& to, const sign_up& form, std::string_view name) {
  if (std::find(plain_fields.begin(), plain_fields.end(), name) != plain_fields.end()) return {};
  if (has_prefix(name, "answer.")) {
    return to.find_question(name.substr(7)) ? "" : "unknown_field";
  }
  if (has_prefix(name, "second.")) {
    const auto* group = to.find_choice(name.substr(7));
    return group && group->second_choice ? "" : "unknown_field";
  }
  const bool consent = has_prefix(name, "consent.");
  if (!consent && !has_prefix(name, "notice.")) return "unknown_field";
  const auto key = name.substr(name.find('.') + 1);
  const auto& offers = to.offers_in(form.language);
  const bool known = std::any_of(offers.begin(), offers.end(),
                                 [&](const consent::offer& one) { return one.key == key; });
  return known ? "" : "unknown_purpose";
}

void check_names(const event& to, const sign_up& form, const form_input& typed, faults& wrong) {
  for (const auto& [name, values] : typed) {
    const auto code = wrong_with_name(to, form, name);
    if (code.empty()) continue;
    const bool showable = is_utf8(name) && !has_control(name);
    wrong.push_back({showable ? cut(name, most_shown_name) : "", code});
  }
}

// Whoever is not let in learns whom to ask.
void check_admission(const event& to, const sign_up& who, faults& wrong) {
  faults theirs;
  check_audience(to.audience, {who.ags, who.municipality, who.email, who.code}, theirs);
  for (auto& one : theirs) {
    if (one.code.starts_with("not_your_")) one.arguments["contact"] = to.by.contact;
    wrong.push_back(std::move(one));
  }
}

}  // namespace

checked<sign_up> check_sign_up(const event& to, const typed_fields& typed, bool invited) {
  const auto form = grouped(typed);
  faults wrong;
  sign_up made;
  made.language = read_language(to, form, wrong);
  read_person(form, made, wrong);
  made.code = read_text(form, "code", {field_limits::text}, wrong);
  if (!invited) check_admission(to, made, wrong);
  auto sessions = check_sessions(to, form, made.language, wrong);
  made.sessions = std::move(sessions.wishes);
  made.package = sessions.package;
  made.answers = check_answers(to, form, made.sessions, wrong);
  read_consents(to, form, made, wrong);
  made.idempotency_key = read_key(form, wrong);
  check_names(to, made, form, wrong);
  if (!wrong.empty()) return wrong;
  return made;
}

}  // namespace zusage::events

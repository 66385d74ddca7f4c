// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"

#include "base/email_address.hpp"
#include "consent/validity.hpp"
#include "events/event_file_pages.hpp"
#include "events/event_file_parts.hpp"

namespace zusage::events {

using nlohmann::json;

std::string canonical(const json& entry) {
  return entry.dump(-1, ' ', false, json::error_handler_t::replace);
}

organiser_entry parse_organiser(const json& from, const std::string& place, fault_list& wrong) {
  object_reader in(from, place, wrong);
  organiser_entry entry;
  entry.what.key = in.key("key", presence::required);
  entry.what.name = in.texts("name", presence::required, {file_limits::name});
  const auto contact = in.text("contact", presence::required, {file_limits::name});
  const auto address = normalised_email(contact);
  if (!contact.empty() && !address) wrong.add(in.at("contact"), "wrong_email");
  entry.what.contact = address.value_or("");
  entry.what.imprint_url = in.url("imprint_url", presence::optional);
  entry.what.privacy_url = in.url("privacy_url", presence::optional);
  entry.what.languages = in.text_list("languages", presence::optional, file_limits::languages,
                                      [&](const std::string& language, const std::string& at) {
                                        if (!is_language(language))
                                          wrong.add(at, "wrong_language", {{"value", ""}});
                                        return language;
                                      });
  if (entry.what.languages.empty()) entry.what.languages = {"de"};
  parse_pages(in);  // faults; the content is read from the definition when it is stored
  entry.look = parse_look(in);
  entry.definition = canonical(from);
  return entry;
}

namespace {

// A consent to a single message names what that message will tell of; only mail can be sent by
// itself.
void parse_ending(object_reader& in, consent::purpose_definition& into) {
  into.ends_once_used = in.flag("ends_once_used");
  const bool announces = in.find("announces", presence::optional) != nullptr;
  if (announces) into.announces = in.slug("announces");
  if (announces && !into.ends_once_used) {
    in.wrong().add(in.at("announces"), "announces_needs_end");
  }
  if (into.ends_once_used && !announces) in.wrong().add(in.at("announces"), "missing");
  if (into.ends_once_used && into.channel != "email") {
    in.wrong().add(in.at("ends_once_used"), "ends_only_by_mail");
  }
}

void parse_use(object_reader& in, const consent::purpose_definition& what, purpose_use& into) {
  into.subscribable = in.flag("newsletter");
  if (in.find("mailings", presence::optional)) into.mailings = in.flag("mailings");
  const bool for_mails = what.channel == "email" && !what.ends_once_used;
  if (into.subscribable && !for_mails) in.wrong().add(in.at("newsletter"), "not_a_newsletter");
  if (into.mailings.value_or(false) && !for_mails) {
    in.wrong().add(in.at("mailings"), "not_a_newsletter");
  }
  if (into.subscribable && !into.mailings.value_or(true)) {
    in.wrong().add(in.at("mailings"), "newsletter_without_mails");
  }
}

}  // namespace

purpose_entry parse_purpose(const json& from, const std::string& place, const known_keys& known,
                            fault_list& wrong) {
  object_reader in(from, place, wrong);
  purpose_entry entry;
  entry.what.key = in.key("key", presence::required);
  entry.organiser = in.key("organiser", presence::required);
  if (!entry.organiser.empty() && !known.organisers.contains(entry.organiser)) {
    wrong.add(in.at("organiser"), "unknown_organiser");
  }
  entry.what.channel = in.text("channel", presence::required, {file_limits::key});
  const auto& channel = entry.what.channel;
  if (!channel.empty() && channel != "email" && channel != "phone" && channel != "post") {
    wrong.add(in.at("channel"), "unknown_word", {{"known", "email, phone, post"}});
  }
  parse_ending(in, entry.what);
  entry.what.valid_months = in.integer("valid_months", 1, consent::most_valid_months).value_or(0);
  parse_use(in, entry.what, entry.use);
  entry.what.title = in.texts("title", presence::required, {file_limits::title});
  entry.what.notice = in.texts("notice", presence::required, {file_limits::text, true});
  entry.what.recipients =
      in.text_list("recipients", presence::optional, file_limits::recipients,
                   [&](const std::string& recipient, const std::string& at) {
                     return checked_text(recipient, at, {file_limits::name}, wrong);
                   });
  return entry;
}

series_entry parse_series(const json& from, const std::string& place, const known_keys& known,
                          fault_list& wrong) {
  object_reader in(from, place, wrong);
  series_entry entry;
  entry.key = in.key("key", presence::required);
  entry.organiser = in.key("organiser", presence::required);
  if (!entry.organiser.empty() && !known.organisers.contains(entry.organiser)) {
    wrong.add(in.at("organiser"), "unknown_organiser");
  }
  entry.title = in.texts("title", presence::required, {file_limits::title});
  entry.summary = in.texts("summary", presence::optional, {file_limits::summary, true});
  entry.description = in.texts("description", presence::optional, {file_limits::text, true});
  entry.definition = canonical(from);
  return entry;
}

namespace {

// The keys that the entries of a file may refer to: those stored and those of the file itself.
void add_organisers(const std::vector<organiser_entry>& of_file, known_keys& known) {
  for (const auto& one : of_file) known.organisers.insert(one.what.key);
}

event_file parse_all(object_reader& in, known_keys known) {
  event_file file;
  auto& wrong = in.wrong();
  unique_keys organisers(wrong), purposes(wrong), series(wrong), slugs(wrong);
  in.list("organisers", presence::optional, file_limits::organisers,
          [&](const json& one, const std::string& place) {
            file.organisers.push_back(parse_organiser(one, place, wrong));
            organisers.add(file.organisers.back().what.key, place + ".key");
          });
  add_organisers(file.organisers, known);
  in.list("purposes", presence::optional, file_limits::purposes,
          [&](const json& one, const std::string& place) {
            file.purposes.push_back(parse_purpose(one, place, known, wrong));
            const auto& added = file.purposes.back();
            known.purposes.emplace(added.organiser, added.what.key);
            if (!added.what.key.empty()) {
              purposes.add(added.organiser + " " + added.what.key, place + ".key");
            }
          });
  in.list("series", presence::optional, file_limits::series,
          [&](const json& one, const std::string& place) {
            file.series.push_back(parse_series(one, place, known, wrong));
            const auto& added = file.series.back();
            known.series.emplace(added.organiser, added.key);
            if (!added.key.empty()) series.add(added.organiser + " " + added.key, place + ".key");
          });
  in.list("events", presence::optional, file_limits::events,
          [&](const json& one, const std::string& place) {
            file.events.push_back(parse_event(one, place, known, wrong));
            slugs.add(file.events.back().what.slug, place + ".slug");
          });
  return file;
}

}  // namespace

checked<event_file> parse_event_file(std::string_view text, const known_keys& stored) {
  fault_list wrong;
  event_file file;
  const auto content = parse_bounded(text, wrong);
  if (wrong.empty()) {
    object_reader in(content, "", wrong);
    file = parse_all(in, stored);
  }
  if (!wrong.empty()) return wrong.take();
  return file;
}

}  // namespace zusage::events

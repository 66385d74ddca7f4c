// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/stored_data_view.hpp"

#include <algorithm>
#include <optional>

#include "base/time.hpp"
#include "base/time_zone.hpp"
#include "server/consent_words.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

std::string text_of(const json& of, const char* member) {
  const auto found = of.find(member);
  return found != of.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string time_words(const json& of, const char* member, const web::locale& in) {
  const auto at = from_iso(text_of(of, member));
  return at ? in.date_time(*at, home_zone) : std::string();
}

std::string date_words(const json& of, const char* member, const web::locale& in) {
  const auto at = from_iso(text_of(of, member));
  return at ? in.date(*at, home_zone) : std::string();
}

std::string names_of(const json& list) {
  std::string all;
  for (const auto& one : list) all += (all.empty() ? "" : ", ") + one.get<std::string>();
  return all;
}

struct fact_list {
  const web::locale& in;
  json facts = json::array();

  void add(const std::string& label, const std::string& value) {
    if (!value.empty()) add_words(in.text(label), value, "", "");
  }
  /// Words that may be in another language than the page, and what is said of them.
  void add_words(const std::string& label, const std::string& value, const std::string& language,
                 const std::string& after, const std::string& label_language = {}) {
    facts.push_back(
        {{"label", label},
         {"label_language", label_language},
         {"value",
          {{{"text", value}, {"text_language", language}, {"before", ""}, {"after", after}}}}});
  }
};

std::string full_name(const json& of) {
  const auto given = text_of(of, "given_name"), family = text_of(of, "family_name");
  return given + (given.empty() || family.empty() ? "" : " ") + family;
}

json companions_view(const json& registration, const web::locale& in) {
  auto all = json::array();
  for (const auto& one : registration.at("companions")) {
    const auto name = full_name(one);
    all.push_back({{"text", (name.empty() ? in.text("data_request.companion_own") : name) + " (" +
                                text_of(one, "reference") + ")"}});
  }
  return all;
}

void add_sessions(fact_list& list, const json& sessions) {
  for (const auto& one : sessions) {
    list.add_words(list.in.text("data_request.sessions"), text_of(one, "title"),
                   text_of(one, "title_language"),
                   " (" + words_of(list.in, "status.", text_of(one, "status")) + ")");
  }
}

std::string attendance_words(const json& list, const web::locale& in) {
  std::string all;
  for (const auto& one : list) {
    const auto session = text_of(one, "session");
    const auto minutes = one.at("minutes").is_number() ? one.at("minutes").get<std::int64_t>() : 0;
    all += (all.empty() ? "" : "; ") + (session.empty() ? "" : session + ": ") +
           (minutes > 0 ? in.text("data_request.minutes", {{"count", minutes}})
                        : in.text("data_request.attended"));
  }
  return all;
}

// `plenary: 15. Mai 2030, 9:02 Uhr` of each session; that of the event stands apart.
std::string check_in_words(const json& list, const web::locale& in) {
  std::string all;
  for (const auto& one : list) {
    const auto session = text_of(one, "session");
    if (session.empty() || !one.at("undone_at").is_null()) continue;
    all += (all.empty() ? "" : "; ") + session + ": " + time_words(one, "at", in);
  }
  return all;
}

json registration_view(const json& one, const web::locale& in) {
  const auto& event = one.at("event");
  const bool paper = text_of(event, "kind") == "paper";
  const auto reference = text_of(one, "reference");
  fact_list list{in};
  list.add("registration.status",
           words_of(in,
                    paper && in.has("paper.status." + text_of(one, "status")) ? "paper.status."
                                                                              : "status.",
                    text_of(one, "status")));
  list.add("data_request.reference", reference);
  if (!paper) list.add("data_request.event_date", time_words(event, "starts_at", in));
  list.add("data_request.entered_at", time_words(one, "registered_at", in));
  list.add("data_request.cancelled_at", time_words(one, "cancelled_at", in));
  list.add("data_request.kept_until", date_words(one, "kept_until", in));
  list.add("data_request.checked_in_at", time_words(one, "checked_in_at", in));
  list.add("register.name", full_name(one));
  list.add("register.email", text_of(one, "email"));
  list.add("register.phone", text_of(one, "phone"));
  list.add("register.organisation", text_of(one, "organisation"));
  list.add("register.function", text_of(one, "function"));
  list.add("register.municipality",
           text_of(one, text_of(one, "municipality").empty() ? "ags" : "municipality"));
  add_sessions(list, one.at("sessions"));
  list.add("data_request.check_ins", check_in_words(one.at("check_ins"), in));
  list.add("data_request.attendance", attendance_words(one.at("attendance"), in));
  for (const auto& note : one.at("notes"))
    list.add("data_request.note", time_words(note, "at", in) + ": " + text_of(note, "text"));
  const auto downloads = one.at("downloads").get<std::int64_t>();
  if (downloads > 0) list.add("data_request.downloads", in.number(downloads));
  for (const auto& answer : one.at("answers")) {
    list.add_words(text_of(answer, "question"), text_of(answer, "answer"),
                   text_of(answer, "answer_language"), "", text_of(answer, "question_language"));
  }
  return {{"event_title", text_of(event, "title")},
          {"event_language", text_of(event, "title_language")},
          {"reference", reference},
          {"facts", std::move(list.facts)},
          {"companions", companions_view(one, in)},
          {"has_companions", !one.at("companions").empty()}};
}

json position_view(const json& one, const web::locale& in) {
  fact_list list{in};
  list.add("data_request.role", words_of(in, "data_request.roles.", text_of(one, "role")));
  list.add("data_request.since", time_words(one, "since", in));
  list.add("data_request.ended_at", time_words(one, "ended_at", in));
  list.add("register.name", full_name(one));
  list.add("register.email", text_of(one, "email"));
  list.add("register.phone", text_of(one, "phone"));
  list.add("register.function", text_of(one, "function"));
  return {{"member", text_of(one, "member")}, {"facts", std::move(list.facts)}};
}

json consent_view(const json& one, const web::locale& in) {
  auto records = json::array();
  for (const auto& record : one.at("records")) {
    const auto& evidence = record.at("evidence");
    records.push_back({{"at", time_words(record, "at", in)},
                       {"state", words_of(in, "consent.state.", text_of(record, "state"))},
                       {"method", words_of(in, "data_request.method.", text_of(record, "method"))},
                       {"from", text_of(evidence, "network_address")}});
  }
  auto notices = json::array();
  for (const auto& notice : one.at("notices")) {
    const auto language = text_of(notice, "language");
    notices.push_back({{"notice", text_of(notice, "text")},
                       {"content_language", language_to_mark(language, in)}});
  }
  return {{"purpose_title", text_of(one, "title")},
          {"purpose_language", text_of(one, "title_language")},
          {"channel", in.text("channel." + text_of(one, "channel"))},
          {"recipients", names_of(one.at("recipients"))},
          {"kept", text_of(one, "retention")},
          {"records", std::move(records)},
          {"notices", std::move(notices)}};
}

json blocked_view(const json& one, const web::locale& in) {
  return {{"title", text_of(one, "title")},
          {"title_language", text_of(one, "title_language")},
          {"since", time_words(one, "since", in)}};
}

json message_view(const json& one, const web::locale& in) {
  const auto kind = text_of(one, "kind");
  const auto group = kind.substr(0, kind.find('-'));
  return {{"at", time_words(one, "created_at", in)},
          {"kind", words_of(in, "data_request.mail.", group)},
          {"about", text_of(one, "about")},
          {"about_language", text_of(one, "about_language")},
          {"state", words_of(in, "data_request.mail_state.", text_of(one, "state"))}};
}

// How it stands, and until when the organiser must answer.
std::string request_words(const json& one, const web::locale& in) {
  const nlohmann::json arguments = {
      {"what", words_of(in, "data_request.kind.", text_of(one, "kind"))},
      {"reference", text_of(one, "reference")},
      {"at", time_words(one, "asked_at", in)},
      {"due", date_words(one, "due_at", in)},
      {"answered", time_words(one, "answered_at", in)}};
  const auto state = text_of(one, "state");
  if (state == "refused") return in.text("data_request.refused", arguments);
  if (state != "open") return in.text("data_request.answered", arguments);
  const bool extended = one.at("extended_at").is_string();
  return in.text(extended ? "data_request.extended" : "data_request.open", arguments);
}

json request_view(const json& one, const web::locale& in) {
  const bool open = text_of(one, "state") == "open";
  const auto words = text_of(one, open ? "extended_because" : "answer");
  // Whose words were erased has no reason left to be announced.
  const bool reason = !words.empty() && (open || text_of(one, "state") == "refused");
  return {{"text", request_words(one, in)},
          {"reason", reason ? in.text("data_request.reason") : ""},
          {"words", words}};
}

// When everything here was erased; nothing when something came after it.
std::optional<instant> erased_at(const json& organiser) {
  std::optional<instant> erased;
  for (const auto& one : organiser.at("requests")) {
    if (text_of(one, "kind") != "erase" || text_of(one, "state") != "done") continue;
    const auto at = from_iso(text_of(one, "answered_at"));
    if (at && (!erased || *at > *erased)) erased = at;
  }
  const auto is_later = [&](const json& of, const char* member) {
    const auto at = from_iso(text_of(of, member));
    return at && erased && *at > *erased;
  };
  for (const auto& one : organiser.at("registrations")) {
    if (is_later(one, "registered_at")) return {};
  }
  for (const auto& one : organiser.at("consents")) {
    for (const auto& record : one.at("records")) {
      if (is_later(record, "at")) return {};
    }
  }
  return erased;
}

bool is_left(const json& organiser) {
  return !organiser.at("consents").empty() || !organiser.at("blocked").empty();
}

}  // namespace

bool is_nothing_but_requests(const nlohmann::json& organiser) {
  for (const auto* list : {"registrations", "ring_positions", "consents", "blocked", "messages"}) {
    if (!organiser.at(list).empty()) return false;
  }
  return true;
}

nlohmann::json stored_data_view(const nlohmann::json& organiser, const web::locale& in) {
  nlohmann::json made = {{"key", organiser.at("key")},
                         {"name", organiser.at("name")},
                         {"name_language", organiser.at("name_language")},
                         {"contact", organiser.at("contact")},
                         {"privacy_url", organiser.at("privacy_url")},
                         {"privacy_page", organiser.at("privacy_information")},
                         {"about", organiser.at("about")}};
  const auto erased = erased_at(organiser);
  made["erased"] = erased && is_left(organiser)
                       ? in.text("data_request.erased", {{"at", in.date(*erased, home_zone)}})
                       : "";
  const auto put = [&](const char* name, auto&& view, std::size_t most) {
    auto list = nlohmann::json::array();
    for (const auto& one : organiser.at(name)) {
      if (list.size() < most) list.push_back(view(one, in));
    }
    made["has_" + std::string(name)] = !list.empty();
    made[name] = std::move(list);
  };
  constexpr auto all = static_cast<std::size_t>(-1);
  put("registrations", registration_view, all);
  put("ring_positions", position_view, all);
  put("consents", consent_view, all);
  put("blocked", blocked_view, all);
  put("messages", message_view, most_messages_shown);
  put("requests", request_view, all);
  const auto hidden = organiser.at("messages").size() -
                      std::min(organiser.at("messages").size(), most_messages_shown);
  made["more_messages"] =
      hidden > 0 ? in.text("data_request.more_messages", {{"count", std::int64_t(hidden)}}) : "";
  return made;
}

}  // namespace zusage::server

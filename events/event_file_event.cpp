// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/email_address.hpp"
#include "base/time_zone.hpp"
#include "events/event_file_parts.hpp"
#include "events/invitation.hpp"
#include "events/venue_state.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

void parse_texts(object_reader& in, event& into) {
  into.kind = in.word("kind", presence::required, kind_from,
                      "solution_day, conference, comparison_ring, paper")
                  .value_or(kind::conference);
  into.status =
      in.word("status", presence::optional, event_status_from, "draft, published, cancelled")
          .value_or(event_status::draft);
  into.title = in.texts("title", presence::required, {file_limits::title});
  into.summary = in.texts("summary", presence::optional, {file_limits::summary, true});
  into.description = in.texts("description", presence::optional, {file_limits::text, true});
}

void parse_times(object_reader& in, event& into) {
  into.time_zone = in.text("time_zone", presence::optional, {file_limits::key});
  if (into.time_zone.empty()) into.time_zone = home_zone;
  if (!is_time_zone(into.time_zone)) {
    in.wrong().add(in.at("time_zone"), "wrong_time_zone");
    into.time_zone = "UTC";  // so that the times are looked at all the same
  }
  const auto starts = in.time("starts_at", presence::required, into.time_zone);
  const auto ends = in.time("ends_at", presence::required, into.time_zone);
  if (starts && ends && *ends <= *starts) in.wrong().add(in.at("ends_at"), "ends_before_start");
  into.starts_at = starts.value_or(instant{});
  into.ends_at = ends.value_or(instant{});
}

json parse_venue(const json& from, const std::string& place, fault_list& wrong) {
  object_reader in(from, place, wrong);
  json venue = json::object();
  const auto take = [&](const char* key, presence needed) {
    auto text = in.text(key, needed, {file_limits::name});
    if (!text.empty()) venue[key] = std::move(text);
  };
  take("name", presence::required);
  take("street", presence::optional);
  take("postal_code", presence::optional);
  take("city", presence::required);
  const auto state = in.text("state", presence::optional, {file_limits::name});
  const auto code = state_code_from(state);
  if (!code.empty()) venue["state"] = code;
  if (code.empty() && !state.empty()) in.wrong().add(in.at("state"), "unknown_state");
  auto access = in.texts("access", presence::optional, {file_limits::summary, true});
  if (!access.empty()) venue["access"] = std::move(access);
  return venue;
}

void parse_place(object_reader& in, event& into) {
  const auto typed = in.word("mode", presence::required, mode_from, "online, on_site, hybrid");
  into.mode = typed.value_or(mode::online);
  into.join_url = in.url("join_url", presence::optional);
  into.recording_url = in.url("recording_url", presence::optional);
  if (const auto lead = in.integer("join_minutes_before", 0, file_limits::join_minutes))
    into.join_lead = std::chrono::minutes(*lead);
  into.venue = json::object();
  const auto* venue = in.find("venue", presence::optional);
  if (venue && venue->is_object() && venue->empty()) venue = nullptr;
  if (venue) into.venue = parse_venue(*venue, in.at("venue"), in.wrong());
  if (!typed) return;
  const bool online = into.mode == mode::online;
  if (online && venue) in.wrong().add(in.at("venue"), "venue_not_expected");
  if (!online && !venue) in.wrong().add(in.at("venue"), "venue_missing");
  if (into.kind == kind::paper && !online) in.wrong().add(in.at("mode"), "paper_is_online");
}

void parse_audience(const json& from, const std::string& place, event& into, fault_list& wrong) {
  object_reader in(from, place, wrong);
  into.audience.municipalities = in.text_list(
      "municipalities", presence::optional, file_limits::municipalities,
      [&](const std::string& ags, const std::string& at) {
        const bool digits =
            std::all_of(ags.begin(), ags.end(), [](char c) { return c >= '0' && c <= '9'; });
        const bool is_length = ags.size() == 8 || ags.size() == 5;  // a municipality's, a county's
        if (!is_length || !digits) wrong.add(at, "wrong_ags");
        return ags;
      });
  into.audience.email_domains =
      in.text_list("email_domains", presence::optional, file_limits::email_domains,
                   [&](const std::string& domain, const std::string& at) {
                     const auto address = normalised_email("a@" + domain);
                     if (!address || domain.find('@') != std::string::npos) {
                       wrong.add(at, "wrong_domain");
                       return std::string();
                     }
                     return address->substr(2);
                   });
  into.audience.code = in.text("code", presence::optional, {file_limits::key});
  if (in.flag("invited_only")) {
    into.admission = std::make_shared<const admission>(admission{true});
  }
}

void parse_registration(const json& from, const std::string& place, event& into,
                        fault_list& wrong) {
  object_reader in(from, place, wrong);
  into.opens_at = in.time("opens_at", presence::optional, into.time_zone);
  into.closes_at = in.time("closes_at", presence::optional, into.time_zone);
  if (into.opens_at && into.closes_at && *into.closes_at <= *into.opens_at) {
    wrong.add(in.at("closes_at"), "closes_before_opening");
  }
  into.verify_email = in.flag("verify_email");
  into.max_group = in.integer("max_group", 1, file_limits::group).value_or(1);
  in.flag("steps");  // kept beside the event (sign_up_steps.hpp)
}

void parse_rules(object_reader& in, event& into) {
  into.capacity = in.integer("capacity", 1, file_limits::capacity);
  into.waiting_list = in.flag("waiting_list");
  into.approval = in.flag("approval");
  into.offer_hours =
      std::chrono::hours(in.integer("offer_hours", 1, file_limits::offer_hours).value_or(0));
  if (into.offer_hours.count() > 0 && !into.waiting_list) {
    in.wrong().add(in.at("offer_hours"), "offers_need_waiting_list");
  }
  into.retention_days = in.integer("retention_days", 1, file_limits::retention_days).value_or(365);
  if (const auto* audience = in.find("audience", presence::optional)) {
    parse_audience(*audience, in.at("audience"), into, in.wrong());
  }
  if (const auto* registration = in.find("registration", presence::optional)) {
    parse_registration(*registration, in.at("registration"), into, in.wrong());
  }
}

}  // namespace

event_entry parse_event(const json& from, const std::string& place, const known_keys& known,
                        fault_list& wrong) {
  object_reader in(from, place, wrong);
  event_entry entry;
  entry.what.slug = in.slug("slug");
  entry.organiser = in.key("organiser", presence::required);
  const bool organiser_known = known.organisers.contains(entry.organiser);
  if (!entry.organiser.empty() && !organiser_known) {
    wrong.add(in.at("organiser"), "unknown_organiser");
  }
  entry.also_by = in.text_list("also_by", presence::optional, file_limits::event_organisers,
                               [&](const std::string& key, const std::string& at) {
                                 if (!known.organisers.contains(key)) {
                                   wrong.add(at, "unknown_organiser");
                                 } else if (key == entry.organiser) {
                                   wrong.add(at, "organiser_twice");
                                 }
                                 return key;
                               });
  entry.what.hidden = in.flag("hidden");
  entry.series = in.key("series", presence::optional);
  if (organiser_known && !entry.series.empty() &&
      !known.series.contains({entry.organiser, entry.series})) {
    wrong.add(in.at("series"), "unknown_series");
  }
  parse_texts(in, entry.what);
  parse_times(in, entry.what);
  parse_place(in, entry.what);
  entry.document_name = parse_paper(in, entry.what);
  parse_rules(in, entry.what);
  parse_ring(in, entry.what);
  parse_programme(in, entry.what);
  parse_questions(in, entry.what);
  parse_invitations(in, entry.what);
  parse_mail_plan(in, entry.what);
  entry.purposes =
      in.text_list("purposes", presence::optional, file_limits::event_purposes,
                   [&](const std::string& key, const std::string& at) {
                     if (organiser_known && !known.purposes.contains({entry.organiser, key})) {
                       wrong.add(at, "unknown_purpose");
                     }
                     return key;
                   });
  entry.definition = canonical(from);
  return entry;
}

}  // namespace zusage::events

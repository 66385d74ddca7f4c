// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>

#include "base/link.hpp"
#include "events/certificates.hpp"
#include "events/mail_plan.hpp"
#include "server/admin_certificates.hpp"
#include "server/admin_exports.hpp"
#include "server/admin_view.hpp"
#include "server/certificate_view.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

/// What the page knows of the sending.
struct sending {
  events::certificate_count count;
  std::map<std::string, instant> sent;  ///< by reference
};

json certificate_view(const events::event& at, const events::printed_person& who,
                      const web::locale& in) {
  auto sessions = json::array();
  const auto attended = events::attended_sessions(at, who);
  for (const auto* one : attended) {
    sessions.push_back({{"session_title", web::pick(one->title, in.language())},
                        {"when", session_when_words(at, *one, in)},
                        {"length", length_words(length_of({one}), in)}});
  }
  const auto length = length_words(length_of(attended), in);
  return {{"person", who.given_name + " " + who.family_name},
          {"organisation", who.organisation},
          {"reference", who.reference},
          {"sessions", std::move(sessions)},
          {"total", length.empty() ? "" : in.text("export.total", {{"length", length}})}};
}

std::string path_of(const events::event& at, const std::string& rest) {
  return "/events/" + at.slug + "/certificates" + rest;
}

// The file and the mail of one person, beside what is printed.
void add_acts(json& to, const request& of, const events::event& at, const std::string& reference,
              const sending& known) {
  const auto& in = *of.language;
  const auto sent = known.sent.find(reference);
  const bool is_sent = sent != known.sent.end();
  const bool sends =
      may(of, organisers::permission::send_newsletters) && events::gives_certificates(at, of.at);
  const auto path = path_of(at, "/" + reference);
  to["file_url"] = admin_link(of, path + "/certificate.pdf");
  to["sent"] =
      is_sent ? in.text("certificate.sent_at", {{"time", in.date_time(sent->second, at.time_zone)}})
              : "";
  to["send_url"] = sends ? admin_link(of, path + "/send") : "";
  to["send_words"] = in.text(is_sent ? "certificate.send_again" : "certificate.send_one");
}

// Whether they go out by themselves, and when.
std::string plan_words(const events::event& at, const web::locale& in) {
  if (!at.mail_plan || !at.mail_plan->certificates_after) return in.text("certificate.by_hand");
  const auto when = at.ends_at + *at.mail_plan->certificates_after;
  return in.text("certificate.by_itself", {{"time", in.date_time(when, at.time_zone)}});
}

void add_sending(json& data, const request& of, const events::event& at, const sending& known) {
  const auto& in = *of.language;
  const bool over = events::gives_certificates(at, of.at);
  const bool may_send = may(of, organisers::permission::send_newsletters);
  data["plan"] = plan_words(at, in);
  data["counted"] = in.text("certificate.were_here", {{"count", known.count.here}}) + " " +
                    in.text("certificate.were_sent", {{"count", known.count.sent}});
  data["not_yet"] = over ? "" : in.text("certificate.not_yet");
  data["send_all_url"] =
      over && may_send && known.count.to_send > 0 ? admin_link(of, path_of(at, "/send")) : "";
  data["send_all_words"] = in.text("certificate.send_all", {{"count", known.count.to_send}});
  const auto& done = of.query.get("done");
  const auto words = "certificate.done." + done;
  data["done"] = !done.empty() && in.has(words) ? in.text(words) : "";
  data["done_kind"] = done == "asked" || done == "sent" ? "success" : "info";
}

// Whether the check that somebody reads from a certificate belongs to its reference.
void add_check(json& data, const request& of, services& with, const events::event& at) {
  const auto& in = *of.language;
  const auto& typed = of.query.get("check");
  const auto reference = read_reference(of.query.get("reference"));
  data["check_reference"] = reference.value_or("");
  data["checked"] = "";
  if (typed.empty()) return;
  const bool right =
      reference && events::is_certificate_check(with.links, typed, *reference, at.id);
  data["checked"] = in.text(right ? "certificate.check_right" : "certificate.check_wrong");
  data["checked_kind"] = right ? "success" : "warning";
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/certificates
response show_certificates(const request& of, services& with) {
  auto part = print_part(of, with, "certificates", events::export_who::here);
  if (!part) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto& at = *part->at;
  auto& data = part->data;
  const auto known = with.db.read([&](const schema::reader& db) {
    return sending{events::count_certificates(db, *of.scope, at),
                   events::list_sent_certificates(db, *of.scope, at)};
  });
  add_sending(data, of, at, known);
  add_check(data, of, with, at);
  data["people"] = json::array();
  for (const auto& who : part->people) {
    data["people"].push_back(certificate_view(at, who, in));
    add_acts(data["people"].back(), of, at, who.reference, known);
  }
  data["organisers"] = organisers_words(at, in);
  data["place"] = place_words(at.mode, at.venue, in);
  return page(200, of, with, "admin_certificates", std::move(data));
}

}  // namespace zusage::server

// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_certificates.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/certificate_view.hpp"
#include "server/event_view.hpp"
#include "server/record_download.hpp"
#include "server/registration_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t button_form = 4096;

using maybe_facts = std::optional<events::certificate_facts>;

std::string certificates_path(const request& of, const std::string& rest = {}) {
  return admin_link(of, "/events/" + of.capture("slug") + "/certificates" + rest);
}

response back_with(const request& of, const char* done) {
  const auto to = certificates_path(of);
  const char* sign = to.find('?') == std::string::npos ? "?" : "&";
  return see_other(to + sign + "done=" + done);
}

std::shared_ptr<const events::event> find_attended(const request& of, const schema::reader& db,
                                                   services& with) {
  auto at = find_own_event(of, db, with);
  return at && at->kind != events::kind::paper ? at : nullptr;
}

response ask_to_send(const request& of, services& with, const events::event& at,
                     std::int64_t count) {
  const auto& in = *of.language;
  const auto name = web::pick(at.title, in.language());
  auto data = page_at_event(of, at, in.text("certificate.ask_title"));
  add_step(data, in.text("export.certificates"), certificates_path(of));
  add_step(data, in.text("certificate.ask_title"));
  return confirm_page(of, with, std::move(data),
                      {in.text("certificate.ask_text", {{"count", count}, {"event", name}}),
                       in.text("certificate.send"),
                       certificates_path(of, "/send"),
                       certificates_path(of),
                       {}});
}

// A person's own download is nobody's of the staff.
void record_own_download(const own_registration& own, services& with) {
  if (own.in.head_only) return;
  const organisers::audit_entry entry{
      own.of->by.id, 0, "certificate.taken", own.row.reference,
      nlohmann::json{{"event", own.of->slug}, {"by_the_person", true}}};
  with.db.write([&](schema::transaction& tx) { organisers::record(tx, entry, own.in.at); });
}

}  // namespace

// POST /admin/{organiser}/events/{slug}/certificates/send
decision post_send_certificates(const request& of, const schema::reader& db, services& with) {
  const auto at = find_attended(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (!events::gives_certificates(*at, of.at)) return back_with(of, "not_yet");
  const auto count = events::count_certificates(db, *of.scope, *at).to_send;
  if (count == 0) return back_with(of, "nobody");
  if (!is_confirmed(of)) return ask_to_send(of, with, *at, count);
  return action([of, at](schema::transaction& tx) {
    const auto asked = events::ask_for_certificates(tx, *of.scope, *at, of.at);
    return back_with(of, asked > 0 ? "asked" : "nobody");
  });
}

// POST /admin/{organiser}/events/{slug}/certificates/{reference}/send
decision post_send_certificate(const request& of, const schema::reader& db, services& with) {
  const auto at = find_attended(of, db, with);
  const auto who = at ? find_staffed(of, db, with) : std::nullopt;
  if (!who) return error_page(404, of, with, "error.not_found");
  if (!events::gives_certificates(*at, of.at)) return back_with(of, "not_yet");
  return action([of, at, reference = who->row.reference, &with](schema::transaction& tx) {
    const bool sent = events::send_certificate(tx, *of.scope, *at, with.outbox, reference, of.at);
    return back_with(of, sent ? "sent" : "not_here");
  });
}

// GET /admin/{organiser}/events/{slug}/certificates/{reference}/certificate.pdf
response show_certificate_file(const request& of, services& with) {
  std::shared_ptr<const events::event> at;
  const auto facts = with.db.read([&](const schema::reader& db) -> maybe_facts {
    at = find_attended(of, db, with);
    const auto who = at ? find_staffed(of, db, with) : std::nullopt;
    if (!who) return {};
    return events::find_certificate(db, with.links, {*at, who->row.id, who->row.language}, of.at);
  });
  if (!facts) return error_page(404, of, with, "error.not_found");
  record_download(of, with, "certificate.taken", facts->who.reference, {{"event", at->slug}});
  return certificate_download(*facts);
}

// GET /r/{token}/certificate.pdf
response show_own_certificate(const request& of, services& with) {
  std::optional<own_registration> own;
  const auto facts = with.db.read([&](const schema::reader& db) -> maybe_facts {
    own = find_own(of, db, with, link_purpose::registration);
    if (!own || !events::gives_certificates(*own->of, of.at)) return {};
    return events::find_certificate(db, with.links,
                                    {*own->of, own->row.id, own->in.language->language()}, of.at);
  });
  if (!facts) {
    return with.db.read([&](const schema::reader& db) { return opens_nothing(of, db, with); });
  }
  record_own_download(*own, with);
  return certificate_download(*facts);
}

std::span<const route> certificates_routes() {
  using organisers::permission;
  static const auto fetch = staff_with(permission::export_attendees);
  static const auto send = staff_with(permission::send_newsletters);
  static const route routes[] = {
      {"POST", "/admin/{organiser}/events/{slug}/certificates/send", send, post_send_certificates,
       button_form},
      {"POST", "/admin/{organiser}/events/{slug}/certificates/{reference}/send", send,
       post_send_certificate, button_form},
      {"GET", "/admin/{organiser}/events/{slug}/certificates/{reference}/certificate.pdf", fetch,
       show_certificate_file},
      {"GET", "/r/{token}/certificate.pdf", link_holder, show_own_certificate},
  };
  return routes;
}

}  // namespace zusage::server

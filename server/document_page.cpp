// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/deliver_document.hpp"
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/paper_view.hpp"
#include "server/public.hpp"
#include "server/registration_view.hpp"
#include "server/sign_up_form.hpp"

/// The link that delivers a paper. Opening it shows a button and counts nothing, since scanners of
/// mails open every link; pressing it delivers.
namespace zusage::server {
namespace {

using shared_event = std::shared_ptr<const events::event>;

struct opened_link {
  events::paper_link link;
  events::registration row;
  shared_event of;
  request in;  // the request in the language of the registration, unless another was chosen

  bool is_requested() const { return row.status == events::registration_status::confirmed; }
};

std::optional<opened_link> open_link(const request& of, const schema::reader& db, services& with) {
  const auto id = with.links.public_id(link_purpose::document, of.capture("token"));
  auto link = id ? events::find_paper_link(db, *id) : std::nullopt;
  if (!link) return {};
  auto row = events::find_registration(db, link->registration_id);
  auto event = row ? with.catalogue.find(db, row->event_id) : nullptr;
  if (!event) return {};
  auto in = chosen_language(of).empty() ? in_language(of, row->language) : of;
  return opened_link{std::move(*link), std::move(*row), std::move(event), std::move(in)};
}

// Why nothing is delivered by this link, as the key of a text; empty: it delivers.
std::string why_not(const opened_link& own) {
  if (!events::is_given_out(*own.of, own.in.at)) return "paper.document.withdrawn";
  if (!own.is_requested()) return "paper.document.ended";
  if (own.link.is_over(own.in.at)) return "paper.document.over";
  return own.link.is_used_up() ? "paper.document.used_up" : "";
}

response document_page(int status, const opened_link& own, const schema::reader& db, services& with,
                       const std::string& url) {
  const auto& in = *own.in.language;
  const auto reason = url.empty() ? why_not(own) : std::string();
  const bool renewable = reason == "paper.document.over" || reason == "paper.document.used_up";
  const auto path = "/f/" + own.in.capture("token");
  const auto until = in.date_time(own.link.expires_at, own.of->time_zone);
  const auto left = std::max<std::int64_t>(0, own.link.most - own.link.downloads);
  auto data = about(*own.of, own.in,
                    {{"title", in.text("paper.document.title")},
                     {"document", document_words(db, *own.of, in)},
                     {"good", reason.empty() && url.empty()},
                     {"reason", reason.empty() ? "" : in.text(reason)},
                     {"valid", in.text("paper.document.valid", {{"until", until}, {"left", left}})},
                     {"url", url},
                     {"renewed", own.in.query.get("done") == "renewed"
                                     ? in.text("paper.document.renewed", {{"email", own.row.email}})
                                     : ""},
                     {"renewable", renewable},
                     {"action", link_to(own.in, path)},
                     {"renew_url", link_to(own.in, path + "/renew")},
                     {"no_index", true}});
  data["look"] = look_view(db, own.in, own.of->by.id);
  return page(status, own.in, with, "document", std::move(data));
}

}  // namespace

// GET /f/{token}
response show_document(const request& of, const schema::reader& db, services& with) {
  const auto own = open_link(of, db, with);
  if (!own) return error_page(404, of, with, "error.not_found");
  return document_page(200, *own, db, with, "");
}

// POST /f/{token}
response post_document(const request& of, services& with) {
  const auto own = with.db.read([&](const schema::reader& db) { return open_link(of, db, with); });
  if (!own) return error_page(404, of, with, "error.not_found");
  const auto back = [&] { return see_other(link_to(own->in, of.path)); };
  if (!why_not(*own).empty()) return back();
  const auto counted = with.db.write([&](schema::transaction& tx) {
    return events::take_download(tx, own->link.public_id, of.at);
  });
  if (!counted) return back();
  const auto stored = with.db.read(
      [&](const schema::reader& db) { return events::find_document(db, own->of->id); });
  if (stored) return deliver_document(*stored, with);
  return with.db.read([&](const schema::reader& db) {
    return document_page(200, *own, db, with, own->of->paper->url);
  });
}

// POST /f/{token}/renew: also by a link that is over; whoever has it had the mail.
decision post_renew_document(const request& of, const schema::reader& db, services& with) {
  const auto own = open_link(of, db, with);
  if (!own) return error_page(404, of, with, "error.not_found");
  const auto path = "/f/" + of.capture("token");
  return action([own = std::make_shared<const opened_link>(*own), done = path + "?done=renewed",
                 back = path, &with](schema::transaction& tx) {
    const bool given_out = events::is_given_out(*own->of, own->in.at);
    const bool sent =
        given_out && events::mail_paper_link(tx, with.outbox, own->row.id, own->in.at);
    return see_other(link_to(own->in, sent ? done : back));
  });
}

// POST /r/{token}/paper
decision post_mail_document(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::registration);
  if (!own || own->of->kind != events::kind::paper) return opens_nothing(of, db, with);
  return action([own = std::make_shared<const own_registration>(*own), &with,
                 path = own_path(*own, with)](schema::transaction& tx) {
    // The browser's link may have been replaced since we looked.
    const auto row = events::find_registration(tx, own->row.id);
    if (!row || !events::opens(own->by, *row)) return opens_nothing(own->in, tx, with);
    const bool given_out = events::is_given_out(*own->of, own->in.at);
    const bool sent = given_out && events::mail_paper_link(tx, with.outbox, row->id, own->in.at);
    return see_other(link_to(own->in, path + (sent ? "?done=paper_sent" : "")));
  });
}

}  // namespace zusage::server

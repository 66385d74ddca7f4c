// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/look.hpp"
#include "events/mail_text.hpp"
#include "events/newsletter_mail.hpp"
#include "server/admin.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/application.hpp"
#include "server/mail_preview.hpp"
#include "server/response_head.hpp"
#include "web/language_name.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

std::optional<web::rendered_mail> rendered(const schema::reader& db, services& with,
                                           const events::newsletter_issue& issue,
                                           const std::string& language) {
  auto made = events::preview_newsletter(db, issue, language, with.links, mail_texts());
  if (!made) return {};
  if (const auto look = events::find_look(db, issue.organiser_id))
    made->data["look"] = events::mail_look(look->of.colour, look->of.colour_dark);
  return web::render_mail(events::template_of(issue), web::find_locale(language), made->data);
}

std::vector<std::string> written_languages(const schema::reader& db,
                                           const events::newsletter_issue& issue) {
  std::vector<std::string> found;
  for (const auto& one : events::languages_of_issue(db, issue.organiser_id, issue.event_id)) {
    if (issue.subject.contains(one) || issue.body.contains(one)) found.push_back(one);
  }
  return found;
}

}  // namespace

// GET /admin/{organiser}/newsletters/{newsletter}/preview
response show_newsletter_preview(const request& of, const schema::reader& db, services& with) {
  const auto issue = issue_of(of, db);
  if (!issue) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  auto data = newsletters_page(of, db, with, in.text("newsletters.preview"));
  data["explanation"] = area_text(of, "preview_text");
  auto versions = json::array();
  for (const auto& language : written_languages(db, *issue)) {
    const auto mail = rendered(db, with, *issue, language);
    const auto url = newsletter_link(of, "/preview/" + language);
    versions.push_back({{"language", language},
                        {"name", web::language_name(in, language)},
                        {"id", "preview-" + language},
                        {"subject", mail->subject},
                        {"text", without_line_ends(mail->text)},
                        {"light_url", url},
                        {"dark_url", newsletter_link(of, "/preview/" + language + "?dark=1")}});
  }
  data["versions"] = std::move(versions);
  data["back_url"] = newsletter_link(of);
  auto made = page(200, of, with, "admin_newsletter_preview", std::move(data));
  made.with("Content-Security-Policy", content_policy() + "; frame-src 'self'");
  return made;
}

// GET /admin/{organiser}/newsletters/{newsletter}/preview/{language}: the mail alone, for a frame
// of ours; it can run nothing, fetch nothing and send nothing.
response show_newsletter_html(const request& of, const schema::reader& db, services& with) {
  const auto issue = issue_of(of, db);
  const auto mail = issue ? rendered(db, with, *issue, of.capture("language")) : std::nullopt;
  if (!mail) return error_page(404, of, with, "error.not_found");
  auto made = html(200, of.query.has("dark") ? as_dark(mail->html) : as_light(mail->html));
  made.with("Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
            "frame-ancestors 'self'; sandbox")
      .with("X-Frame-Options", "SAMEORIGIN");
  return made;
}

}  // namespace zusage::server

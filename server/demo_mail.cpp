// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "mailer/read_mail.hpp"
#include "server/configuration.hpp"
#include "server/public.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_shown = 200;  // mails in the list

fs::path maildir_of(const configuration& config) {
  constexpr std::string_view scheme = "maildir:";
  const std::string_view transport = config.mail.transport;
  if (!config.demo || transport.substr(0, scheme.size()) != scheme) return {};
  return fs::path(transport.substr(scheme.size()));
}

/// Newest first; the names of a Maildir begin with the time of delivery.
std::vector<fs::path> find_mails(const fs::path& folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (const auto* part : {"new", "cur"}) {
    std::error_code gone;
    for (fs::directory_iterator at(folder / part, gone), end; !gone && at != end;
         at.increment(gone)) {
      const auto time = at->last_write_time(gone);
      if (!gone && at->is_regular_file(gone)) found.emplace_back(time, at->path());
    }
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  if (found.size() > most_shown) found.resize(most_shown);
  std::vector<fs::path> paths;
  paths.reserve(found.size());
  for (auto& [time, path] : found) paths.push_back(std::move(path));
  return paths;
}

bool ends_link(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '>';
}

/// The text as HTML, its addresses as links, its lines kept.
std::string with_links(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    const auto start = std::min(text.find("https://"), text.find("http://"));
    html += escape_html(text.substr(0, start));
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const auto end = std::find_if(text.begin(), text.end(), ends_link) - text.begin();
    const auto url = escape_html(text.substr(0, std::size_t(end)));
    html.append("<a href=\"").append(url).append("\">").append(url).append("</a>");
    text.remove_prefix(std::size_t(end));
  }
  std::string lines;
  for (const char c : html) {
    if (c == '\n') lines += "<br>";
    if (c != '\r') lines += c;
  }
  return lines;
}

nlohmann::json mail_view_of(const mailer::mail_view& mail, const request& of) {
  std::string attachments;
  for (const auto& one : mail.attachments) attachments += (attachments.empty() ? "" : ", ") + one;
  return {{"subject", mail.subject},
          {"from", mail.from},
          {"to", mail.to},
          {"attachments", attachments},
          {"date", mail.date ? of.language->date_time(*mail.date, home_zone) : ""}};
}

}  // namespace

// GET /demo/mail
response show_demo_mails(const request& of, services& with) {
  const auto folder = maildir_of(with.config);
  if (folder.empty()) return error_page(404, of, with, "error.not_found");
  auto mails = nlohmann::json::array();
  for (const auto& path : find_mails(folder)) {
    const auto mail = mailer::read_mail(path.string());
    if (!mail) continue;
    mails.push_back(mail_view_of(*mail, of));
    mails.back()["url"] = "/demo/mail/" + encode_component(path.filename().string());
  }
  const bool empty = mails.empty();
  return page(200, of, with, "demo_mails",
              {{"title", of.language->text("demo.mail_title")},
               {"mails", std::move(mails)},
               {"empty", empty},
               {"no_index", true}});
}

// GET /demo/mail/{id}
response show_demo_mail(const request& of, services& with) {
  // Looked for in the list rather than opened by its name: what stands in the address never
  // becomes part of a path.
  for (const auto& path : find_mails(maildir_of(with.config))) {
    if (path.filename().string() != of.capture("id")) continue;
    const auto mail = mailer::read_mail(path.string());
    if (!mail) break;
    auto data = mail_view_of(*mail, of);
    data["title"] = mail->subject;
    data["text_html"] = with_links(mail->text);
    data["no_index"] = true;
    return page(200, of, with, "demo_mail", std::move(data));
  }
  return error_page(404, of, with, "error.not_found");
}

}  // namespace zusage::server
